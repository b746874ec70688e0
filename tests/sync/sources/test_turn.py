"""One source, once: what is sent of it, by its rules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rentix_desktop.mapping.decisions import ValueDecision
from rentix_desktop.mapping.text import fold
from rentix_desktop.sync.destination import JobNews, JobState, ListingSeen, Publication
from rentix_desktop.sync.ledger import State
from rentix_desktop.sync.sources.book import VisitEnd
from rentix_desktop.sync.sources.source import Blank, Publishing, Vanished
from tests.sync.sources.turns import HEADER, LAYOUT, Desk, row, rows

PRICE, STATUS, TEXT = "announcementValue", "announcementStatus", "announcementDescription"


def test_only_the_fields_that_changed_are_sent_and_a_file_like_the_last_one_costs_nothing(desk: Desk) -> None:
    desk.export(rows(10))
    first = desk.turn()
    assert first.summary is not None
    assert (first.summary.created, first.summary.total) == (10, 10)
    desk.service.taken()
    verified = desk.service.verified

    same = desk.turn()
    assert (same.visit.end, same.visit.same, same.visit.run) == (VisitEnd.SAME, 10, None)
    assert desk.service.verified == verified  # not even the key was looked at
    assert same.summary is not None
    assert (same.summary.unchanged, same.summary.total) == (10, 10)

    desk.export(list(reversed(rows(10))))
    shuffled = desk.turn()
    assert (shuffled.visit.end, shuffled.visit.same, desk.service.taken()) == (VisitEnd.SAME, 10, [])

    desk.export([row(0, price="5"), *rows(9, 1)])
    changed = desk.turn()
    assert desk.service.taken() == [("CN-0", {PRICE: 5})]
    assert changed.summary is not None
    assert (changed.visit.same, changed.summary.updated, changed.summary.unchanged) == (9, 1, 9)
    assert changed.summary.total == 10
    with desk.ledger() as ledger:
        assert [found.planned.external_id for found in ledger.rows(changed.summary.run)] == ["CN-0"]


def test_columns_may_move_and_further_ones_are_not_used(desk: Desk) -> None:
    desk.export(rows(5))
    desk.turn()
    desk.service.taken()
    header = ("Preț nou", *reversed(HEADER))
    desk.export([{**each, "Preț nou": "1"} for each in rows(5)], header=header)
    moved = desk.turn()
    assert (moved.visit.end, moved.visit.same, moved.unused) == (VisitEnd.SAME, 5, ("Preț nou",))


def test_what_is_not_used_makes_no_row_a_changed_one(desk: Desk) -> None:
    desk.export(rows(5))
    desk.turn()
    desk.export([row(number, note="cheia la birou") for number in range(5)])
    assert (desk.turn().visit.same, desk.service.taken()[5:]) == (5, [])


def test_vanished_listings_are_hidden_and_shown_again_when_they_come_back(desk: Desk) -> None:
    desk.export(rows(10))
    desk.turn()
    desk.export(rows(8))
    gone = desk.turn()
    assert gone.summary is not None
    assert (gone.summary.hidden, gone.summary.unchanged, gone.summary.total) == (2, 8, 10)
    desk.service.taken()
    desk.export(rows(10))
    back = desk.turn()
    assert sorted(desk.service.taken()) == [("CN-8", {STATUS: "active"}), ("CN-9", {STATUS: "active"})]
    assert back.visit.same == 8


def test_over_the_brake_nothing_is_hidden_and_the_rest_is_sent_until_a_person_says_yes(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.service.taken()
    desk.export([row(0, price="7"), *rows(9, 1)])
    held = desk.turn()
    assert held.held == tuple(sorted(f"CN-{number}" for number in range(10, 20)))
    assert held.summary is not None
    assert (held.summary.hide_held, held.summary.updated) == (10, 1)
    assert desk.service.taken() == [("CN-0", {PRICE: 7})]

    again = desk.turn()  # the same file: the question stands, and there is no second run of it
    assert (again.visit.end, again.visit.run, again.held) == (VisitEnd.SAME, held.visit.run, held.held)

    desk.export([row(0, price="7"), *rows(10, 1)])  # one of them is back
    run = held.visit.run
    assert run is not None
    hidden = desk.yes(run)
    assert sorted(desk.service.taken()) == sorted((f"CN-{number}", {STATUS: "hidden"}) for number in range(11, 20))
    assert (hidden.held, hidden.visit.end) == ((), VisitEnd.SYNCED)
    assert desk.turn().visit.end is VisitEnd.SAME


def test_a_yes_holds_for_those_that_were_asked_about_only(desk: Desk) -> None:
    desk.export(rows(20))
    desk.turn()
    desk.export(rows(10))
    run = desk.turn().visit.run
    desk.export(rows(2))
    assert run is not None
    desk.service.taken()
    after = desk.yes(run)
    assert sorted(desk.service.taken()) == sorted((f"CN-{number}", {STATUS: "hidden"}) for number in range(10, 20))
    assert after.held == tuple(sorted(f"CN-{number}" for number in range(2, 10)))


def test_vanished_listings_are_kept_where_the_rule_says_so(desk: Desk) -> None:
    desk.rules(vanished=Vanished.KEEP)
    desk.export(rows(10))
    desk.turn()
    desk.service.taken()
    desk.export(rows(9))
    assert (desk.turn().visit.end, desk.service.taken()) == (VisitEnd.SAME, [])
    assert desk.turn().visit.end is VisitEnd.SAME


@pytest.mark.parametrize(("rule", "status"), [(Publishing.AT_ONCE, "active"), (Publishing.DRAFT, None)])
def test_a_row_that_says_nothing_of_its_status_is_published_or_not_by_the_rule(
    desk: Desk, rule: Publishing, status: str | None
) -> None:
    desk.rules(publishing=rule)
    desk.export([row(0), row(1, status="hidden"), row(2, status="active"), row(3, status="draft")])
    desk.turn()
    assert {name: fields.get(STATUS) for name, fields in desk.service.taken()} == {
        "CN-0": status,
        "CN-1": "hidden",
        "CN-2": "active",
        "CN-3": "draft",
    }


def test_a_draft_rule_leaves_what_is_published_and_what_is_not_as_it_is(desk: Desk) -> None:
    desk.export([row(0), row(1, status="draft"), row(2, status="hidden")])
    desk.turn()
    desk.service.taken()
    desk.rules(publishing=Publishing.DRAFT)
    desk.export([row(number, price="9") for number in range(3)])
    desk.turn()
    assert desk.service.taken() == [(f"CN-{number}", {PRICE: 9}) for number in range(3)]


def test_an_empty_cell_keeps_and_empties_only_what_the_service_takes_empty(desk: Desk) -> None:
    desk.export([row(0, text="Large rooms", price="5"), row(1, text="Small rooms")])
    desk.turn()
    desk.service.taken()
    desk.export([row(0, price=""), row(1)])
    desk.turn()
    assert desk.service.taken() == []

    desk.rules(blank=Blank.CLEAR)
    desk.service.refuse = lambda each: "must be a number" if each.fields.get(PRICE, 0) is None else None
    told = desk.turn()
    asked = [each for each in desk.service.sent if each.op == "validate"]
    assert {name for each in asked for name in each.fields} == {PRICE, TEXT, "propertyAddress"}
    assert told.kept == (PRICE,)
    sent = [(each.external_id, dict(each.fields)) for each in desk.service.sent if each.op == "upsert"]
    assert sent == [("CN-0", {TEXT: None}), ("CN-1", {TEXT: None})]

    desk.service.taken()
    desk.export([row(1), row(0, price="")])
    later = desk.turn()
    assert (later.kept, desk.service.taken(), later.visit.end) == ((), [], VisitEnd.SAME)
    desk.export([row(1), row(0, price="", text="Rooms")])
    desk.turn()
    assert desk.service.taken() == [("CN-0", {TEXT: "Rooms"})]


def test_a_text_that_nobody_decided_on_is_no_guess_in_public(desk: Desk) -> None:
    desk.export([row(0), row(1, status="vândut"), row(2, status="la discuție")])
    done = desk.turn()
    sent = dict(desk.service.taken())
    assert sent["CN-0"][STATUS] == "active"
    assert STATUS not in sent["CN-1"]
    assert STATUS not in sent["CN-2"]
    assert done.summary is not None
    with desk.ledger() as ledger:
        warned = {found.planned.external_id for found in ledger.rows(done.summary.run) if found.planned.problems}
    assert warned == {"CN-1", "CN-2"}

    desk.decisions.add(desk.source.account, [ValueDecision(STATUS, fold("vândut"), "hidden")])
    decided = desk.turn()  # the file is the same one: the decision is the change
    assert desk.service.taken() == [("CN-1", {STATUS: "hidden"})]
    assert decided.summary is not None
    assert decided.summary.updated == 1


def test_a_mapping_that_changed_counts_where_its_outcome_differs(desk: Desk) -> None:
    desk.export([row(0, note="Sunny"), row(1)])
    desk.turn()
    desk.service.taken()
    columns = tuple(
        (h, n, TEXT if h == fold("Notă internă") else t if t != TEXT else None) for h, n, t in LAYOUT.columns
    )
    desk.source = replace(desk.source, layout=replace(LAYOUT, columns=columns))
    desk.turn()
    assert desk.service.taken() == [("CN-0", {TEXT: "Sunny"})]
    assert desk.turn().visit.end is VisitEnd.SAME


def test_a_refused_row_is_sent_again_and_a_blocked_one_is_told_again(desk: Desk) -> None:
    desk.service.refuse = lambda each: "too cheap" if each.external_id == "CN-1" else None
    desk.export([*rows(3), row(3, price="1")])
    first = desk.turn()
    assert first.summary is not None
    assert (first.summary.refused, first.summary.blocked, first.summary.created) == (1, 1, 2)
    desk.service.taken()
    again = desk.turn()
    assert [name for name, _ in desk.service.taken()] == ["CN-1"]
    assert again.summary is not None
    assert (again.summary.refused, again.summary.blocked) == (1, 1)
    desk.service.refuse = lambda _: None
    desk.turn()
    desk.service.taken()
    last = desk.turn()
    assert (last.visit.end, last.visit.run is None, desk.service.taken()) == (VisitEnd.SAME, False, [])
    assert last.summary is not None
    assert (last.summary.blocked, last.summary.unchanged) == (1, 3)


def test_a_listing_that_the_service_lost_is_sent_again_whatever_its_print(desk: Desk) -> None:
    desk.export(rows(4))
    run = desk.turn().visit.run
    assert run is not None
    desk.service.taken()
    with desk.ledger() as ledger:
        ledger.tell_listing(run, 1, ListingSeen(Publication.GONE))
    after = desk.turn()
    assert [name for name, _ in desk.service.taken()] == ["CN-1"]
    assert after.visit.same == 3


def test_photos_that_could_not_be_published_are_sent_again(desk: Desk) -> None:
    desk.export(rows(2))
    run = desk.turn().visit.run
    assert run is not None
    desk.service.taken()
    with desk.ledger() as ledger:
        ledger._writer.execute("UPDATE rows SET job = 'j-1' WHERE run = ? AND seq = 0", (run,))
        ledger.tell_job(run, 0, "j-1", JobNews(JobState.FAILED), undone=["propertyAddress"])
    desk.turn()
    assert desk.service.taken() == [("CN-0", {"propertyAddress": "str. Ismail 0"})]


def test_the_rows_of_a_summary_add_up_with_those_that_were_not_looked_at(desk: Desk) -> None:
    desk.export(rows(6))
    desk.turn()
    desk.export([*rows(5), row(5, price="1"), row(6)])
    done = desk.turn()
    assert done.summary is not None
    with desk.ledger() as ledger:
        counts = ledger.counts(done.summary.run)
    assert (counts.total, counts.by_state[State.UNCHANGED], done.summary.blocked, done.summary.created) == (7, 5, 1, 1)


@pytest.mark.parametrize("first", ["known", "new"])
def test_a_second_row_of_a_listing_is_told_whichever_was_there_before(desk: Desk, first: str) -> None:
    desk.export(rows(4))
    desk.turn()
    desk.service.taken()
    another = row(9, code="CN-2", price="9")
    desk.export([*rows(4), another] if first == "known" else [another, *rows(4)])
    done = desk.turn()
    assert desk.service.taken() == (
        [] if first == "known" else [("CN-2", {PRICE: 9, "propertyAddress": "str. Ismail 9"})]
    )
    assert done.summary is not None
    assert (done.summary.blocked, done.summary.total) == (1, 5)
