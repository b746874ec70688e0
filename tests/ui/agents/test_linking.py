"""Agents in the window, against the demo portal over a real ledger: who they are, linked, chosen, without an account."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit

from rentix_desktop.texts.language import Texts
from rentix_desktop.ui.places.entries import entries
from rentix_desktop.ui.wizard.flow import Step
from tests.ui.agents.desk import NAMES, AgentsDesk
from tests.ui.conftest import find


# who they are -------------------------------------------------------------------------------------------------------------
def test_every_account_and_every_agent_of_the_file_is_listed(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    assert desk.agents() == {
        "Olga Morari": ("1 listing", "0", "please check"),
        "Ion Sandu": ("2 listings", "0", "sure"),
        "Petru Rusu": ("1 listing", "", "no account"),
        "Vasile": ("2 listings", "", "no account"),
        "Elena Lupan": ("1 listing", "0", "linked"),
    }
    assert "3 accounts on the portal. 5 agents in listings.csv." in desk.said()
    assert desk.button("linkAgentsButton").text() == "Link 1 agent"
    assert desk.sent() == []


def test_without_a_file_the_accounts_are_listed_and_nothing_is_linked(desk: AgentsDesk) -> None:
    desk.open()
    assert {name: each[2] for name, each in desk.agents().items()} == {
        "Ion Sandu": "not linked",
        "Olga Morari": "not linked",
        "Elena Lupan": "linked",
    }
    assert "Open a file that names agents" in desk.said()
    assert not desk.sees("linkAgentsButton")


def test_a_file_without_agents_says_so(desk: AgentsDesk) -> None:
    desk.take_file(agents=False)
    desk.open()
    assert "No column of listings.csv says who the agent is." in desk.said()


def test_one_state_is_shown_alone_and_a_name_or_phone_is_found(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    group = find(desk.window, QComboBox, "agentsCombo")
    assert group.itemText(0) == "All agents: 5"
    group.setCurrentIndex(group.findText("no account: 2"))
    assert set(desk.agents()) == {"Petru Rusu", "Vasile"}
    group.setCurrentIndex(0)
    search = find(desk.window, QLineEdit, "searchAgentsEdit")
    search.setText("+37379123456")
    assert set(desk.agents()) == {"Petru Rusu"}
    search.setText("nobody like this")
    assert desk.sees("agentsTable") is False
    assert "No agent fits" in desk.said()


def test_the_listings_of_the_portal_are_counted_when_asked(desk: AgentsDesk) -> None:
    desk.open()
    assert desk.agents()["Elena Lupan"][1] == "not counted"
    desk.take_file(["A-1", *NAMES[:6]])
    desk.press("sendButton")
    desk.window.session.again()
    desk.open()
    desk.press("countListingsButton")
    assert {name: each[1] for name, each in desk.agents().items()} == {
        "Ion Sandu": "0",
        "Olga Morari": "0",
        "Elena Lupan": "1",
    }
    assert "7 listings were counted" in desk.said()
    assert "6 listings show no agent" in desk.said()


# linking ------------------------------------------------------------------------------------------------------------------
def test_the_sure_ones_are_linked_and_their_listings_carry_them(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("linkAgentsButton")
    assert desk.users()["Ion Sandu"]["externalId"] == "Ion Sandu"
    assert desk.users()["Olga Morari"]["externalId"] is None
    assert "1 agent was linked" in desk.said()
    assert desk.agents()["Ion Sandu"][::2] == ("2 listings", "linked")
    desk.press("agentsToCheckButton")
    assert desk.window.page.NAME == "checkPage"
    desk.press("sendButton")
    assert desk.shown_by() == {
        "CN-0": "Ion Sandu",
        "CN-1": "Ion Sandu",
        "CN-2": None,
        "CN-3": None,
        "CN-4": None,
        "CN-5": None,
        "CN-6": "Elena Lupan",
    }


def test_a_tick_taken_off_is_not_linked(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.select("Ion Sandu")
    desk.table("agentsTable").setFocus()
    desk.key(Qt.Key.Key_Space)
    assert desk.button("linkAgentsButton").text() == "Nothing to link"
    assert not desk.button("linkAgentsButton").isEnabled()


def test_doubtful_ones_are_decided_by_two_keys_and_taken_back(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("decideAgentsButton")
    assert "Olga M" in desk.said()
    assert any("Nearly the same" in row for row in desk.cells("agentPairTable"))
    desk.key(Qt.Key.Key_Return)
    assert desk.agents()["Olga Morari"][2] == "chosen"
    assert desk.button("linkAgentsButton").text() == "Link 2 agents"
    desk.select("Olga Morari")
    desk.press("openAgentButton")
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    desk.key(Qt.Key.Key_Delete)
    assert desk.agents()["Olga Morari"][2] == "not in the file"
    assert desk.agents()["Olga M."][2] == "no account"
    assert desk.sent() == []


def test_who_is_asked_about_because_of_a_namesake_sees_the_other(desk: AgentsDesk) -> None:
    desk.take_file(["Ion Sandu, 079 111 222", "Ion Sandu, 079 333 444"])
    desk.open()
    desk.press("decideAgentsButton")
    assert "Another agent of the file has this name, too" in desk.said()
    shown = [desk.button(f"agentCandidate{number}").text() for number in range(2)]
    assert [text.split(" – ")[0] for text in shown] == ["Ion Sandu, 079 111 222", "Ion Sandu, 079 333 444"]


def test_another_account_is_chosen_by_hand(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("inviteAgentsButton")
    vasile = next(at for at, row in enumerate(desk.cells("aloneTable")) if row[0] == "Vasile")
    desk.table("aloneTable").selectRow(vasile)
    desk.press("chooseAccountButton")
    accounts = find(desk.window, QComboBox, "agentAccountCombo")
    taken = next(at for at in range(accounts.count()) if "Ion Sandu" in accounts.itemText(at))
    assert "is Ion Sandu already" in accounts.itemText(taken)
    at = next(at for at in range(accounts.count()) if accounts.itemText(at).startswith("Olga Morari"))
    accounts.setCurrentIndex(at)
    accounts.activated.emit(at)
    desk.press("agentSameButton")
    desk.press("linkAgentsButton")
    assert desk.users()["Olga Morari"]["externalId"] == "Vasile"
    desk.press("agentsToCheckButton")
    desk.press("sendButton")
    assert desk.shown_by()["CN-4"] == "Olga Morari"


def choose(desk: AgentsDesk, agent: str, account: str) -> None:
    desk.press("inviteAgentsButton")
    at = next(at for at, row in enumerate(desk.cells("aloneTable")) if row[0].split("\n")[0] == agent)
    desk.table("aloneTable").selectRow(at)
    desk.press("chooseAccountButton")
    accounts = find(desk.window, QComboBox, "agentAccountCombo")
    at = next(at for at in range(accounts.count()) if accounts.itemText(at).startswith(account))
    accounts.setCurrentIndex(at)
    accounts.activated.emit(at)


def spelt(desk: AgentsDesk) -> set[tuple[str, str, str]]:
    """Of who is linked: name, spelling of the file, what stands below the name."""
    rows = [row for row in desk.cells("agentsTable") if row[6] == "linked"]
    return {(row[2].split("\n")[0], row[4].split("\n")[-1], row[2].split("\n")[-1]) for row in rows}


def test_another_spelling_is_given_the_same_account_by_hand_and_taken_off_again(desk: AgentsDesk) -> None:
    desk.take_file(["Ion Sandu", "Ion Sandu", "Ionel de la birou"])
    desk.open()
    choose(desk, "Ionel de la birou", "Ion Sandu")
    desk.press("agentSameButton")
    assert "Ionel de la birou is Ion Sandu, too." in desk.said()
    assert desk.button("linkAgentsButton").text() == "Link 2 agents"
    desk.press("linkAgentsButton")
    assert desk.users()["Ion Sandu"]["externalId"] == "Ion Sandu"
    further = ("Ion Sandu", "as “Ionel de la birou”", "another spelling")
    assert further in spelt(desk)
    desk.press("agentsToCheckButton")
    assert not desk.sees("unknownAgentsButton")
    desk.press("sendButton")
    assert set(desk.shown_by().values()) == {"Ion Sandu"}
    desk.open()
    row = next(at for at, each in enumerate(desk.cells("agentsTable")) if each[2].endswith("another spelling"))
    desk.table("agentsTable").selectRow(row)
    assert desk.button("unlinkAgentsButton").text() == "It is somebody else"
    desk.press("unlinkAgentsButton")
    assert further not in spelt(desk)
    assert desk.users()["Ion Sandu"]["externalId"] == "Ion Sandu"
    desk.press("readAgentsButton")
    assert desk.agents()["Ionel de la birou"][2] == "no account"


def test_a_spelling_with_the_phone_of_the_account_is_the_account(desk: AgentsDesk) -> None:
    desk.take_file(["Ion Sandu", "Sandu I. 0000 0012"])
    desk.open()
    assert "no account" not in desk.said()
    desk.press("linkAgentsButton")
    assert desk.users()["Ion Sandu"]["externalId"] == "+37300000012"
    assert {text for name, text, _ in spelt(desk) if name == "Ion Sandu"} == {
        "as “Ion Sandu”",
        "as “Sandu I. 0000 0012”",
    }
    desk.take_file(["I. Sandu, tel. 373 0000 0012"])  # tomorrow's, before anybody looks at this page
    assert not desk.sees("unknownAgentsButton")


def test_the_last_answer_can_be_taken_back_on_the_list(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("decideAgentsButton")
    desk.press("agentSameButton")
    assert desk.table("agentsTable").hasFocus()
    assert "Olga M. is Olga Morari." in desk.said()
    assert "Nothing is left to look at." in desk.said()
    assert "2 agents of the file have no account" in desk.said()
    assert desk.window.page.notice.property("tone") == "look"
    desk.press("undoAgentAnswerButton")
    assert "Olga M.: taken back." in desk.said()
    desk.press("agentSameButton")
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert "Olga M.: taken back." in desk.said()


def test_where_no_column_is_the_agent_the_page_leads_to_the_columns(desk: AgentsDesk) -> None:
    desk.take_file(agents=False)
    desk.open()
    assert "Say which column of the file names the agent" in desk.said()
    desk.press("agentColumnButton")
    assert desk.window.session.flow.step is Step.COLUMNS
    assert desk.window.page.NAME == "columnsPage"


def test_an_agent_may_be_an_account_that_has_another_code(desk: AgentsDesk) -> None:
    desk.take_file(["Lupan E."])
    desk.open()
    desk.press("decideAgentsButton")
    desk.press("agentSameButton")
    desk.press("linkAgentsButton")
    assert desk.users()["Elena Lupan"]["externalId"] == "A-1"
    desk.press("agentsToCheckButton")
    desk.press("sendButton")
    assert desk.shown_by() == {"CN-0": "Elena Lupan"}


def test_what_the_portal_refuses_is_said_in_plain_words(desk: AgentsDesk) -> None:
    desk.take_file(["Ion Sandu", "Elena Lupan"])
    desk.open()
    fault = {"kind": "items", "path": "/users/bulk", "positions": [0], "error": "User already has external ID"}
    desk.portal.faults([{**fault, "error": {"statusCode": 409, "message": "User already has external ID"}}])
    desk.press("linkAgentsButton")
    assert "The portal did not do it" in desk.said()
    assert "Ion Sandu: This account is linked with somebody else already." in desk.said()


# who has no account -------------------------------------------------------------------------------------------------------
def test_who_has_no_account_is_listed_with_the_steps(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    assert "2 agents of the file have no account (3 listings)." in desk.said()
    desk.press("inviteAgentsButton")
    assert [row[:2] for row in desk.cells("aloneTable")] == [
        ["Vasile", "2 listings"],
        ["Petru Rusu\n+37379123456", "1 listing"],
    ]
    assert "Invitations" in desk.said()
    desk.press("copyStepsButton")
    assert "Copied" in desk.said()
    steps = QGuiApplication.clipboard().text()
    assert steps.startswith("1. Open rentix.md")
    assert "3. Choose Invitations" in steps
    desk.table("aloneTable").setFocus()
    desk.key(Qt.Key.Key_Escape)
    assert desk.table("agentsTable").hasFocus()


def test_an_account_is_made_only_when_asked_and_only_with_name_and_phone(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("linkAgentsButton")
    assert "Petru Rusu" not in desk.users()
    desk.press("inviteAgentsButton")
    assert not desk.button("createAccountButton").isEnabled()  # Vasile: no phone
    assert "The portal needs a name and a phone" in desk.said()
    desk.table("aloneTable").selectRow(1)
    desk.answer(yes=False)
    desk.press("createAccountButton")
    assert "Petru Rusu" not in desk.users()
    desk.answer(yes=True)
    desk.press("createAccountButton")
    assert desk.users()["Petru Rusu"]["phone"] == "+37379123456"
    assert all("Petru Rusu, +37379123456" in said for said in desk.answers)
    assert desk.agents()["Petru Rusu"][::2] == ("1 listing", "linked")


def test_a_refused_account_is_said_in_the_portals_words(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    error = {"statusCode": 403, "message": "Agents are invited in the web interface"}
    desk.portal.faults([{"kind": "items", "path": "/users/bulk", "positions": [0], "error": error}])
    desk.press("inviteAgentsButton")
    desk.table("aloneTable").selectRow(1)
    desk.answer(yes=True)
    desk.press("createAccountButton")
    assert "The portal did not do it" in desk.said()
    assert "Petru Rusu: The portal says: “Agents are invited in the web interface”" in desk.said()
    desk.press("inviteAgentsButton")
    assert "Agents are invited in the web interface" in desk.cells("aloneTable")[1][2]


# the way from the check page ----------------------------------------------------------------------------------------------
def test_the_check_page_says_who_has_no_account_and_leads_here_and_back(desk: AgentsDesk) -> None:
    desk.take_file()
    causes = {row[0].split("\n")[0]: row for row in desk.cells("problemsTable")}
    unknown = causes["The portal does not know the agent"]
    assert unknown[1] == "7"
    assert "is sent without an agent" in unknown[0]
    assert "Nobody on the portal is “" in unknown[3]
    before = desk.window.session.flow.forecast
    desk.press("unknownAgentsButton")
    assert desk.window.page.NAME == "agentsPlace"
    desk.press("linkAgentsButton")
    desk.press("agentsToCheckButton")
    assert desk.window.session.flow.step is Step.CHECK
    after = desk.window.session.flow.forecast
    assert before is not None
    assert after is not None
    assert before.run != after.run  # it was made again
    causes = {row[0].split("\n")[0]: row for row in desk.cells("problemsTable")}
    assert causes["The portal does not know the agent"][1] == "4"


def test_where_every_agent_is_known_nothing_leads_here(desk: AgentsDesk) -> None:
    desk.take_file(["A-1", "A-1"])
    assert not desk.sees("unknownAgentsButton")


# the keyboard -------------------------------------------------------------------------------------------------------------
def test_the_keyboard_alone_is_enough(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    assert desk.table("agentsTable").hasFocus()
    desk.key(Qt.Key.Key_Return)  # the first one is doubtful: it is looked at
    desk.key(Qt.Key.Key_Return)  # it is the same; nobody is left to be looked at
    assert desk.table("agentsTable").hasFocus()
    for _ in range(20):
        if desk.button("linkAgentsButton").hasFocus():
            break
        desk.key(Qt.Key.Key_Tab)
    desk.key(Qt.Key.Key_Return)
    assert {name for name, user in desk.users().items() if user["externalId"]} == {
        "Elena Lupan",
        "Ion Sandu",
        "Olga Morari",
    }


def test_what_was_decided_outlives_another_language(desk: AgentsDesk) -> None:
    desk.take_file()
    desk.open()
    desk.press("decideAgentsButton")
    desk.press("agentSameButton")
    asked = len(desk.portal.state()["log"])
    desk.window.change_language("ro")
    desk.settle()
    assert desk.window.page.NAME == "agentsPlace"
    assert len(desk.cells("agentsTable")) == 5
    assert len(desk.portal.state()["log"]) == asked
    desk.press("linkAgentsButton")
    assert desk.users()["Olga Morari"]["externalId"] == "Olga M."


def test_the_side_lists_the_place_after_linking() -> None:
    names = [entry.name for entry in entries(Texts("en"), {}, {})]
    assert names[names.index("linking") + 1] == "agents"
