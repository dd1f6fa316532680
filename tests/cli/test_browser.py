"""What `./sovang test` does where there is no Chromium: install it where it may, and say so in words where not."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from settings import HOME

INSTALLS = '#!/bin/sh\necho "$@" >>"$ASKED"\ncase "$*" in *install*) ln -s /bin/true "$PLACE/chromium" ;; esac\n'
FAILS = "#!/bin/sh\nexit 100\n"
REFUSES = "#!/bin/sh\nexit 1\n"
PASSES = '#!/bin/sh\nshift\nexec "$@"\n'
LIKE_ANYBODY = """
import os, shutil, subprocess, sys
source = open(sys.argv[1], encoding="utf-8").read()
if os.geteuid() == 0:
    os.setuid(65534)
exec(compile(source, sys.argv[1], "exec"), {"__name__": "__main__"})
"""
"""Runs a file as nobody where root runs the tests: root needs no leave."""


@pytest.fixture
def machine() -> Iterator[Path]:
    """A folder that anybody may enter and write in; pytest's own are closed to others."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        place.chmod(0o777)
        yield place


def look(place: Path, **commands: str) -> str:
    """Look for a browser on a machine that has only these commands; return what was said."""
    for name, script in commands.items():
        file = place / name.replace("_", "-")
        file.write_text(script)
        file.chmod(0o755)
    for name in ("env", "ln", "sh", "true"):
        link = place / name
        if not link.exists():
            link.symlink_to(str(shutil.which(name)))
    environ = {"PATH": str(place), "PLACE": str(place), "ASKED": str(place / "asked")}
    done = subprocess.run(
        [sys.executable, "-I", "-c", LIKE_ANYBODY, str(HOME / "cli" / "browser.py")],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def test_a_machine_with_a_browser_is_left_alone(machine: Path) -> None:
    assert look(machine, chromium=FAILS, apt_get=FAILS) == ""


def test_a_machine_without_apt_is_told_in_both_languages(machine: Path) -> None:
    said = look(machine)

    assert "there is no apt-get here" in said
    assert "không có apt-get" in said


def test_the_package_is_installed_where_that_is_allowed(machine: Path) -> None:
    said = look(machine, apt_get=INSTALLS, sudo=PASSES)

    assert "left out" not in said
    assert "--no-install-recommends chromium" in (machine / "asked").read_text()
    assert look(machine) == ""


def test_an_installation_that_fails_is_told(machine: Path) -> None:
    assert "apt-get could not install it" in look(machine, apt_get=FAILS, sudo=PASSES)


def test_nothing_is_installed_without_leave(machine: Path) -> None:
    assert "it takes root" in look(machine, apt_get=INSTALLS, sudo=REFUSES)
    assert not (machine / "asked").exists()
