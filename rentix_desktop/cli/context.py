"""What every command is handed."""

from __future__ import annotations

from argparse import Namespace
from dataclasses import dataclass

from rentix_desktop.cli.options import GlobalOptions
from rentix_desktop.cli.output import Output
from rentix_desktop.cli.stopping import Stopping
from rentix_desktop.sync.ports import Ports


@dataclass(frozen=True, slots=True)
class Context:
    """`arguments` are those of the command; its options have the names of design section 5."""

    options: GlobalOptions
    arguments: Namespace
    ports: Ports
    output: Output
    stopping: Stopping
