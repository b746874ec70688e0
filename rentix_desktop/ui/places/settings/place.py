"""The settings: accounts, language and theme, the connection, and where everything is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import KeyStore, KnownAccount, LayoutStore, Settings, SupportFacts, Theme
from rentix_desktop.texts.language import LANGUAGES, mark
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.settings.corrections_card import CorrectionsCard
from rentix_desktop.ui.places.settings.history_card import HistoryCard
from rentix_desktop.ui.places.settings.layouts_card import LayoutsCard
from rentix_desktop.ui.places.support import SupportPort, details
from rentix_desktop.ui.theme import SIZES
from rentix_desktop.ui.widgets.basics import Card, ElidedLabel, Tone, button, clear, label, row, scrolled, spin_box
from rentix_desktop.ui.widgets.question import said_yes
from rentix_desktop.ui.widgets.wrapping import WrappingRow
from rentix_desktop.ui.wizard.connect.connecting import host

_LANGUAGE_NAMES = {"ro": "Română", "ru": "Русский", "en": "English"}  # each in its own
_THEME_NAMES = {Theme.SYSTEM: mark("As the system"), Theme.LIGHT: mark("Light"), Theme.DARK: mark("Dark")}


class Shell(Protocol):
    """What the settings change in the window at once."""

    def change_language(self, language: str | None) -> None: ...

    def change_theme(self, theme: Theme) -> None: ...

    def show_connect(self) -> None: ...


class SettingsPlace(Page):
    NAME = "settingsPage"

    def __init__(self, desk: Desk, keys: KeyStore, support: SupportPort, shell: Shell, layouts: LayoutStore) -> None:
        super().__init__(desk)
        self._keys = keys
        self._support = support
        self._shell = shell
        self._facts: SupportFacts | None = None
        self._layouts = LayoutsCard(self, layouts)
        self._corrections = CorrectionsCard(self)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, cards in (
            (left, (self._build_accounts(), self._build_look(), self._layouts, HistoryCard(self))),
            (right, (self._build_connection(), self._build_support(), self._corrections)),
        ):
            column.setSpacing(SIZES.block)
            for card in cards:
                column.addWidget(card)
            column.addStretch(1)
        columns = row(gap=SIZES.block)
        columns.addLayout(left, 1)
        columns.addLayout(right, 1)
        self.body.addWidget(scrolled(columns), 1)
        desk.memory.failed.connect(self._on_failed)

    # building -----------------------------------------------------------------------------------------------------------
    def _build_accounts(self) -> Card:
        card = Card(gap=10)
        card.box.addWidget(label(self._tr("Accounts"), kind="heading"))
        self._accounts = QVBoxLayout()
        self._accounts.setSpacing(10)
        card.box.addLayout(self._accounts)
        connect = button(self._tr("Connect another account"), "addAccountButton", small=True)
        connect.clicked.connect(self._on_connect)
        card.box.addLayout(row(connect, None))
        return card

    def _build_look(self) -> Card:
        tr = self._tr
        settings = self.desk.memory.settings
        card = Card(gap=10)
        card.box.addWidget(label(tr("Language and look"), kind="heading"))
        self._language = _combo("languageCombo", tr("Language"))
        self._language.addItem(tr("As the system"), None)
        for code in LANGUAGES:
            self._language.addItem(_LANGUAGE_NAMES[code], code)
        self._language.setCurrentIndex(max(0, self._language.findData(settings.language)))
        self._language.activated.connect(self._on_language)
        self._theme = _combo("themeCombo", tr("Look"))
        for theme, name in _THEME_NAMES.items():
            self._theme.addItem(tr(name), theme.value)
        self._theme.setCurrentIndex(self._theme.findData(settings.theme.value))
        self._theme.activated.connect(self._on_theme)
        card.box.addLayout(_form(((tr("Language"), self._language), (tr("Look"), self._theme))))
        return card

    def _build_connection(self) -> Card:
        tr = self._tr
        settings = self.desk.memory.settings
        card = Card(gap=10)
        card.box.addWidget(label(tr("Connection"), kind="heading"))
        self._requests = _spin("requestsSpin", tr("Requests a minute"), settings.requests_per_minute)
        self._bulk = _spin("bulkSpin", tr("Of them with many listings"), settings.bulk_per_minute)
        for spin in (self._requests, self._bulk):
            spin.editingFinished.connect(self._on_limits)
        card.box.addLayout(
            _form(((tr("Requests a minute"), self._requests), (tr("Of them with many listings"), self._bulk)))
        )
        card.box.addWidget(label(tr("Leave 300 and 30 unless Rentix told you otherwise."), kind="caption", wrap=True))
        card.box.addWidget(label(tr("Certificate file (only if your network needs one)"), wrap=True))
        self._ca = QLineEdit(str(settings.ca_file or ""))
        self._ca.setObjectName("caFileEdit")
        self._ca.setAccessibleName(tr("Certificate file"))
        self._ca.setPlaceholderText(tr("None: the system's certificates"))
        self._ca.editingFinished.connect(self._on_ca)
        choose = button(tr("Browse…"), "caBrowseButton", hint=tr("Choose a certificate file"), small=True)
        choose.clicked.connect(self._on_ca_browse)
        card.box.addLayout(row(self._ca, choose))
        card.box.addWidget(label(tr("Changes hold from the next connection on."), kind="caption", wrap=True))
        return card

    def _build_support(self) -> Card:
        tr = self._tr
        card = Card(gap=10)
        card.box.addWidget(label(tr("Where things are"), kind="heading"))
        self._data = _path_label()
        self._log = _path_label()
        for text, shown in ((tr("Data"), self._data), (tr("Log"), self._log)):
            card.box.addWidget(label(text, kind="caption"))
            card.box.addWidget(shown)
        self._open_folder = button(tr("Open the folder"), "openDataButton", small=True)
        self._copy = button(tr("Copy details for support"), "copyDetailsButton", small=True)
        self._open_folder.clicked.connect(self._on_open_folder)
        self._copy.clicked.connect(self._on_copy)
        card.box.addLayout(row(self._open_folder, None))
        card.box.addLayout(row(self._copy, None))
        self._copied = label(tone=Tone.GOOD, wrap=True)
        self._copied.hide()
        card.box.addWidget(self._copied)
        return card

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        return self._tr("Settings")

    def sentence(self) -> str:
        return self._tr("What you change here holds at once.")

    def foot(self) -> Foot:
        return Foot(self._tr("Keys are kept in your system's key store and are in none of these files."), back=False)

    def enter(self) -> None:
        self._show_accounts()
        self._layouts.load()
        self._corrections.load()
        self._copied.hide()
        for part in (self._open_folder, self._copy):
            part.setEnabled(self._facts is not None)
        if self._facts is None:
            support = self._support
            self.run("support", lambda _task: support(), self._on_facts)

    # accounts -----------------------------------------------------------------------------------------------------------
    def _show_accounts(self) -> None:
        clear(self._accounts)
        accounts = self.desk.memory.settings.accounts
        for known in accounts:
            self._accounts.addWidget(self._account_row(known))
        if not accounts:
            self._accounts.addWidget(
                label(self._tr("No account is kept on this computer yet."), tone=Tone.MUTED, wrap=True)
            )

    def _account_row(self, known: KnownAccount) -> QWidget:
        tr = self._tr
        connection = self.desk.session.connection
        here = connection is not None and connection.key == known.key
        state = tr("{host} · connected", host=host(known.key.base_url)) if here else host(known.key.base_url)
        replace_key = button(
            tr("Replace the key"),
            "replaceKeyButton",
            hint=tr("Replace the key of {agency}", agency=known.name),
            small=True,
        )
        forget = button(tr("Forget"), "forgetAccountButton", hint=tr("Forget {agency}", agency=known.name), small=True)
        for made, slot in ((replace_key, self._on_connect), (forget, self._on_forget)):
            made.setProperty("account", known.key)
            made.clicked.connect(slot)
        line = QWidget()
        box = QVBoxLayout(line)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        box.addWidget(ElidedLabel(known.name))
        box.addWidget(label(state, kind="caption", wrap=True))
        buttons = WrappingRow()
        buttons.addWidget(replace_key)
        buttons.addWidget(forget)
        box.addSpacing(4)
        box.addLayout(buttons)
        return line

    @Slot()
    def _on_connect(self) -> None:
        self._shell.show_connect()

    @Slot()
    def _on_forget(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QPushButton):
            return
        key: AccountKey = sender.property("account")
        known = next((one for one in self.desk.memory.settings.accounts if one.key == key), None)
        if known is None or not self._really_forget(known):
            return
        keys = self._keys
        self.run("forget-key", lambda _task: keys.forget(key), self._on_forgotten)
        self.desk.memory.change(lambda now: _without(now, key))
        self._show_accounts()

    def _really_forget(self, known: KnownAccount) -> bool:
        """A box, because it cannot be undone: the key cannot be had back from the portal."""
        tr = self._tr
        return said_yes(
            self,
            "forgetQuestion",
            tr("Forget {agency}?", agency=known.name),
            tr(
                "The key is deleted from this computer and must be entered again. The listings on the portal stay as they are."
            ),
            stay=tr("Keep it"),
            go=tr("Forget"),
            destroys=True,
        )

    @Slot(object)
    def _on_forgotten(self, _nothing: object) -> None:
        self.notice.show_notice("", self._tr("The key was deleted from this computer."), Tone.GOOD)

    # choices ------------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_language(self) -> None:
        self._shell.change_language(self._language.currentData())

    @Slot()
    def _on_theme(self) -> None:
        self._shell.change_theme(Theme(self._theme.currentData()))

    @Slot()
    def _on_limits(self) -> None:
        requests, bulk = self._requests.value(), min(self._bulk.value(), self._requests.value())
        self._bulk.setValue(bulk)
        self.desk.memory.change(lambda now: replace(now, requests_per_minute=requests, bulk_per_minute=bulk))

    @Slot()
    def _on_ca(self) -> None:
        text = self._ca.text().strip()
        self.desk.memory.change(lambda now: replace(now, ca_file=Path(text) if text else None))

    @Slot()
    def _on_ca_browse(self) -> None:
        kinds = f"{self._tr('Certificates')} (*.pem *.crt *.cer)"
        name, _ = QFileDialog.getOpenFileName(self, self._tr("Choose a certificate file"), self._ca.text(), kinds)
        if name:
            self._ca.setText(name)
            self._on_ca()

    # support ------------------------------------------------------------------------------------------------------------
    @Slot(object)
    def _on_facts(self, facts: SupportFacts) -> None:
        self._facts = facts
        self._data.setText(str(facts.data_folder))
        self._log.setText(str(facts.log_file))
        for part in (self._open_folder, self._copy):
            part.setEnabled(True)

    @Slot()
    def _on_open_folder(self) -> None:
        if self._facts is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._facts.data_folder)))

    @Slot()
    def _on_copy(self) -> None:
        if self._facts is None:
            return
        QGuiApplication.clipboard().setText(details(self._facts, self.desk.jobs.faults.seen(), self._tr.language))
        self._copied.setText(self._tr("Copied. Paste it into your message; no key and no listing is in it."))
        self._copied.show()

    @Slot(object)
    def _on_failed(self, error: AppError) -> None:
        self.error.show_error(error)


def _without(settings: Settings, key: AccountKey) -> Settings:
    accounts = tuple(known for known in settings.accounts if known.key != key)
    last = None if settings.last_account == key else settings.last_account
    return replace(settings, accounts=accounts, last_account=last)


def _combo(name: str, spoken: str) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made


def _spin(name: str, spoken: str, value: int) -> QSpinBox:
    made = spin_box(name, spoken)
    made.setRange(1, 100_000)
    made.setValue(value)
    made.setMinimumWidth(110)
    return made


def _path_label() -> ElidedLabel:
    return ElidedLabel("…")


def _form(lines: tuple[tuple[str, QWidget], ...]) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(SIZES.gap)
    grid.setHorizontalSpacing(12)
    for number, (text, widget) in enumerate(lines):
        caption = label(text, wrap=True)
        caption.setBuddy(widget)
        grid.addWidget(caption, number, 0)
        grid.addWidget(widget, number, 1)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
