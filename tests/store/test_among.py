"""One of many texts is asked for in each database's own way, with the same answer."""

import pytest
from sqlalchemy import func, or_, select

from store import tables as t
from store.among import among
from store.engine import Database
from tests.store.cases import stand

n = t.nominations.c


@pytest.mark.parametrize(
    ("values", "found"),
    [
        pytest.param([], [], id="none"),
        pytest.param(["n-1"], ["n-1"], id="one"),
        pytest.param(["n-2", "n-1", "n-1", "elsewhere"], ["n-1", "n-2"], id="several, in any order, twice"),
        pytest.param(['{"n-1"}', "n-1', 'n-2", "[]", ""], [], id="what lists and arrays are written with"),
        pytest.param([f"x-{number}" for number in range(5_000)] + ["n-2"], ["n-2"], id="thousands"),
    ],
)
def test_the_rows_are_those_whose_value_is_among_them(house: Database, values: list[str], found: list[str]) -> None:
    with house.write() as conn:
        for id_ in ("n-1", "n-2", "n-3"):
            stand(conn, id_)

    with house.read() as conn:
        asked = select(n.id).order_by(n.id)
        plain = conn.execute(asked.where(among(n.id, values))).scalars().all()
        nested = conn.execute(asked.where(or_(among(n.id, values), n.id == "n-3"))).scalars().all()
        inside = conn.execute(asked.where(func.coalesce(among(n.id, values), False))).scalars().all()
        others = conn.execute(asked.where(~among(n.id, values))).scalars().all()

    assert (plain, nested, inside) == (found, [*found, "n-3"], found)
    assert others == [id_ for id_ in ("n-1", "n-2", "n-3") if id_ not in found]
