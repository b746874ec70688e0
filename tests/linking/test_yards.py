"""What must not be sure: buildings of one number, flats of one project, and slips that come together."""

from __future__ import annotations

import pytest

from rentix_desktop.catalog.fields import JsonValue
from rentix_desktop.linking.doubles import find_doubles
from rentix_desktop.linking.evidence import Subject, Verdict
from rentix_desktop.linking.pairing import Pairing
from rentix_desktop.mapping.model import Level, MappedRow
from rentix_desktop.sync.destination import PortalListing
from tests.linking.agency import agency, developer
from tests.linking.pairs import pair_listings
from tests.linking.test_pairing import listing, only, row, verdicts

PROJECT = "str. Ceucari 7/1"


def addressed(there: str, here: str) -> Pairing:
    return pair_listings([listing(propertyAddress=there)], [row(propertyAddress=here)])


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("ул. Дачия 12В", "str. Dacia 12C"),  # by its place in the alphabet
        ("ул. Дачия 12Г", "str. Dacia 12D"),
        ("ул. Дачия 12Д", "str. Dacia 12E"),
        ("ул. Дачия 12С", "str. Dacia 12C"),  # by its look
        ("ул. Дачия 12В", "str. Dacia 12B"),
    ],
)
def test_a_letter_may_be_told_in_the_other_alphabet(there: str, here: str) -> None:
    for pair in (only(addressed(there, here)), only(addressed(here, there))):
        assert verdicts(pair)[Subject.HOUSE] is Verdict.CLOSE
        assert pair.level is Level.SURE


@pytest.mark.parametrize(
    ("there", "here"),
    [
        ("ул. Дачия 12Б", "ул. Дачия 12В"),
        ("str. Dacia 118B", "str. Dacia 118V"),
        ("ул. Дачия 12Б", "str. Dacia 12C"),
        ("ул. Дачия 12Г", "str. Dacia 12E"),
    ],
)
def test_two_letters_that_do_not_stand_for_each_other_are_two_buildings(there: str, here: str) -> None:
    pairing = addressed(there, here)
    assert pairing.of(Level.SURE) == ()
    assert all(verdicts(pair)[Subject.HOUSE] is Verdict.DIFFERS for pair in pairing.pairs)


@pytest.mark.parametrize(
    ("changed", "level"),
    [
        ({"announcementValue": 90_000}, Level.SURE),
        ({"propertyFloorsTotal": 12}, Level.SURE),
        ({"announcementValue": 90_000, "propertyFloorsTotal": 12}, Level.CHECK),
    ],
    ids=["price", "floors", "both"],
)
def test_of_what_may_be_a_slip_one_is_borne_and_two_are_looked_at(changed: dict[str, JsonValue], level: Level) -> None:
    assert only(pair_listings([listing(**changed)], [row()])).level is level


