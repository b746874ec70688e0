"""What a person decides of pairs: rivals are settled and told, answers are taken back, nothing is given twice."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rentix_desktop.linking.deciding import Answer, Candidate, Deciding
from rentix_desktop.linking.pairing import Pair, Pairing, Rival
from rentix_desktop.mapping.model import Level
from rentix_desktop.sync.books.pairs import PairAnswer

SURE = Pair("1", 1, "A-1", 0.999, Level.SURE, ())
TWICE = Pair("2", 2, "A-2", 0.6, Level.CHECK, (), (Rival("3", 2, "A-2", 0.5), Rival("2", 5, "A-5", 0.4)))
OTHER = Pair("4", 4, "A-4", 0.8, Level.CHECK, (), (Rival("1", 4, "A-4", 0.2),))
PAIRING = Pairing((SURE, TWICE, OTHER), ("3", "9"), (5, 8))


def of(deciding: Deciding, portal_id: str, row: int) -> Candidate:
    return next(each for case in deciding.cases for each in case if each.key == (portal_id, row))


def keys(candidates: list[Candidate]) -> set[tuple[str, int]]:
    return {each.key for each in candidates}


def test_sure_ones_are_ticked_and_the_others_wait() -> None:
    deciding = Deciding(PAIRING)
    assert keys(deciding.accepted) == {("1", 1)}
    assert [case[0].key for case in deciding.open_cases] == [("2", 2), ("4", 4)]
    assert deciding.left == 3
    assert deciding.free_listings() == ["9"]
    assert deciding.free_rows() == [8]
    deciding.tick(deciding.sure[0], False)
    assert deciding.accepted == []
    assert "1" not in deciding.free_listings()  # it is a rival in an open case
    assert 1 not in deciding.free_rows()  # nobody said that the two are not the same
    deciding.say(deciding.sure[0], False)
    assert 1 in deciding.free_rows()


def test_choosing_one_settles_its_rivals_and_says_so() -> None:
    deciding = Deciding(PAIRING)
    assert keys(deciding.say(of(deciding, "3", 2), True)) == {("2", 2)}
    assert deciding.answer(of(deciding, "2", 2)) is Answer.SETTLED
    assert deciding.answer(of(deciding, "2", 5)) is Answer.OPEN  # neither its listing nor its row was given away
    assert keys(deciding.accepted) == {("1", 1), ("3", 2)}
    with pytest.raises(ValueError, match="portal_id='2'"):
        deciding.say(of(deciding, "2", 2), True)


def test_a_sure_one_that_is_given_away_is_told_and_not_linked() -> None:
    deciding = Deciding(PAIRING)
    assert keys(deciding.say(of(deciding, "1", 4), True)) == {("1", 1), ("4", 4)}
    assert keys(deciding.accepted) == {("1", 4)}
    assert not deciding.may_be_same(deciding.sure[0])
    assert deciding.undo() == of(deciding, "1", 4)
    assert keys(deciding.accepted) == {("1", 1)}


def test_answers_are_taken_back_one_after_the_other() -> None:
    deciding = Deciding(PAIRING)
    first, second = of(deciding, "2", 2), of(deciding, "4", 4)
    deciding.say(first, False)
    deciding.say(first, True)
    deciding.say(second, False)
    assert deciding.undo() == second
    assert deciding.undo() == first
    assert deciding.answer(first) is Answer.NOT
    assert deciding.undo() == first
    assert deciding.answer(first) is Answer.OPEN
    assert deciding.undo() is None


def test_what_was_rejected_can_be_found_by_hand() -> None:
    deciding = Deciding(PAIRING)
    for case in deciding.cases:
        for each in case:
            deciding.say(each, False)
    assert deciding.open_cases == []
    assert deciding.free_listings() == ["2", "4", "3", "9"]
    by_hand = Candidate("9", 8, "A-8")
    assert deciding.say(by_hand, True) == []
    assert by_hand in deciding.accepted
    assert deciding.by_hand == [by_hand]
    assert "9" not in deciding.free_listings()
    deciding.tick(by_hand, False)
    assert deciding.by_hand == []
    assert "9" in deciding.free_listings()


def test_the_least_sure_comes_first() -> None:
    pairs = [Pair(str(n), n, f"A-{n}", 0.996 + n / 1000, Level.SURE, ()) for n in (3, 1, 2)]
    deciding = Deciding(Pairing(tuple(pairs), (), ()))
    assert [each.row for each in deciding.sure] == [1, 2, 3]


def test_linked_ones_are_gone_and_stay_so() -> None:
    deciding = Deciding(PAIRING)
    deciding.say(of(deciding, "2", 2), True)
    deciding.say(of(deciding, "4", 4), False)
    deciding.say(of(deciding, "1", 4), False)
    deciding.linked(keys(deciding.accepted))
    assert (deciding.accepted, deciding.sure, deciding.left) == ([], [], 0)
    assert deciding.undo() is not None  # what was not linked
    deciding.undo()
    assert deciding.undo() is None
    assert not {"1", "2"} & set(deciding.free_listings())
    with pytest.raises(ValueError, match="portal_id='1'"):
        deciding.say(Candidate("1", 8, "A-8"), True)


_PORTAL, _ROWS = st.integers(0, 4).map(str), st.integers(0, 4)


@st.composite
def pairings(draw: st.DrawFn) -> Pairing:
    pairs = []
    for portal_id, row in zip(draw(st.permutations("01234")), draw(st.permutations(range(5))), strict=True):
        rivals = draw(
            st.lists(st.one_of(st.tuples(st.just(portal_id), _ROWS), st.tuples(_PORTAL, st.just(row))), max_size=3)
        )
        found = tuple(Rival(*key, f"A-{key[1]}", 0.5) for key in dict.fromkeys(rivals) if key != (portal_id, row))
        level = Level.CHECK if found else Level.SURE
        pairs.append(Pair(portal_id, row, f"A-{row}", 0.9, level, (), found))
    return Pairing(tuple(pairs), (), ())


@settings(max_examples=150, deadline=None)
@given(
    pairings(), st.lists(st.tuples(st.integers(0, 30), st.sampled_from(["same", "not", "undo", "tick"])), max_size=30)
)
def test_whatever_is_said_nothing_is_linked_twice(pairing: Pairing, doings: list[tuple[int, str]]) -> None:
    deciding = Deciding(pairing)
    every = [each for case in deciding.cases for each in case] + deciding.sure
    for number, what in doings:
        candidate = every[number % len(every)]
        if what == "undo":
            deciding.undo()
        elif what == "tick":
            deciding.tick(candidate, number % 2 == 0)
        elif what == "not" or deciding.may_be_same(candidate):
            told = deciding.say(candidate, what == "same")
            assert candidate not in told
        for side in (
            Counter(each.portal_id for each in deciding.accepted),
            Counter(each.row for each in deciding.accepted),
        ):
            assert max(side.values(), default=1) == 1
    while deciding.undo() is not None:
        pass
    assert all(deciding.answer(each) is Answer.OPEN for each in every)


def again(deciding: Deciding, pairing: Pairing = PAIRING) -> Deciding:
    """On another day: what was kept, of rows that have the same codes."""
    rows = {f"A-{row}": row for row in range(10)}
    return Deciding(
        pairing,
        [(Candidate(portal_id, rows[code], code), said) for (portal_id, code), said in deciding.said.items()],
    )


def test_what_was_said_holds_on_another_day() -> None:
    former = Deciding(PAIRING)
    former.tick(former.sure[0], False)
    former.say(of(former, "2", 2), False)
    former.say(of(former, "4", 4), True)
    former.say(Candidate("9", 8, "A-8"), True)
    assert former.said == {
        ("1", "A-1"): PairAnswer.LEFT,
        ("2", "A-2"): PairAnswer.NOT,
        ("4", "A-4"): PairAnswer.SAME,
        ("9", "A-8"): PairAnswer.SAME,
    }
    deciding = again(former)
    assert keys(deciding.accepted) == {("4", 4), ("9", 8)}
    assert keys(deciding.unticked) == {("1", 1)}
    assert deciding.answer(of(deciding, "2", 2)) is Answer.NOT
    undone = deciding.undo()
    assert undone is not None
    assert undone.key == ("9", 8)
    assert deciding.said == {name: said for name, said in former.said.items() if name != ("9", "A-8")}


def test_what_was_linked_is_no_answer_any_more() -> None:
    deciding = Deciding(PAIRING)
    deciding.say(of(deciding, "4", 4), True)
    deciding.say(of(deciding, "2", 2), False)
    deciding.linked({("4", 4), ("1", 1)})
    assert deciding.said == {("2", "A-2"): PairAnswer.NOT}


def test_a_sure_pair_that_was_said_to_be_two_is_asked_about_no_more_and_can_be_taken_back() -> None:
    """The pairing has it apart then, its listing and its row are alone."""
    apart = Pair("1", 1, "A-1", 0.999, Level.CHECK, ())
    pairing = Pairing((TWICE,), ("1",), (1,), (apart,))
    deciding = Deciding(pairing, [(Candidate("1", 1, "A-1"), PairAnswer.NOT)])
    assert deciding.sure == []
    assert [case[0].key for case in deciding.cases] == [("2", 2), ("1", 1)]
    assert [case[0].key for case in deciding.open_cases] == [("2", 2)]
    assert "1" in deciding.free_listings()
    assert 1 in deciding.free_rows()
    deciding.say(of(deciding, "1", 1), True)
    assert keys(deciding.accepted) == {("1", 1)}


def test_no_tick_and_not_the_same_are_two_things() -> None:
    """Without a tick a pair is left for another day: who sends then is told of the double."""
    deciding = Deciding(PAIRING)
    (sure,) = deciding.sure
    before = deciding.left
    deciding.tick(sure, False)
    assert deciding.left == before
    deciding.say(sure, False)
    assert deciding.left == before - 1
    assert deciding.unticked == []
    deciding.tick(sure, True)
    assert deciding.ticked(sure)
    assert deciding.said == {}
    assert deciding.undo() == sure
    assert deciding.answer(sure) is Answer.NOT


def test_a_sure_pair_that_a_person_named_the_same_before_is_linked_once() -> None:
    deciding = Deciding(PAIRING, [(Candidate("1", 1, "A-1"), PairAnswer.SAME)])
    (sure,) = deciding.sure
    assert deciding.ticked(sure)
    assert keys(deciding.accepted) == {("1", 1)}
    assert len(deciding.accepted) == 1
    deciding.tick(sure, False)
    assert deciding.accepted == []
