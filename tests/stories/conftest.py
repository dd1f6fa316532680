"""One house for a story: `sovang up` on a folder of its own, with a small force in its database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.houses import House
from tests.stories.force import found
from tests.stories.visitors import Visitors


@contextmanager
def open_house(data: Path, tokens: dict[str, str]) -> Iterator[tuple[House, Visitors]]:
    """Run `up` until the story is over, and let everybody with a token in."""
    house = House(data)
    visitors = None
    try:
        visitors = Visitors(str(house.until_ready()["api"]), tokens)
        yield house, visitors
    finally:
        if visitors:
            visitors.close()
        house.end()


@pytest.fixture
def visitors(tmp_path: Path) -> Iterator[Visitors]:
    """Everybody, in front of a house of this story's own."""
    with open_house(tmp_path, found(tmp_path)) as (_, visitors):
        yield visitors