# a crowded yard -------------------------------------------------------------------------------------------------------
def plan(number: int, **changed: JsonValue) -> dict[str, JsonValue]:
    """A flat of a project: one of each plan on a floor, and the price by plan."""
    sizes = {0: (1, 40.2), 1: (2, 60.5)}
    rooms, area = sizes[number % 2]
    floor: dict[str, JsonValue] = {"propertyFloorNumber": number // 2 + 1, "announcementValue": area * 1000}
    return {"propertyAddress": PROJECT, "propertyArea": area, "propertyQuantitySizeValue": rooms, **floor, **changed}


def there(*numbers: int) -> list[PortalListing]:
    return [listing(number, None, **plan(number)) for number in numbers]


def here(*numbers: int) -> list[MappedRow]:
    return [row(number, **plan(number)) for number in numbers]


def levels(pairing: Pairing) -> dict[str, tuple[str, Level]]:
    return {pair.portal_id: (pair.external_id, pair.level) for pair in pairing.pairs}


def test_flats_of_a_project_are_told_apart_by_floor_and_plan() -> None:
    pairing = pair_listings(there(*range(12)), here(*range(12)))
    assert levels(pairing) == {str(number): (f"A-{number}", Level.SURE) for number in range(12)}


@pytest.mark.parametrize(
    "changed",
    [
        {"propertyFloorNumber": None},
        {"propertyAddress": "str. Ceucari 7"},
        {"propertyArea": 59.9, "announcementValue": 58_000},
    ],
    ids=["no floor", "no building", "neither area nor price"],
)
def test_in_a_crowded_yard_all_that_tells_flats_apart_has_to_agree(changed: dict[str, JsonValue]) -> None:
    one = listing(3, None, **plan(3, **changed))
    alone = pair_listings([one], [row(3, **plan(3))])
    assert only(alone).level is Level.SURE
    among = pair_listings([*there(0, 2, 4, 6, 8, 10), one], here(0, 2, 3, 4, 6, 8, 10))
    assert levels(among)["3"] == ("A-3", Level.CHECK)
    assert levels(among)["4"] == ("A-4", Level.SURE)


def test_who_only_lacks_the_floor_takes_nothing_from_an_exact_pair() -> None:
    """The row of flat 9 says no floor: it may be any flat of its plan, and is asked about alone."""
    nowhere = row(9, **plan(9, propertyFloorNumber=None))
    found = levels(pair_listings(there(*range(12)), [*here(*range(9)), nowhere, *here(10, 11)]))
    assert found.pop("9")[1] is Level.CHECK
    assert found == {str(number): (f"A-{number}", Level.SURE) for number in range(12) if number != 9}


def test_where_floors_have_twins_only_the_number_of_the_flat_tells() -> None:
    twins = [listing(50, None, **plan(3)), listing(51, None, **plan(3))]
    found = levels(pair_listings([*there(1, 5, 7, 9, 11, 2), *twins], here(1, 2, 5, 7, 9, 11)))
    assert {name: level for name, (_, level) in found.items()} == {
        "2": Level.SURE,  # of the other plan
        **dict.fromkeys(("1", "5", "7", "9", "11"), Level.CHECK),
    }
    numbered: dict[str, JsonValue] = {"propertyAddress": f"{PROJECT}, ap. 21"}
    listings = [*there(1, 5, 7, 9), *twins, listing(11, None, **plan(11, **numbered))]
    rows = [*here(1, 5, 7, 9), row(11, **plan(11, **numbered))]
    assert levels(pair_listings(listings, rows))["11"] == ("A-11", Level.SURE)


def test_a_number_alone_names_no_building_where_there_are_several() -> None:
    bare: dict[str, JsonValue] = {"propertyAddress": "str. Ceucari 7"}
    listings, rows = there(*range(8)), here(*range(8))
    pairing = pair_listings([*listings, listing(50, None, **plan(20, **bare))], [*rows, row(50, **plan(20, **bare))])
    assert levels(pairing)["50"] == ("A-50", Level.CHECK)


def test_a_double_in_a_crowded_yard_may_be_the_twin() -> None:
    listings = there(*range(8))
    (group,) = find_doubles([*listings, listing(50, None, **plan(3))])
    assert {group.stays, *(double.portal_id for double in group.doubles)} == {"3", "50"}
    assert [double.level for double in group.doubles] == [Level.CHECK]


# many of them ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("twins", [False, True])
@pytest.mark.parametrize("section", ["tuned", "held out"])
def test_of_a_developers_flats_the_sure_ones_are_right(section: str, twins: bool) -> None:
    made = developer(12, 31, section, twins=twins)
    sure = pair_listings(made.listings, made.rows).of(Level.SURE)
    assert [pair for pair in sure if made.truth.get(pair.portal_id) != pair.external_id] == []
    assert twins or len(sure) > 20


def test_a_whole_file_in_the_other_language_is_paired_as_well() -> None:
    made = agency(600, 12, "held out", translated=True)
    sure = pair_listings(made.listings, made.rows).of(Level.SURE)
    right = sum(made.truth.get(pair.portal_id) == pair.external_id for pair in sure)
    assert right / len(sure) >= 0.995
    assert right / len(made.truth) >= 0.85
