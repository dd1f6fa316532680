"""What `./sovang test` does where there is no Chromium: install it where it may, and say so in words where not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from settings import HOME

INSTALLS = '#!/bin/sh\necho "$@" >>"$ASKED"\ncase "$*" in *install*) ln -s /bin/true "$PLACE/chromium" ;; esac\n'
FAILS = "#!/bin/sh\nexit 100\n"
REFUSES = "#!/bin/sh\nexit 1\n"
PASSES = '#!/bin/sh\nshift\nexec "$@"\n'


def look(place: Path, **commands: str) -> str:
    """Look for a browser on a machine that has only these commands; return what was said."""
    place.mkdir(exist_ok=True)
    for name, script in commands.items():
        file = place / name.replace("_", "-")
        file.write_text(script)
        file.chmod(0o755)
    for name in ("env", "ln", "sh"):
        link = place / name
        if not link.exists():
            link.symlink_to(str(shutil.which(name)))
    environ = {"PATH": str(place), "PLACE": str(place), "ASKED": str(place / "asked")}
    done = subprocess.run(
        [sys.executable, "-I", str(HOME / "cli" / "browser.py")],
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stderr


def test_a_machine_with_a_browser_is_left_alone(tmp_path: Path) -> None:
    assert look(tmp_path, chromium=FAILS, apt_get=FAILS) == ""


def test_a_machine_without_apt_is_told_in_both_languages(tmp_path: Path) -> None:
    said = look(tmp_path)

    assert "there is no apt-get here" in said
    assert "không có apt-get" in said


def test_the_package_is_installed_where_that_is_allowed(tmp_path: Path) -> None:
    said = look(tmp_path, apt_get=INSTALLS, sudo=PASSES)

    assert "left out" not in said
    assert "--no-install-recommends chromium" in (tmp_path / "asked").read_text()
    assert look(tmp_path) == ""


def test_an_installation_that_fails_is_told(tmp_path: Path) -> None:
    assert "apt-get could not install it" in look(tmp_path, apt_get=FAILS, sudo=PASSES)


@pytest.mark.skipif(os.geteuid() == 0, reason="root needs nobody's leave")
def test_nothing_is_installed_without_leave(tmp_path: Path) -> None:
    assert "it takes root" in look(tmp_path, apt_get=INSTALLS, sudo=REFUSES)
    assert not (tmp_path / "asked").exists()
