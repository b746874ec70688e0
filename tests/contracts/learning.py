"""What every ledger keeps to when a look at the service showed something else. A test module subclasses it beside
`LedgerContract`."""

from __future__ import annotations

from rentix_desktop.sync.destination import Accepted, Lost
from rentix_desktop.sync.ledger import LEFT_GONE, Learnt, Ledger, Listing
from tests.contracts.ledger import UPLOAD, Reopen, row, started


def sent(ledger: Ledger, count: int) -> None:
    run = started(ledger, *(row(n) for n in range(count)))
    ledger.intend(run, range(count))
    ledger.settle(run, [(n, Accepted(portal_id=f"p{n}", status="active")) for n in range(count)])
    ledger.finish(run, 1.0, complete=True)


def ids(listings: object) -> list[str]:
    assert isinstance(listings, list)
    return [listing.external_id for listing in listings]


class LearningContract:
    def test_every_listing_is_known_by_id_a_page_at_a_time(self, ledger: Ledger) -> None:
        sent(ledger, 5)
        first = ledger.known("", 3)
        assert ids(first) == sorted(ids(first))
        assert len(first) == 3
        rest = ledger.known(first[-1].external_id, 10)
        assert ids(first) + ids(rest) == sorted(ledger.listings(ids(first) + ids(rest)))
        assert list(ledger.known(rest[-1].external_id, 10)) == []

    def test_what_the_service_has_is_known_from_then_on(self, ledger: Ledger, reopened: Reopen) -> None:
        sent(ledger, 2)
        one, other = ledger.known("", 10)
        name = next(iter(one.fields))
        ledger.learn([Learnt(one.external_id, {name: "другое", "extra": 7}, shown=False, status="hidden")])
        ledger = reopened(ledger)
        assert ledger.listings([one.external_id, other.external_id]) == {
            one.external_id: Listing(
                one.external_id,
                one.fields | {name: "другое", "extra": 7},
                one.portal_id,
                one.public_url,
                one.source,
                shown=False,
            ),
            other.external_id: other,
        }

    def test_what_the_service_has_not_is_not_known_of_it(self, ledger: Ledger) -> None:
        sent(ledger, 1)
        (one,) = ledger.known("", 10)
        name = next(iter(one.fields))
        ledger.learn([Learnt(one.external_id, {name: None})])
        (now,) = ledger.known("", 10)
        assert now.fields == {key: value for key, value in one.fields.items() if key != name}
        assert now.shown is one.shown

    def test_what_nobody_knew_for_a_lost_answer_is_known_again(self, ledger: Ledger) -> None:
        sent(ledger, 1)
        (one,) = ledger.known("", 10)
        name = next(iter(one.fields))
        run = started(ledger, row(0))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Lost())])
        assert name not in ledger.known("", 10)[0].fields
        ledger.learn([Learnt(one.external_id, {name: "seen"})])
        assert ledger.known("", 10)[0].fields[name] == "seen"

    def test_a_listing_that_is_gone_is_not_known_any_more(self, ledger: Ledger) -> None:
        sent(ledger, 2)
        one, other = ledger.known("", 10)
        ledger.learn([Learnt(one.external_id, gone=True), Learnt("never-heard-of", {"a": 1})])
        assert ids(ledger.known("", 10)) == [other.external_id]

    def test_a_listing_may_be_left_gone_until_it_is_sent_again(self, ledger: Ledger, reopened: Reopen) -> None:
        sent(ledger, 1)
        (one,) = ledger.known("", 10)
        ledger.learn([Learnt(one.external_id, shown=False, status=LEFT_GONE)])
        ledger = reopened(ledger)
        (left,) = ledger.known("", 10)
        assert (left.gone, left.shown, left.fields) == (True, False, one.fields)
        sent(ledger, 1)
        assert not ledger.known("", 10)[0].gone

    def test_a_listing_may_belong_to_no_source(self, ledger: Ledger) -> None:
        sent(ledger, 2)
        one, other = ledger.known("", 10)
        ledger.learn([Learnt(one.external_id, shown=True, detached=True)])
        assert [listing.external_id for listing in ledger.listings_of(UPLOAD.source)] == [other.external_id]
        assert ledger.listings([one.external_id])[one.external_id].source is None

    def test_the_prints_of_its_row_hold_no_more(self, ledger: Ledger) -> None:
        sent(ledger, 2)
        one, other = ledger.known("", 10)
        prints = [(b"1" * 16, one.external_id), (b"2" * 16, other.external_id)]
        ledger.keep_prints(UPLOAD.source, "meaning", prints)
        name = next(iter(one.fields))
        ledger.learn([Learnt(one.external_id, {name: "seen"})])
        assert dict(ledger.prints(UPLOAD.source)) == {b"2" * 16: other.external_id}
        ledger.learn([Learnt(other.external_id, gone=True)])
        assert dict(ledger.prints(UPLOAD.source)) == {}

    def test_listings_that_are_there_by_our_ids_are_adopted_and_known_ones_stay(
        self, ledger: Ledger, reopened: Reopen
    ) -> None:
        sent(ledger, 1)
        (mine,) = ledger.known("", 10)
        there = Listing("AA-1", {"a": 1}, "90", "https://x.example/90", "files/b.xlsx")
        assert ledger.adopt([there, Listing(mine.external_id, {"a": 2})]) == 1
        assert ledger.adopt([there]) == 0
        ledger = reopened(ledger)
        assert ledger.listings(["AA-1", mine.external_id]) == {"AA-1": there, mine.external_id: mine}
        assert [each.external_id for each in ledger.listings_of("files/b.xlsx")] == ["AA-1"]

    def test_what_was_adopted_is_no_longer_perhaps_there(self, ledger: Ledger) -> None:
        run = started(ledger, row(0))
        ledger.intend(run, [0])
        ledger.settle(run, [(0, Lost())])
        (name,) = ledger.maybe_there(UPLOAD.source)
        assert ledger.adopt([Listing(name, {"a": 1}, "90", source=UPLOAD.source)]) == 1
        assert list(ledger.maybe_there(UPLOAD.source)) == []
