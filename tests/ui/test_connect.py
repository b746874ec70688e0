from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from rentix_desktop.errors import AppError, Cause, Code
from rentix_desktop.sync.destination import Account
from rentix_desktop.sync.ledger import AccountKey, Action, NewRun, PlannedRow, RunKind
from rentix_desktop.sync.ports import PRODUCTION, Kept, KeyKept, KnownAccount, Settings
from rentix_desktop.texts.errors import describe
from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.session import RunOrder
from rentix_desktop.ui.window import Opening, Window
from rentix_desktop.ui.wizard.connect.connecting import clean_key
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.conftest import find, settle
from tests.ui.parts import KEY, MemoryKeys, World

CASA = AccountKey(PRODUCTION, "318")

REFUSALS = [
    AppError(Code.KEY_INVALID, Cause.ACCESS),
    AppError(Code.SEVERAL_KEYS_SENT, Cause.ACCESS),
    AppError(Code.AGENCY_SUSPENDED, Cause.ACCESS),
    AppError(Code.CRM_DISABLED, Cause.ACCESS),
    AppError(Code.UNREACHABLE, Cause.UNREACHABLE, host="crm.rentix.md"),
    AppError(Code.HOST_UNKNOWN, Cause.UNREACHABLE, host="crm.rentix.md"),
    AppError(Code.TLS_FAILED, Cause.UNREACHABLE, host="crm.rentix.md"),
    AppError(Code.NOT_THE_API, Cause.UNREACHABLE, host="crm.rentix.md"),
    AppError(Code.DATA_FOLDER_BUSY, Cause.BUSY),
]


