"""Step 1: which portal, which key, whose agency."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from rentix_desktop.errors import AppError
from rentix_desktop.sync.ledger import AccountKey
from rentix_desktop.sync.ports import PRODUCTION, KeyKept, KnownAccount, Ports
from rentix_desktop.ui.desk import Desk
from rentix_desktop.ui.jobs import Job
from rentix_desktop.ui.page import Foot, Page
from rentix_desktop.ui.places.entries import HOME
from rentix_desktop.ui.theme import SIZES, icon
from rentix_desktop.ui.ways import ASK_KEY
from rentix_desktop.ui.widgets.basics import Card, Tone, button, clear, label, row, scrolled, set_main
from rentix_desktop.ui.wizard.connect import connecting
from rentix_desktop.ui.wizard.connect.account_card import AccountCard
from rentix_desktop.ui.wizard.connect.connecting import Phase, Reached
from rentix_desktop.ui.wizard.flow import Step
from rentix_desktop.ui.wizard.interrupted import offer_what_is_left, on_resume_answer


class Where(StrEnum):
    RENTIX = "rentix"
    OTHER = "other"
    DEMO = "demo"


class Shell(Protocol):
    """What the page needs of the window."""

    def show_place(self, name: str) -> None: ...


class ConnectPage(Page):
    NAME = "connectPage"
    STEP = Step.CONNECT

    def __init__(
        self, desk: Desk, ports: Ports, shell: Shell, *, base_url: str | None = None, demo: bool = False
    ) -> None:
        super().__init__(desk)
        self._connect = ports.connect
        self._open_ledger = ports.open_ledger
        self._start_demo = ports.start_demo
        self._keys = ports.keys
        self._demo_at_once = demo
        self._going_on = False
        self._asked_for_another = False
        self._from_home = False  # a key was asked for there: that is where it goes on
        self._shell = shell
        self._home = button(desk.tr("To the home page"), "connectHomeButton", main=True)
        self._home.clicked.connect(self._on_home)
        self._home.setProperty("unwanted", True)
        self.buttons = [self._home]
        self._connecting: Job | None = None
        self._keeping: Job | None = None
        self._form = self._build_form(base_url)
        self._known = QVBoxLayout()
        self._known.setSpacing(6)
        self._known_card = Card()
        self._known_card.box.addWidget(label(desk.tr("Connect as before"), kind="strong"))
        self._known_card.box.addLayout(self._known)
        self._account = AccountCard(desk)
        left = QVBoxLayout()
        left.setSpacing(SIZES.block)
        self._another = button(self._tr("Another account or another key"), "anotherAccountButton", small=True)
        self._another.clicked.connect(self._on_another)
        for part in (self._account, self._known_card, self._form):
            left.addWidget(part)
        left.addLayout(row(self._another, None))
        left.addStretch(1)
        columns = QHBoxLayout()
        columns.setSpacing(SIZES.block)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.addLayout(left, 3)
        self._help = self._build_help()
        columns.addWidget(self._help, 2, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(scrolled(columns), 1)
        self.notice.pressed.connect(self._on_notice)
        self._choose(self._first_choice(base_url))

    # building -----------------------------------------------------------------------------------------------------------
    def _build_form(self, base_url: str | None) -> Card:
        tr = self._tr
        card = Card(gap=6)
        card.box.addWidget(label(tr("Where the listings go"), kind="strong"))
        self._group = QButtonGroup(self)
        self._choices: dict[Where, QRadioButton] = {}
        for where, text, name in (
            (Where.RENTIX, tr("Rentix (rentix.md)"), "rentixRadio"),
            (Where.DEMO, tr("Demo portal, to try and to learn"), "demoRadio"),
            (Where.OTHER, tr("Another address"), "otherRadio"),
        ):
            radio = QRadioButton(text)
            radio.setObjectName(name)
            radio.setAccessibleName(text)
            self._group.addButton(radio)
            self._choices[where] = radio
            card.box.addWidget(radio)
        self._group.buttonClicked.connect(self._on_where)
        self._address = QLineEdit(base_url or "")
        self._address.setObjectName("baseUrlEdit")
        self._address.setAccessibleName(tr("Address of the API"))
        self._address.setPlaceholderText(PRODUCTION)
        self._address.textChanged.connect(self._on_edited)
        self._address.returnPressed.connect(self._on_check)
        card.box.addWidget(self._address)
        card.box.addSpacing(8)
        self._key_label = label(tr("API key"), kind="strong")
        self._key = QLineEdit()
        self._key.setObjectName("apiKeyEdit")
        self._key.setAccessibleName(tr("API key"))
        self._key.setEchoMode(QLineEdit.EchoMode.Password)
        self._key.setPlaceholderText(tr("Paste the key here"))
        self._key.textEdited.connect(self._on_key_edited)
        self._key.returnPressed.connect(self._on_check)
        self._key_label.setBuddy(self._key)
        self._eye = button("", "showKeyButton", hint=tr("Show the key"), look="flat")
        self._eye.setCheckable(True)
        self._eye.setFixedWidth(40)
        self._eye.toggled.connect(self._on_eye)
        self._on_eye(False)
        self._check = button(tr("Check the key"), "checkKeyButton", main=True)
        self._check.clicked.connect(self._on_check)
        self._stop = button(tr("Stop"), "stopConnectButton")
        self._stop.clicked.connect(self._on_stop)
        self._stop.hide()
        card.box.addWidget(self._key_label)
        card.box.addLayout(row(self._key, self._eye))
        card.box.addSpacing(6)
        self._wait_text = label(tone=Tone.MUTED, wrap=True, name="connectWaitText")
        card.box.addLayout(row(self._check, self._stop, None))
        card.box.addWidget(self._wait_text)
        self._wait_text.hide()
        return card

    def _build_help(self) -> Card:
        tr = self._tr
        card = Card(gap=10)
        card.box.addWidget(label(tr("Where you get a key"), kind="strong"))
        for number, text in enumerate(
            (
                tr("Sign in at rentix.md."),
                tr("Open the user menu, choose your agency, then API Keys."),
                tr("Press Create Key."),
                tr("Copy the key at once: it is shown one time only."),
            ),
            start=1,
        ):
            line = QHBoxLayout()
            line.setSpacing(8)
            sign = label(f"{number}.", tone=Tone.MUTED)
            sign.setFixedWidth(20)
            line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(label(text, wrap=True), 1)
            card.box.addLayout(line)
        rule = QLabel()
        rule.setFixedHeight(2)
        card.box.addWidget(rule)
        card.box.addWidget(
            label(
                tr(
                    "The key stands for your whole agency. Give it to nobody; if it was seen by others, delete it at "
                    "rentix.md and create a new one."
                ),
                tone=Tone.MUTED,
                wrap=True,
            )
        )
        return card

    # what the frame shows -----------------------------------------------------------------------------------------------
    def title(self) -> str:
        account = self.desk.session.flow.account
        if account is None:
            return self._tr("Connect to the portal")
        return self._tr("Connected as {agency}", agency=account.name)

    def sentence(self) -> str:
        if self.desk.session.flow.account is None:
            return self._tr("Enter the key of your agency once. Nothing is sent yet.")
        if self._goes_home:
            return self._tr("The key works. Your files are kept up to date again.")
        return self._tr("Choose the file with your listings next. Nothing is sent yet.")

    @property
    def _goes_home(self) -> bool:
        return self._from_home and not self._asked_for_another and self.desk.session.connection is not None

    def foot(self) -> Foot:
        if self.desk.session.flow.demo:
            note = self._tr("The demo portal runs on this computer and is gone when you close the program.")
        else:
            note = self._tr("The key is never written into a file.")
        return Foot(note, next=None if self._goes_home else self._tr("Next: file"), back=False)

    def enter(self) -> None:
        if self.desk.session.notes.pop(ASK_KEY, False):
            self._asked_for_another = self._from_home = True
        self._show_known()
        self._show_account()
        offer_what_is_left(self)
        if self._demo_at_once and self.desk.session.connection is None and self._connecting is None:
            self._demo_at_once = False
            self._going_on = True
            self._choose(Where.DEMO)
            self._on_check()

    def leave(self) -> None:
        self._eye.setChecked(False)
        self._asked_for_another = self._from_home = False

    def first_focus(self) -> QWidget | None:
        if self._goes_home:
            return self._home
        if self.desk.session.connection is not None:
            return None
        known = self._known.itemAt(0)
        return (known.widget() if known is not None else None) or self._key

    @Slot()
    def _on_another(self) -> None:
        self._asked_for_another = True
        self._show_known()
        self._show_account()
        self._key.setFocus()

    @Slot()
    def _on_home(self) -> None:
        self._shell.show_place(HOME)

    # choices ------------------------------------------------------------------------------------------------------------
    def _first_choice(self, base_url: str | None) -> Where:
        session = self.desk.session
        if session.flow.demo:
            return Where.DEMO
        address = base_url or (session.connection.account.base_url if session.connection else PRODUCTION)
        if address == PRODUCTION:
            return Where.RENTIX
        self._address.setText(address)
        return Where.OTHER

    @property
    def _where(self) -> Where:
        return next((where for where, radio in self._choices.items() if radio.isChecked()), Where.RENTIX)

    def _choose(self, where: Where) -> None:
        self._choices[where].setChecked(True)
        self._on_where()

    @Slot()
    def _on_where(self) -> None:
        tr = self._tr
        demo = self._where is Where.DEMO
        self._address.setVisible(self._where is Where.OTHER)
        for part in (self._key_label, self._key, self._eye):
            part.setVisible(not demo)
        text = tr("Open the demo portal") if demo else tr("Check the key")
        self._check.setText(text)
        self._check.setAccessibleName(text)
        self.error.clear()

    @Slot(str)
    def _on_key_edited(self, text: str) -> None:
        clean = connecting.clean_key(text)
        if clean != text:
            self._key.setText(clean)
        self.error.clear()

    @Slot()
    def _on_edited(self) -> None:
        self.error.clear()

    @Slot(bool)
    def _on_eye(self, shown: bool) -> None:
        self._key.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        text = self._tr("Hide the key") if shown else self._tr("Show the key")
        self._eye.setAccessibleName(text)
        self._eye.setToolTip(text)
        self._eye.setIcon(icon("eye-off" if shown else "eye", self.desk.tokens.muted, 16))

    # connecting ---------------------------------------------------------------------------------------------------------
    @Slot()
    def _on_check(self) -> None:
        if self._connecting is not None:
            return
        connect, open_ledger = self._connect, self._open_ledger
        if self._where is Where.DEMO:
            start, running = self._start_demo, self.desk.session.portal
            self._begin(lambda task: connecting.connect_demo(task, connect, open_ledger, start, running))
            return
        address = self._address.text().strip() if self._where is Where.OTHER else PRODUCTION
        key = connecting.clean_key(self._key.text())
        self._begin(lambda task: connecting.connect_with(task, connect, open_ledger, address or PRODUCTION, key))

    @Slot()
    def _on_known(self) -> None:
        sender = self.sender()
        if not isinstance(sender, QPushButton) or self._connecting is not None:
            return
        account: AccountKey = sender.property("account")
        connect, open_ledger, keys = self._connect, self._open_ledger, self._keys
        self._begin(lambda task: connecting.reconnect(task, connect, open_ledger, keys, account))

    def _begin(self, work: connecting.Work) -> None:
        self.error.clear()
        self._connecting = self.run(
            "connect", work, self._on_connected, self._on_refused, self._on_phase, self._on_stopped
        )
        self._show_busy(True)

    @Slot(object)
    def _on_phase(self, phase: Phase) -> None:
        tr = self._tr
        self._wait_text.setText(
            {
                Phase.STARTING_DEMO: tr("Starting the demo portal…"),
                Phase.READING_KEY: tr(
                    "Looking up the key… Your system may be asking for your password in a window of its own."
                ),
                Phase.ASKING: tr("Asking the portal…"),
            }[phase]
        )

    @Slot(object)
    def _on_connected(self, reached: Reached) -> None:
        session = self.desk.session
        self._connecting = None
        self._show_busy(False)
        if reached.portal is not None:
            session.take_portal(reached.portal)
        connection = reached.connection
        session.take_connection(connection)
        demo = reached.portal is not None
        if not demo:
            self.desk.memory.change(lambda settings: settings.with_account(connection.account))
        self._key.clear()
        if reached.to_keep is not None:
            keys, account, key = self._keys, connection.key, reached.to_keep
            self._keeping = self.run(
                "keep-key", lambda _task: connecting.keep(keys, account, key), self._on_kept, self._on_not_kept
            )
        flow = session.flow.connected(connection.account, demo=demo)
        session.change(flow.go_next() if self._going_on else flow)
        self._going_on = False
        self._asked_for_another = False
        if self.isVisible():
            self.enter()
            self.refresh()
            self.settled.emit()
            if self._goes_home:
                self._home.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_refused(self, error: AppError) -> None:
        self._connecting = None
        self._show_busy(False)
        self.error.show_error(error)
        if self._key.isVisible():
            self._key.setFocus()

    @Slot()
    def _on_stopped(self) -> None:
        self._connecting = None
        self._show_busy(False)

    @Slot()
    def _on_stop(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()

    @Slot(object)
    def _on_kept(self, kept: KeyKept) -> None:
        self._keeping = None
        self.desk.session.key_kept = kept
        self._show_account()

    @Slot(object)
    def _on_not_kept(self, error: AppError) -> None:
        self._keeping = None
        self.error.show_error(error)
        self._show_account()

    def _show_busy(self, busy: bool) -> None:
        for part in (self._check, self._key, self._address, *self._choices.values()):
            part.setEnabled(not busy)
        self._known_card.setEnabled(not busy)
        self._stop.setVisible(busy)
        self._wait_text.setVisible(busy)
        if busy:
            self._wait_text.setText(self._tr("Asking the portal…"))

    # showing ------------------------------------------------------------------------------------------------------------
    def _show_account(self) -> None:
        connection, flow = self.desk.session.connection, self.desk.session.flow
        set_main(self._check, connection is None)
        self._home.setProperty("unwanted", not self._goes_home)
        open_form = connection is None or self._asked_for_another
        self._form.setVisible(open_form)
        self._help.setVisible(open_form)
        self._another.setVisible(not open_form)
        if connection is None:
            self._account.hide()
            return
        self._account.show_account(connection.account, flow.demo, self.desk.session.key_kept, self._keeping is not None)

    def _show_known(self) -> None:
        clear(self._known)
        connection = self.desk.session.connection
        here = connection.key if connection else None
        others = [known for known in self.desk.memory.settings.accounts if known.key != here]
        last = self.desk.memory.settings.last_account
        for known in sorted(others, key=lambda one: one.key != last):
            self._known.addWidget(self._known_button(known))
        asked = connection is None or self._asked_for_another
        self._known_card.setVisible(bool(others) and asked)

    def _known_button(self, known: KnownAccount) -> QWidget:
        where = connecting.host(known.key.base_url)
        text = f"{known.name}  ·  {where}"
        made = button(text, "knownAccountButton", hint=self._tr("Connect as {agency}", agency=text))
        made.setProperty("account", known.key)
        made.setProperty("wide", True)
        made.clicked.connect(self._on_known)
        return made

    @Slot(str)
    def _on_notice(self, name: str) -> None:
        on_resume_answer(self, name)
