from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.doers import Where
from store.unit_tree import Unit, UnitTree

DURING, AFTER = date(2024, 6, 1), date(2025, 3, 1)
LAST_DAY = date(2025, 2, 28)
UNDER = Where.parse("right under a province")


def make_unit(id_: str, parent_id: str | None = None, kind: str = "team", **changes) -> Unit:
    return replace(Unit(id_, id_, None, kind, parent_id, None, None, None), **changes)


# District police ended on a day: the province took over, communes hang right under it, teams are gone.
TREE = UnitTree(
    [
        make_unit("province", kind="province"),
        make_unit("department", "province", "department"),
        make_unit("desk", "department"),
        make_unit("district", "province", "district", valid_to=LAST_DAY, successor_id="province"),
        make_unit("team", "district", valid_to=LAST_DAY, successor_id="province"),
        make_unit("commune", "district", "commune"),
        make_unit("new-commune", "province", "commune", valid_from=AFTER),
        make_unit("lost", "province", valid_to=LAST_DAY),
    ]
)


@pytest.mark.parametrize(
    ("unit_id", "on", "council_unit"),
    [
        pytest.param("team", DURING, "district", id="a team has its district's council"),
        pytest.param("district", DURING, "district", id="a district has its own"),
        pytest.param("desk", DURING, "department", id="a desk has its department's"),
        pytest.param("commune", LAST_DAY, "district", id="a commune has its district's to its last day"),
        pytest.param("commune", AFTER, "commune", id="and holds its own from then"),
        pytest.param("team", AFTER, None, id="what went up into the province has none"),
        pytest.param("province", DURING, None, id="nor has the province as a unit"),
        pytest.param("lost", AFTER, None, id="nor what nobody took over"),
        pytest.param("nowhere", DURING, None, id="nor what there is not"),
    ],
)
def test_the_council_that_judges_a_units_deeds(unit_id: str, on: date, council_unit: str | None) -> None:
    assert TREE.meant(UNDER, unit_id, on) == council_unit


def test_the_units_that_hold_a_council_change_with_the_date() -> None:
    held = TREE.all_meant(UNDER, DURING), TREE.all_meant(UNDER, AFTER)

    assert held == (("department", "district", "lost"), ("commune", "department", "new-commune"))


def test_a_unit_without_successor_has_nobody_in_its_place() -> None:
    there = [TREE.open_successor(id_, AFTER) for id_ in ("team", "lost", "commune", "nowhere")]

    assert there == ["province", None, "commune", None]


def test_a_unit_that_is_still_to_come_is_not_there_yet() -> None:
    assert TREE.open_successor("new-commune", DURING) is None


def test_an_office_reaches_what_its_unit_took_over() -> None:
    reached = TREE.reach(["province"], AFTER), TREE.reach(["department", "commune"], AFTER), TREE.reach([], AFTER)

    assert reached == (set(TREE.units) - {"lost"}, {"department", "desk", "commune"}, frozenset())


def test_the_way_up_ends_at_the_top() -> None:
    assert TREE.ancestors("team", DURING) == ("team", "district", "province")


IDS = st.sampled_from(["a", "b", "c", "d"])
DAYS = st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31))
TANGLES = st.lists(
    st.builds(
        Unit,
        IDS,
        st.just("x"),
        st.none(),
        st.sampled_from(["province", "district", "team"]),
        st.none() | IDS,
        DAYS,
        DAYS,
        st.none() | IDS,
    ),
    max_size=4,
    unique_by=lambda unit: unit.id,
)


@given(TANGLES, IDS, st.dates(date(2024, 1, 1), date(2025, 12, 31)))
def test_no_tangle_of_units_leads_astray(units: list[Unit], unit_id: str, on: date) -> None:
    tree = UnitTree(units)

    there = tree.open_successor(unit_id, on)
    council_unit = tree.meant(UNDER, unit_id, on)

    assert there is None or tree.units[there].exists_on(on)
    assert council_unit is None or council_unit in tree.all_meant(UNDER, on)
    below = {id_ for id_, unit in tree.units.items() if unit.exists_on(on) and unit_id in tree.ancestors(id_, on)}
    assert below <= tree.reach([unit_id], on)