def check(qtbot: QtBot, window: Window, key: str) -> None:
    find(window, QLineEdit, "apiKeyEdit").setText(key)
    QTest.mouseClick(find(window, QPushButton, "checkKeyButton"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)


def texts(window: Window) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def test_a_key_is_checked_kept_and_the_agency_shown(qtbot: QtBot, world: World, window: Window) -> None:
    assert not find(window, QPushButton, "nextButton").isEnabled()
    check(qtbot, window, KEY)
    assert world.calls == [(PRODUCTION, KEY)]
    assert find(window, QLabel, "agencyLabel").text() == "Casa Nord"
    shown = texts(window)
    for words in ("Active", "CRM access on", "41 of 1,000", "crm.rentix.md", "Windows Credential Manager"):
        assert words in shown
    assert world.keys.keys == {CASA: KEY}
    assert world.settings.load().last_account == CASA
    assert find(window, QLineEdit, "apiKeyEdit").text() == ""
    assert find(window, QPushButton, "nextButton").isEnabled()
    assert QApplication.focusWidget() is find(window, QPushButton, "nextButton")


def test_the_key_is_masked_and_can_be_shown(qtbot: QtBot, window: Window) -> None:
    edit = find(window, QLineEdit, "apiKeyEdit")
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    QTest.mouseClick(find(window, QPushButton, "showKeyButton"), Qt.MouseButton.LeftButton)
    assert edit.echoMode() is QLineEdit.EchoMode.Normal


@pytest.mark.parametrize("pasted", [" good-key\n", "good-\r\nkey", "\ufeffgood-key\u200b", "\tgood -key "])
def test_stray_blanks_of_a_pasted_key_are_taken_out(qtbot: QtBot, world: World, window: Window, pasted: str) -> None:
    assert clean_key(pasted) == KEY
    edit = find(window, QLineEdit, "apiKeyEdit")
    QApplication.clipboard().setText(pasted)
    edit.setFocus()
    QTest.keySequence(edit, "Ctrl+V")
    assert edit.text() == KEY
    QTest.keyClick(edit, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert world.calls == [(PRODUCTION, KEY)]


@pytest.mark.parametrize("error", REFUSALS, ids=lambda error: error.code.value)
def test_every_refusal_is_said_in_the_page(qtbot: QtBot, world: World, window: Window, error: AppError) -> None:
    world.errors["bad"] = error
    check(qtbot, window, "bad")
    text = describe(error, Texts("en"))
    panel = texts(window)
    assert text.title in panel
    assert text.message in panel
    assert text.hint in panel
    assert not world.keys.keys
    assert all(service.closed for service in world.services)
    assert not find(window, QPushButton, "nextButton").isEnabled()
    check(qtbot, window, KEY)
    assert text.title not in texts(window)


def test_no_key_at_all_is_said_without_asking_the_portal(qtbot: QtBot, world: World, window: Window) -> None:
    check(qtbot, window, "")
    assert window.page.error.error is not None
    assert window.page.error.error.code is Code.KEY_MISSING
    assert not world.calls


def test_without_a_key_store_it_is_said_that_the_key_is_kept_for_this_session(
    qtbot: QtBot, world: World, window: Window
) -> None:
    world.keys.kept = KeyKept(Kept.SESSION, why_not="keyring_missing")
    check(qtbot, window, KEY)
    said = find(window, QLabel, "keyKeptLabel")
    assert "until you close the program" in said.text()


def test_while_the_system_asks_for_a_password_it_is_said(qtbot: QtBot, world: World, window: Window) -> None:
    import threading

    answered = threading.Event()

    class SlowKeys(MemoryKeys):
        def put(self, account: AccountKey, key: str) -> KeyKept:
            assert answered.wait(10)
            return super().put(account, key)

    slow = window.page
    slow._keys = SlowKeys()  # type: ignore[attr-defined]
    find(window, QLineEdit, "apiKeyEdit").setText(KEY)
    QTest.mouseClick(find(window, QPushButton, "checkKeyButton"), Qt.MouseButton.LeftButton)
    said = find(window, QLabel, "keyKeptLabel")
    qtbot.waitUntil(lambda: "password" in said.text())
    assert find(window, QPushButton, "nextButton").isEnabled()
    answered.set()
    qtbot.waitUntil(lambda: "Credential Manager" in said.text())


def test_another_address(qtbot: QtBot, world: World, window: Window) -> None:
    address = find(window, QLineEdit, "baseUrlEdit")
    assert not address.isVisible()
    find(window, QRadioButton, "otherRadio").click()
    assert address.isVisible()
    address.setText(" https://crm.example.md/api/v1 ")
    check(qtbot, window, KEY)
    assert world.calls == [("https://crm.example.md/api/v1", KEY)]


def test_the_address_of_the_command_line_is_filled_in(open_window: Callable[..., Window]) -> None:
    window = open_window(Opening("en", base_url="http://127.0.0.1:8/api/v1"))
    assert find(window, QRadioButton, "otherRadio").isChecked()
    assert find(window, QLineEdit, "baseUrlEdit").text() == "http://127.0.0.1:8/api/v1"


def test_the_demo_portal_is_started_and_stopped_with_the_window(qtbot: QtBot, world: World, window: Window) -> None:
    find(window, QRadioButton, "demoRadio").click()
    assert not find(window, QLineEdit, "apiKeyEdit").isVisible()
    QTest.mouseClick(find(window, QPushButton, "checkKeyButton"), Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert world.demos_running == 1
    assert window.session.flow.demo
    assert not world.keys.keys
    assert not world.settings.load().accounts
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert world.demos_running == 0


def test_a_demo_portal_that_cannot_be_used_is_stopped(qtbot: QtBot, world: World, window: Window) -> None:
    world.errors["demo-key"] = REFUSALS[0]
    find(window, QRadioButton, "demoRadio").click()
    find(window, QPushButton, "checkKeyButton").click()
    settle(qtbot, window)
    assert window.page.error.error is REFUSALS[0]
    assert world.demos_running == 0


def test_opened_on_the_demo_portal_a_sample_is_wanted_next(
    qtbot: QtBot, world: World, open_window: Callable[..., Window]
) -> None:
    window = open_window(Opening("en", demo=True))
    qtbot.waitUntil(lambda: window.session.flow.step is Step.FILE)
    settle(qtbot, window)
    assert window.session.flow.demo


def test_a_known_account_is_one_click(qtbot: QtBot, world: World, open_window: Callable[..., Window]) -> None:
    world.keys.keys[CASA] = KEY
    world.settings.save(Settings(accounts=(KnownAccount(CASA, "Casa Nord"),), last_account=CASA))
    window = open_window()
    known = find(window, QPushButton, "knownAccountButton")
    assert "Casa Nord" in known.accessibleName()
    assert QApplication.focusWidget() is known
    QTest.keyClick(known, Qt.Key.Key_Space)
    settle(qtbot, window)
    assert world.calls == [(PRODUCTION, KEY)]
    assert window.session.flow.account is not None


def test_a_known_account_whose_key_is_gone_asks_for_it(
    qtbot: QtBot, world: World, open_window: Callable[..., Window]
) -> None:
    world.settings.save(Settings(accounts=(KnownAccount(CASA, "Casa Nord"),), last_account=CASA))
    window = open_window()
    find(window, QPushButton, "knownAccountButton").click()
    settle(qtbot, window)
    assert window.page.error.error is not None
    assert window.page.error.error.code is Code.KEY_MISSING
    assert find(window, QLineEdit, "apiKeyEdit").isVisible()


def test_a_second_account_closes_the_first(qtbot: QtBot, world: World, window: Window) -> None:
    check(qtbot, window, KEY)
    world.account = Account(PRODUCTION, "9", "Vila Sud")
    find(window, QPushButton, "anotherAccountButton").click()
    check(qtbot, window, "other-key")
    assert [service.closed for service in world.services] == [True, False]
    assert window.session.flow.account is not None
    assert window.session.flow.account.id == "9"
    assert {known.name for known in world.settings.load().accounts} == {"Casa Nord", "Vila Sud"}


def interrupt(world: World) -> int:
    """A run that was started and did not finish."""
    ledger = world.ledger
    run = ledger.begin(NewRun(CASA, RunKind.UPLOAD, "a.xlsx|Foaie1", "a.xlsx"))
    ledger.add_rows(run, [PlannedRow(0, 0, 2, "CN-1", Action.CREATE, {"externalId": "CN-1"}, {"propertyArea": 1})])
    ledger.start(run)
    ledger.die()
    return run


def test_an_interrupted_run_is_offered_and_gone_on_with(
    qtbot: QtBot, world: World, window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = interrupt(world)
    check(qtbot, window, KEY)
    assert "a.xlsx did not finish" in window.page.notice.accessibleName()
    orders: list[RunOrder] = []
    monkeypatch.setattr(window.session, "order", orders.append)
    find(window.page.notice, QPushButton, "resumeButton").click()
    assert orders == [RunOrder(run, resume=True)]


def test_an_interrupted_run_that_is_declined_is_not_offered_again(qtbot: QtBot, world: World, window: Window) -> None:
    interrupt(world)
    check(qtbot, window, KEY)
    find(window.page.notice, QPushButton, "declineResumeButton").click()
    assert window.page.notice.isHidden()
    find(window, QPushButton, "nextButton").click()
    assert window.page.NAME == "filePage"
    assert window.page.notice.isHidden()
