"""The numbers of the check page are true when they are shown; a code that another property has is held and decided about;
what cannot be looked up is asked about before anything is sent."""

from __future__ import annotations

from rentix_desktop.catalog.fields import Record
from rentix_desktop.sync.destination import Op, Operation
from rentix_desktop.sync.progress import Forecast
from tests.destinations.conftest import NoWaiting
from tests.ui.linking_desk import ROWS, LinkDesk

UNGHENI: Record = {
    "announcementType": "rent",
    "propertyType": "commercial",
    "propertySecondaryType": "office",
    "propertyAddress": "Ungheni, bd. Ștefan cel Mare 69",
    "announcementValue": 300,
    "announcementCurrency": "EUR",
}
NOT_READ = {"kind": "status", "path": "/listings", "method": "GET", "times": 99, "status": 403}


def put(desk: LinkDesk, code: str, record: Record) -> None:
    """From another computer."""
    desk.office.destination.send([Operation(Op.UPSERT, code, record)], NoWaiting())


def put_rows(desk: LinkDesk, count: int) -> None:
    for code, address, kind, price, floor, *_ in ROWS[:count]:
        put(desk, code, {"announcementType": "sale", "propertyType": "residential", "propertySecondaryType": kind,
                         "propertyAddress": address, "announcementValue": float(price), "announcementCurrency": "EUR",
                         "propertyFloorNumber": float(floor)})  # fmt: skip


def forecast(desk: LinkDesk) -> tuple[int, int, int, int]:
    planned = desk.window.session.flow.forecast
    assert isinstance(planned, Forecast)
    return planned.create, planned.update, planned.unchanged, planned.blocked


def place(desk: LinkDesk, code: str) -> str:
    (found,) = [each for each in desk.portal.state()["listings"] if each["externalId"] == code]
    return str(found["formData"]["propertyAddress"])


def test_a_code_that_another_property_has_is_held_and_shown(desk: LinkDesk) -> None:
    put(desk, "CN-2", UNGHENI)
    before = len(desk.writes())
    desk.to_check()
    assert forecast(desk) == (5, 0, 0, 1)
    assert "1 row has the code of another property on the portal." in desk.said()
    desk.press("decideConflictsButton")
    assert desk.window.page.NAME == "linkingPlace"
    assert "looks like another property" in desk.said()
    assert "Ungheni" in desk.said()
    cells = desk.cells("conflictPairTable")
    assert ["House number", "12", "69", "Different"] in cells
    assert any(line[0] == "Sale or rent" and line[-1] == "Different" for line in cells)
    assert len(desk.writes()) == before


def test_it_is_the_same_all_the_same(desk: LinkDesk) -> None:
    put(desk, "CN-2", UNGHENI)
    desk.to_check()
    desk.press("decideConflictsButton")
    desk.press("conflictSameButton")
    assert desk.button("decideLaterButton").hasFocus()
    desk.press("decideLaterButton")
    assert desk.office.ledger.listings(["CN-2"]) == {}
    desk.press("conflictSameButton")
    desk.press("sameAllTheSameButton")
    assert desk.office.ledger.conflicts() == {}
    assert not desk.sees("conflictTab")
    desk.press("backToCheckButton")
    assert forecast(desk) == (5, 1, 0, 0)
    assert place(desk, "CN-2") == UNGHENI["propertyAddress"]


def test_its_code_is_taken_off_and_the_row_is_new(desk: LinkDesk) -> None:
    put(desk, "CN-2", UNGHENI)
    desk.to_check()
    desk.press("decideConflictsButton")
    desk.press("conflictOffButton")
    desk.press("takeCodeOffButton")
    assert "The link of 1 listing is taken off." in desk.said()
    desk.press("backToCheckButton")
    assert forecast(desk) == (6, 0, 0, 0)
    assert "CN-2" not in desk.codes().values()


def test_what_the_portal_has_already_is_known_when_the_numbers_are_shown(desk: LinkDesk) -> None:
    put_rows(desk, 5)
    desk.to_check(settle=False)
    assert forecast(desk) == (1, 0, 5, 0)
    assert "5 listings are linked already and are known here again." in desk.said()
    desk.settle()
    assert forecast(desk) == (1, 0, 5, 0)
    reads = [each for each in desk.portal.state()["log"] if each["path"] == "/listings" and each["method"] == "GET"]
    assert len(reads) == 1


def test_of_a_few_new_rows_it_is_looked_up_before_the_forecast_is_shown(desk: LinkDesk) -> None:
    put_rows(desk, 5)
    desk.to_check(ROWS[:4])
    assert forecast(desk) == (0, 0, 4, 0)
    desk.window.session.again()
    desk.to_check(ROWS[:5], settle=False)
    assert forecast(desk) == (0, 0, 5, 0)


def test_where_it_cannot_be_looked_up_it_is_asked_before_the_trial_and_before_the_rest(desk: LinkDesk) -> None:
    desk.portal.faults([NOT_READ])
    desk.to_check()
    assert "Whether your listings are on the portal already could not be looked up" in desk.said()
    desk.press("sendButton")
    assert desk.window.session.flow.run is None
    assert desk.button("lookForLinksButton").hasFocus()
    desk.press("trialButton")
    assert desk.window.session.flow.run is None
    desk.press("sendAllTheSameButton")
    summary = desk.window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.not_sent) == (5, 1)
    desk.press("goOnButton")
    assert desk.window.page.NAME == "resultsPage"
    assert "Whether your listings are on the portal already could not be looked up" in desk.said()
    desk.press("sendRestAnywayButton")
    summary = desk.window.session.flow.summary
    assert summary is not None
    assert (summary.created, summary.not_sent) == (6, 0)


def test_once_it_can_be_looked_up_the_forecast_is_made_again(desk: LinkDesk) -> None:
    put_rows(desk, 5)
    desk.portal.faults([NOT_READ])
    desk.to_check()
    assert forecast(desk) == (6, 0, 0, 0)
    desk.portal.faults([])
    desk.press("lookForLinksButton")
    assert forecast(desk) == (1, 0, 5, 0)
    assert "could not be looked up" not in desk.said()


def test_where_nothing_is_new_nothing_is_asked(desk: LinkDesk) -> None:
    put_rows(desk, 6)
    desk.to_check()
    desk.window.session.again()
    desk.portal.faults([NOT_READ])
    desk.to_check([(*row[:3], "99000", *row[4:]) for row in ROWS])
    assert forecast(desk) == (0, 6, 0, 0)
    assert not desk.sees("linkingOffer")
    desk.press("sendButton")
    assert desk.window.session.flow.summary is not None


def test_a_code_that_was_taken_off_on_the_portal_itself_is_free_once_it_is_read_again(desk: LinkDesk) -> None:
    put(desk, "CN-2", UNGHENI)
    desk.to_check()
    desk.press("decideConflictsButton")
    desk.office.destination.send([Operation(Op.UNLINK, "CN-2")], NoWaiting())
    desk.press("readAgainButton")
    assert not desk.sees("conflictTab")
    desk.press("backToCheckButton")
    assert forecast(desk) == (6, 0, 0, 0)
