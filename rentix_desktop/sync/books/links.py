"""The port to the links that a person accepted and that are not answered for; the ledger implements it beside its own.

Sent now, such a row would be a new listing, beside the one it is to be linked with: nothing plans or sends it until its
link is settled. Nothing goes on with links by itself, either, an upload or a kept file's turn as little as the start of
the program: they may have been stopped because the pairs are wrong, and what the service refuses of them is for somebody
to look at. So a run that was killed is treated as one that was stopped: its rows wait, the others go, and a person says
whether to go on (`Engine.run`) or to give the links up (`linking.runs.give_up`).
"""

from __future__ import annotations

from typing import Protocol


class LinkBook(Protocol):
    """What an account's ledger tells of unfinished links."""

    def unsettled_links(self) -> frozenset[str]:
        """The externalIds of links, and of links to be taken off, of runs that were started: not sent yet, on their way,
        in doubt, or refused with reasons still to be asked. A later link or unlink of the same listing, or with the same
        id, settles them once it is accepted."""
        ...

    def leave_links(self, run: int) -> int:
        """Those of the run that are not sent are left out; how many. What is on its way or in doubt stays. On disk when
        it returns."""
        ...
