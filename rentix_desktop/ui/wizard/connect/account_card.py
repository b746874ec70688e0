"""The card of a verified account: name, status, access, and how much of the month's listings is used."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout

from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.ports import Kept, KeyKept
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.widgets.basics import Card, Tone, chip, clear, label, row
from rentix_desktop.ui.widgets.states import SegmentBar
from rentix_desktop.ui.wizard.connect.connecting import host


class AccountCard(Card):
    def __init__(self, desk: Desk) -> None:
        super().__init__(gap=10)
        self._tr = desk.tr
        self._name = label(kind="heading", name="agencyLabel", wrap=True)
        self._chips = row()
        self._address = label(kind="caption")
        self._month = label(tone=Tone.MUTED, wrap=True)
        self._bar = SegmentBar(desk.tokens, "monthBar", thickness=8)
        self._key = label(tone=Tone.MUTED, wrap=True, name="keyKeptLabel")
        self.box.addLayout(row(self._name, None, self._chips))
        self.box.addWidget(self._address)
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.addWidget(self._month, 0, 0)
        grid.addWidget(self._bar, 1, 0)
        self.box.addLayout(grid)
        self.box.addWidget(self._key)
        self.hide()

    def show_account(self, account: Account, demo: bool, kept: KeyKept | None, waiting: bool) -> None:
        """`waiting`: the key is on its way to the key store."""
        tr = self._tr
        self._name.setText(account.name)
        clear(self._chips)
        active = account.status in (None, "active")
        status = tr("Active") if active else str(account.status)
        self._chips.addWidget(chip(status, Tone.GOOD if active else Tone.LOOK))
        if account.crm_enabled is not None:
            word = tr("CRM access on") if account.crm_enabled else tr("CRM access off")
            self._chips.addWidget(chip(word, Tone.GOOD if account.crm_enabled else Tone.WRONG))
        self._address.setText(tr("Demo portal on this computer") if demo else host(account.base_url))
        known = account.used is not None and account.limit is not None
        self._bar.setVisible(known)
        if account.used is not None and account.limit is not None:
            used, limit = tr.number(account.used), tr.number(account.limit)
            text = tr("New listings this month: {used} of {limit}", used=used, limit=limit)
            self._month.setText(text)
            self._bar.show_segments(account.limit, ((account.used, "accent"),), text)
        else:
            self._month.setText(tr("The portal does not say how many new listings are left this month."))
        self._key.setText(self._key_text(demo, kept, waiting))
        self._key.setProperty("tone", "look" if kept and kept.where is Kept.SESSION else "muted")
        self._key.style().polish(self._key)
        self.show()

    def _key_text(self, demo: bool, kept: KeyKept | None, waiting: bool) -> str:
        tr = self._tr
        if demo:
            return tr("Nothing you do here reaches rentix.md.")
        if waiting:
            return tr("Keeping the key… Your system may be asking for your password in a window of its own.")
        if kept is None:
            return tr("Connected with the key kept on this computer.")
        if kept.where is Kept.KEYRING:
            return tr("The key is kept in {store}.", store=kept.backend or tr("your system's key store"))
        return tr(
            "This computer has no safe place for the key that can be used now. It is kept until you close the program "
            "and is not written anywhere; next time you enter it again."
        )
