"""When a source is due: a controlled clock, days with 23 and 25 hours, sleep, trouble, a clock that is put back."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rentix_desktop.errors import Code
from rentix_desktop.sync.sources.book import ENDED, FileFacts, Reason, Visit, VisitEnd, WaitCode
from rentix_desktop.sync.sources.source import Times
from rentix_desktop.sync.sources.times import (
    AGAIN_FIRST,
    AGAIN_MOST,
    DueWhy,
    SystemZone,
    made_up_for,
    next_due,
    next_moment,
)
from rentix_desktop.texts.language import Texts
from rentix_desktop.texts.times import late_words, moment_words, next_words, times_words

HERE = ZoneInfo("Europe/Chisinau")
EIGHT = Times(at=(dt.time(8),))


def at(text: str, fold: int = 0) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=HERE, fold=fold)


def visit(text: str, end: VisitEnd = VisitEnd.SYNCED, file: FileFacts | None = None) -> Visit:
    reason = Reason(WaitCode.MISSING) if end is VisitEnd.WAITS else None
    return Visit("s", at(text).timestamp(), end, reason=reason, file=file)


def due_at(times: Times, visits: Sequence[Visit], now: str) -> str:
    due = next_due(times, visits, at(now))
    assert due is not None
    return due.at.isoformat(timespec="minutes")


def runs(
    times: Times, begin: str, end: str, step: dt.timedelta, went: Callable[[dt.datetime], VisitEnd], asleep: str = ""
) -> list[dt.datetime]:
    """Simulates: looked at every `step` of real time but while asleep ("from..to"), and run whenever it is due."""
    now, last = at(begin).astimezone(dt.UTC), at(end).astimezone(dt.UTC)
    dark = [at(text).astimezone(dt.UTC) for text in asleep.split("..")] if asleep else []
    visits = [visit(begin)]
    found = []
    while now <= last:
        due = next_due(times, visits, now.astimezone(HERE))
        if due and due.is_due(now) and not (dark and dark[0] <= now < dark[1]):
            found.append(now.astimezone(HERE))
            visits.insert(0, Visit("s", now.timestamp(), went(now)))
        now += step
    return found


def good(_: dt.datetime) -> VisitEnd:
    return VisitEnd.SYNCED


def bad(_: dt.datetime) -> VisitEnd:
    return VisitEnd.FAILED


MINUTE = dt.timedelta(minutes=1)


# the plain cases --------------------------------------------------------------------------------------------------------
def test_by_hand_is_never_due() -> None:
    assert next_due(Times(), [], at("2026-11-21T08:00")) is None
    assert next_due(Times(), [visit("2026-01-01T00:00", VisitEnd.FAILED)], at("2026-11-21T08:00")) is None


def test_a_source_never_looked_at_is_due_at_once() -> None:
    due = next_due(EIGHT, [], now := at("2026-11-21T15:00"))
    assert due is not None
    assert due.why is DueWhy.FIRST
    assert due.is_due(now)


def test_every_minutes_counts_from_the_last_visit_also_one_by_hand() -> None:
    assert due_at(Times(every_minutes=30), [visit("2026-11-21T10:07")], "2026-11-21T10:20") == "2026-11-21T10:37+02:00"


def test_the_next_time_of_day_is_the_first_after_the_last_visit() -> None:
    times = Times(at=(dt.time(13), dt.time(8)))
    assert due_at(times, [visit("2026-11-21T08:00")], "2026-11-21T08:01") == "2026-11-21T13:00+02:00"
    assert due_at(times, [visit("2026-11-21T13:00")], "2026-11-21T13:01") == "2026-11-22T08:00+02:00"


def test_when_the_file_changes_is_not_a_matter_of_the_clock() -> None:
    assert next_due(Times(on_change=True), [visit("2026-11-21T08:00")], at("2026-11-21T12:00")) is None


# summer time ------------------------------------------------------------------------------------------------------------
def test_a_time_that_the_day_leaves_out_is_the_moment_after_the_gap() -> None:
    """Chișinău, 29 March 2026: 02:00 becomes 03:00."""
    half_past_two = Times(at=(dt.time(2, 30),))
    assert due_at(half_past_two, [visit("2026-03-28T02:30")], "2026-03-28T12:00") == "2026-03-29T03:00+03:00"
    assert runs(half_past_two, "2026-03-28T03:00", "2026-03-31T00:00", MINUTE, good) == [
        at("2026-03-29T03:00"),
        at("2026-03-30T02:30"),
    ]


def test_a_time_that_the_day_has_twice_runs_once() -> None:
    """25 October 2026: 03:00 becomes 02:00 again."""
    half_past_two = Times(at=(dt.time(2, 30),))
    ran = runs(half_past_two, "2026-10-24T12:00", "2026-10-26T12:00", MINUTE, good)
    assert [(moment.isoformat()) for moment in ran] == ["2026-10-25T02:30:00+03:00", "2026-10-26T02:30:00+02:00"]


def test_every_minutes_does_not_feel_the_clock_change() -> None:
    ran = runs(Times(every_minutes=30), "2026-10-25T00:00", "2026-10-25T06:00", MINUTE, good)
    assert len(ran) == 14  # seven hours pass


# asleep, off ------------------------------------------------------------------------------------------------------------
def test_asleep_at_the_hour_it_goes_once_on_waking_not_for_every_missed_time() -> None:
    times = Times(at=(dt.time(8), dt.time(9), dt.time(10)))
    ran = runs(times, "2026-11-20T10:30", "2026-11-22T07:00", MINUTE, good, asleep="2026-11-20T18:00..2026-11-21T11:23")
    assert ran == [at("2026-11-21T11:23")]


def test_off_for_a_week_it_goes_once() -> None:
    week = runs(
        EIGHT, "2026-11-01T08:00", "2026-11-09T12:00", MINUTE, good, asleep="2026-11-01T09:00..2026-11-08T17:00"
    )
    assert week == [at("2026-11-08T17:00"), at("2026-11-09T08:00")]


# trouble ----------------------------------------------------------------------------------------------------------------
def test_a_night_of_trouble_is_not_a_request_a_minute() -> None:
    ran = runs(Times(every_minutes=1), "2026-11-20T20:00", "2026-11-21T08:00", MINUTE, bad)
    assert 12 <= len(ran) <= 20
    gaps = [after - before for before, after in itertools.pairwise(ran)]
    assert gaps[0] == AGAIN_FIRST
    assert gaps == sorted(gaps)  # ever calmer
    assert max(gaps) <= AGAIN_MOST


def test_trouble_at_the_hour_is_tried_again_soon_and_the_hour_itself_always_counts() -> None:
    ran = runs(EIGHT, "2026-11-20T08:00", "2026-11-21T09:00", MINUTE, bad)
    assert ran[:3] == [at("2026-11-21T08:00"), at("2026-11-21T08:05"), at("2026-11-21T08:10")]
    assert ran[3] == at("2026-11-21T08:20")
    times = Times(at=(dt.time(8), dt.time(8, 2)))
    assert due_at(times, [visit("2026-11-21T08:00", VisitEnd.FAILED)], "2026-11-21T08:01") == "2026-11-21T08:02+02:00"


def test_once_it_went_well_the_plan_holds_again() -> None:
    visits = [visit("2026-11-21T08:20"), visit("2026-11-21T08:10", VisitEnd.FAILED), visit("2026-11-20T08:00")]
    assert due_at(EIGHT, visits, "2026-11-21T08:30") == "2026-11-22T08:00+02:00"


def test_a_file_that_waits_is_looked_at_again_also_where_only_its_changes_are_watched() -> None:
    file = FileFacts(Path("x.xlsx"), 10, at("2026-11-21T08:00").timestamp())
    waits = visit("2026-11-21T08:01", VisitEnd.WAITS, file)
    times = Times(on_change=True)
    assert due_at(times, [waits, visit("2026-11-20T08:00")], "2026-11-21T08:02") == "2026-11-21T08:06+02:00"
    later = visit("2026-11-21T08:20", VisitEnd.WAITS, file)
    assert due_at(times, [later, visit("2026-11-20T08:00")], "2026-11-21T08:21") == "2026-11-21T08:40+02:00"


def test_a_rare_source_is_not_looked_at_more_often_for_being_in_trouble_long() -> None:
    times = Times(every_minutes=600)
    visits = [visit("2026-11-21T20:00", VisitEnd.FAILED), visit("2026-11-20T08:00")]
    assert due_at(times, visits, "2026-11-21T20:01") == "2026-11-22T06:00+02:00"


def test_what_a_person_stopped_is_not_begun_again_at_once() -> None:
    stopped = Visit("s", at("2026-11-21T08:00").timestamp(), VisitEnd.FAILED, reason=Reason(Code.STOPPED))
    assert due_at(EIGHT, [stopped], "2026-11-21T08:01") == "2026-11-22T08:00+02:00"


@pytest.mark.parametrize("times", [EIGHT, Times(on_change=True), Times(every_minutes=600)])
def test_what_ended_with_the_program_goes_on_soon(times: Times) -> None:
    reason = Reason(Code.STOPPED, {ENDED: 1})
    ended = Visit("s", at("2026-11-21T08:00").timestamp(), VisitEnd.FAILED, reason=reason)
    due = due_at(times, [ended], "2026-11-21T08:01")
    assert due == ("2026-11-21T18:00+02:00" if times.every_minutes else "2026-11-21T08:05+02:00")


# the clock is put back --------------------------------------------------------------------------------------------------
def test_a_visit_of_next_year_does_not_stop_it_for_a_year() -> None:
    due = next_due(EIGHT, [visit("2027-11-21T08:00")], now := at("2026-11-21T09:00"))
    assert due is not None
    assert due.why is DueWhy.CLOCK
    assert due.is_due(now)
    assert not next_due(EIGHT, [visit("2026-11-21T09:00"), visit("2027-11-21T08:00")], now).is_due(now)  # type: ignore[union-attr] # there is one


def test_a_clock_set_right_by_seconds_runs_nothing_twice() -> None:
    now = at("2026-11-21T07:59") + dt.timedelta(seconds=58)
    due = next_due(EIGHT, [visit("2026-11-21T08:00")], now)
    assert due is not None
    assert due.at == at("2026-11-22T08:00")


# whatever the times -----------------------------------------------------------------------------------------------------
zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Chisinau",
            "America/St_Johns",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Asia/Kathmandu",
            "UTC",
        )
    ]
)
clock_times = st.lists(st.times().map(lambda time: time.replace(second=0, microsecond=0)), min_size=1, max_size=4)
moments = st.integers(1_700_000_000, 1_900_000_000).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC))
ends = st.sampled_from(list(VisitEnd))


@given(clock_times, moments, zones)
def test_a_time_of_day_comes_within_a_day_and_shows_on_the_wall(
    times: list[dt.time], after: dt.datetime, zone: ZoneInfo
) -> None:
    found = next_moment(times, after, zone)
    assert dt.timedelta() < found - after <= dt.timedelta(hours=25)
    wall = found.astimezone(zone)
    before = (found - dt.timedelta(seconds=1)).astimezone(zone)
    assert wall.time() in times or before.utcoffset() != wall.utcoffset()  # else it is the end of a gap


@given(clock_times, moments, zones)
def test_each_day_has_each_time_once(times: list[dt.time], begin: dt.datetime, zone: ZoneInfo) -> None:
    """Four days from anywhere: as many moments as times, none twice."""
    each = sorted(set(times))
    found, moment = [], begin
    for _ in range(4 * len(each)):
        moment = next_moment(each, moment, zone)
        found.append(moment)
    assert len(set(found)) == len(found)
    assert found[-1] - begin <= dt.timedelta(days=4, hours=3)


@given(
    st.builds(Times, st.booleans(), st.none() | st.integers(1, 1440), clock_times.map(tuple)),
    st.lists(st.tuples(moments, ends), max_size=5),
    moments,
    zones,
)
def test_it_always_goes_again_and_never_in_a_rush(
    times: Times, looks: list[tuple[dt.datetime, VisitEnd]], now: dt.datetime, zone: ZoneInfo
) -> None:
    visits = [Visit("s", moment.timestamp(), end) for moment, end in looks]
    due = next_due(times, visits, now.astimezone(zone))
    assert due is not None
    assert due.at.tzinfo is zone
    limit = max(now, *(moment for moment, _ in looks[:1])) if looks else now
    assert due.at.astimezone(dt.UTC) <= limit + dt.timedelta(hours=26)
    after = next_due(times, [Visit("s", now.timestamp(), VisitEnd.SYNCED), *visits], now.astimezone(zone))
    assert after is not None
    assert not after.is_due(now)  # a visit that went well is the end of being due


# this computer's own zone -----------------------------------------------------------------------------------------------
@pytest.fixture
def chisinau(monkeypatch: pytest.MonkeyPatch) -> None:
    time = pytest.importorskip("time")
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of this system cannot be set for one program")
    monkeypatch.setenv("TZ", "Europe/Chisinau")
    time.tzset()


@pytest.mark.usefixtures("chisinau")
@pytest.mark.parametrize("seconds", range(1_774_738_800 - 7200, 1_774_738_800 + 7200, 600))
def test_the_systems_zone_is_as_the_zone_database_says_in_spring(seconds: int) -> None:
    moment = dt.datetime.fromtimestamp(seconds, dt.UTC)
    ours, theirs = moment.astimezone(SystemZone()), moment.astimezone(HERE)
    assert (ours.isoformat(), ours.fold) == (theirs.isoformat(), theirs.fold)
    assert ours.astimezone(dt.UTC) == moment


@pytest.mark.usefixtures("chisinau")
@pytest.mark.parametrize("seconds", range(1_792_883_000 - 7200, 1_792_883_000 + 9000, 600))
def test_the_systems_zone_is_as_the_zone_database_says_in_autumn(seconds: int) -> None:
    test_the_systems_zone_is_as_the_zone_database_says_in_spring(seconds)


@pytest.mark.usefixtures("chisinau")
def test_with_the_systems_zone_summer_time_holds_too() -> None:
    after = at("2026-03-28T12:00")
    assert next_moment((dt.time(2, 30),), after, SystemZone()) == at("2026-03-29T03:00").astimezone(dt.UTC)


# words ------------------------------------------------------------------------------------------------------------------
def test_what_comes_next_is_said_in_words() -> None:
    tr, now = Texts("en"), at("2026-11-21T10:00")

    def said(times: Times, *visits: Visit) -> str:
        return next_words(times, next_due(times, visits, now), now, tr)

    last = visit("2026-11-21T09:50")
    assert said(Times(), last) == "by hand"
    assert said(Times(on_change=True), last) == "when the file changes"
    assert said(EIGHT, last) == "tomorrow 08:00"
    assert said(Times(every_minutes=30), last) == "today 10:20"
    assert said(Times(on_change=True, every_minutes=30), last) == "today 10:20, or when the file changes"
    assert said(EIGHT) == "now"
    assert said(EIGHT, visit("2026-11-19T09:50")) == "now"  # missed: it is due, whatever it should have been


def test_moments_far_away_have_their_date() -> None:
    tr, now = Texts("en"), at("2026-11-21T10:00")
    assert moment_words(at("2026-11-20T08:05"), now, tr) == "yesterday 08:05"
    assert moment_words(at("2026-11-25T08:05"), now, tr) == "25.11. 08:05"
    assert moment_words(at("2027-01-02T08:05"), now, tr) == "02.01.2027 08:05"


def test_what_was_chosen_is_said_in_words() -> None:
    tr = Texts("en")
    assert times_words(Times(True, 30, (dt.time(13), dt.time(8))), tr) == (
        "when the file changes; every 30 minutes; every day at 08:00, 13:00"
    )
    assert times_words(Times(), tr) == "by hand"


# what was late ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("times", "before", "last", "hour"),
    [
        (EIGHT, "2026-11-20T08:00", "2026-11-21T11:30", "2026-11-21T08:00+02:00"),
        (EIGHT, "2026-11-20T08:00", "2026-11-23T09:00", "2026-11-21T08:00+02:00"),  # over a weekend
        (EIGHT, "2026-11-20T08:00", "2026-11-21T08:00", None),
        (EIGHT, "2026-11-20T08:00", "2026-11-21T08:10", None),  # another was at it first
        (EIGHT, "2026-11-21T08:00", "2026-11-21T11:30", None),  # by hand, once more
        (Times(every_minutes=30), "2026-11-20T18:00", "2026-11-21T08:00", None),  # of no hour
        (Times(), "2026-11-20T18:00", "2026-11-21T08:00", None),
    ],
)
def test_a_sync_that_made_up_for_a_missed_hour_knows_which(
    times: Times, before: str, last: str, hour: str | None
) -> None:
    found = made_up_for(times, visit(last), visit(before), HERE)
    assert (found and found.isoformat(timespec="minutes")) == hour


def test_an_hour_at_which_it_was_tried_was_not_missed() -> None:
    tried = visit("2026-11-21T08:00", VisitEnd.WAITS)
    assert made_up_for(EIGHT, visit("2026-11-21T11:30"), tried, HERE) is None
    assert made_up_for(EIGHT, visit("2026-11-21T11:30"), None, HERE) is None
    assert made_up_for(EIGHT, None, None, HERE) is None


def test_a_late_sync_says_when_it_was_due() -> None:
    tr, last = Texts("en"), at("2026-11-21T11:30").timestamp()
    why = "the computer was off or asleep, or the program closed"
    assert late_words(at("2026-11-21T08:00"), last, tr) == f"due at 08:00: {why}"
    assert late_words(at("2026-11-19T08:00"), last, tr) == f"due on 19.11. at 08:00: {why}"
    assert late_words(None, last, tr) == ""
