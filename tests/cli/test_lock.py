import os
from pathlib import Path

import pytest

from cli.lock import hold, holder
from cli.refusals import RefusalError


def test_one_holds_the_data_at_a_time(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(RefusalError) as refused, hold(tmp_path):
        pass

    assert (refused.value.code, refused.value.params) == ("data_in_use", {"data": tmp_path, "pid": os.getpid()})


def test_who_lets_go_makes_room(tmp_path: Path) -> None:
    with hold(tmp_path):
        pass

    with hold(tmp_path):
        assert holder(tmp_path) == os.getpid()


def test_nobody_holds_what_was_let_go(tmp_path: Path) -> None:
    with hold(tmp_path):
        pass

    assert holder(tmp_path) is None


def test_looking_makes_no_lock_file(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
