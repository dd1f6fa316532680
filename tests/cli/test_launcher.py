"""./sovang on a checkout of its own, with wheels made here: no test needs a package index."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from settings import HOME

# Stands in for uv: writes down that it ran, then unpacks the wheels that the pins name.
UV = """#!/bin/sh
echo run >>"$UV_RUNS"
sleep "${UV_TAKES_S:-0}"
[ -z "${UV_FAILS:-}" ] || exit 1
for pins; do :; done
venv=$(dirname "$(dirname "$0")")
cd "$venv"/lib/python3.*/site-packages
for name in $(sed 's/#.*//; s/==.*//' "$pins"); do
    "$venv/bin/python" -m zipfile -e "$PIP_FIND_LINKS/$name-1-py3-none-any.whl" . || exit 1
    [ ! -d "$name-1.data/scripts" ] || install -m 755 "$name-1.data/scripts"/* "$venv/bin"
done
"""
CLI = "import sys, greeting; print(greeting.WORDS, sys.argv[1:])"


def make_wheel(folder: Path, name: str, files: dict[str, str]) -> str:
    """Make a wheel of version 1 in `folder`; return its line for a file of hashed pins."""
    info = f"{name}-1.dist-info"
    content = files | {
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = [
        f"{path},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},"
        for path, text in content.items()
    ]
    wheel = folder / f"{name}-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, text in content.items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = 0o100755 << 16
            archive.writestr(entry, text)
        archive.writestr(f"{info}/RECORD", "\n".join([*record, f"{info}/RECORD,,"]) + "\n")
    return f"{name}==1 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Checkout:
    """A small copy of the project, in a folder with a space, with an index of three wheels beside it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "sổ vàng"
        (self.home / "cli").mkdir(parents=True)
        wheels = folder / "wheels"
        wheels.mkdir()
        shutil.copy(HOME / "sovang", self.home)
        shutil.copy(HOME / "cli" / "install.py", self.home / "cli")
        (self.home / "cli" / "__init__.py").touch()
        (self.home / "cli" / "__main__.py").write_text(CLI)
        run_pins = make_wheel(wheels, "greeting", {"greeting.py": "WORDS = 'xin chào'"})
        dev_pins = make_wheel(wheels, "pytest", {"pytest.py": "import sys; print('tests', sys.argv[1:])"})
        (self.home / "requirements.txt").write_text(run_pins)
        (self.home / "requirements-dev.txt").write_text(run_pins + dev_pins)
        (self.home / "requirements-uv.txt").write_text(make_wheel(wheels, "uv", {"uv-1.data/scripts/uv": UV}))
        self.runs = folder / "runs"
        self.environ = os.environ | {
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(wheels),
            "UV_RUNS": str(self.runs),
            "SOVANG_PYTHON": sys.executable,
        }

    def start(self, *arguments: str, before: tuple[str, ...] = (), **environ: str) -> "subprocess.Popen[str]":
        """Start the launcher in another folder than its own."""
        return subprocess.Popen(
            [*before, str(self.home / "sovang"), *arguments],
            cwd="/",
            env=self.environ | environ,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def run(self, *arguments: str, before: tuple[str, ...] = (), **environ: str) -> tuple[int, str, str]:
        """Run the launcher to its end; return the exit code, stdout and stderr."""
        process = self.start(*arguments, before=before, **environ)
        out, err = process.communicate(timeout=60)
        return process.returncode, out, err

    def installations(self) -> int:
        """How often packages were installed so far."""
        return len(self.runs.read_text().splitlines()) if self.runs.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_start_installs_and_the_second_does_not(checkout: Checkout) -> None:
    first = checkout.run("up", "hai từ")
    second = checkout.run("up", "hai từ")

    assert (first[:2], second) == (
        (0, "xin chào ['up', 'hai từ']\n"),
        (0, "xin chào ['up', 'hai từ']\n", ""),
    )
    assert checkout.installations() == 1


def test_changed_pins_are_installed(checkout: Checkout) -> None:
    checkout.run("up")
    pins = checkout.home / "requirements.txt"
    pins.write_text("# another comment\n" + pins.read_text())

    checkout.run("up")

    assert checkout.installations() == 2


def test_tests_add_their_packages_to_what_is_there(checkout: Checkout) -> None:
    checkout.run("up")
    (checkout.home / ".venv" / "kept").touch()

    tested = checkout.run("test", "-k", "một")
    again = checkout.run("up")

    assert tested[:2] == (0, "tests ['-n', '2', '-k', 'một']\n")
    assert again == (0, "xin chào ['up']\n", "")
    assert (checkout.home / ".venv" / "kept").exists()


def test_an_interrupted_installation_is_made_anew(checkout: Checkout) -> None:
    interrupted = checkout.start("up", UV_TAKES_S="60")
    while not checkout.installations():
        assert interrupted.poll() is None
        time.sleep(0.05)
    os.killpg(interrupted.pid, 9)
    interrupted.communicate()

    assert checkout.run("up")[:2] == (0, "xin chào ['up']\n")


def test_a_failed_installation_is_told_and_tried_again(checkout: Checkout) -> None:
    code, out, err = checkout.run("up", UV_FAILS="1")

    assert (code, out) == (1, "")
    assert "Sổ Vàng: cài đặt dừng ở bước" in err
    assert "Sổ Vàng: the installation stopped at" in err
    assert checkout.run("up")[:2] == (0, "xin chào ['up']\n")


def test_two_at_once_install_once(checkout: Checkout) -> None:
    both = [checkout.start("up", UV_TAKES_S="1") for _ in range(2)]

    results = [(process.communicate(timeout=60)[0], process.returncode) for process in both]

    assert results == [("xin chào ['up']\n", 0)] * 2
    assert checkout.installations() == 1


def test_a_machine_without_python_is_told_in_words(checkout: Checkout) -> None:
    code, out, err = checkout.run("up", SOVANG_PYTHON="/nowhere/python3")

    assert (code, out) == (1, "")
    assert err.splitlines() == [
        "Sổ Vàng cần Python 3.11 trở lên, máy này chưa có.",
        "Sổ Vàng needs Python 3.11 or newer, and found none; on Debian: apt install python3 python3-venv",
    ]


def test_a_python_without_venv_is_told_which_package_it_lacks(checkout: Checkout, tmp_path: Path) -> None:
    bare = tmp_path / "python3"
    bare.write_text(
        f"""#!/bin/sh
[ "$1" = -c ] && exec '{sys.executable}' "$@"
exec '{sys.executable}' -c '
import importlib.util, runpy, sys
there = importlib.util.find_spec
importlib.util.find_spec = lambda name: None if name == "ensurepip" else there(name)
sys.argv = sys.argv[2:]
runpy.run_path(sys.argv[0], run_name="__main__")' "$@"
"""
    )
    bare.chmod(0o755)

    code, _, err = checkout.run("up", SOVANG_PYTHON=str(bare))

    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert code == 1
    assert f"apt install python{version}-venv" in err


def test_a_checkout_that_cannot_be_written_to_is_told(checkout: Checkout) -> None:
    checkout.home.chmod(0o555)
    # Root may write anywhere unless it gives that up.
    as_anybody = ("setpriv", "--bounding-set=-dac_override") if os.geteuid() == 0 else ()

    code, _, err = checkout.run("up", before=as_anybody)

    checkout.home.chmod(0o755)
    assert code == 1
    assert f"{checkout.home} cannot be written to" in err


def test_an_old_python_is_passed_over(checkout: Checkout, tmp_path: Path) -> None:
    old = tmp_path / "python3.8"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    code, out, _ = checkout.run("up", SOVANG_PYTHON=f"{old} {sys.executable}")

    assert (code, out) == (0, "xin chào ['up']\n")


def test_the_launcher_works_through_a_link(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "sovang"
    link.symlink_to(checkout.home / "sovang")

    done = subprocess.run([link, "up"], env=checkout.environ, capture_output=True, text=True, check=True)

    assert done.stdout == "xin chào ['up']\n"


def test_the_development_pins_hold_every_pin_of_the_program() -> None:
    run, dev = (
        {line for line in (HOME / name).read_text().splitlines() if "==" in line or "--hash" in line}
        for name in ("requirements.txt", "requirements-dev.txt")
    )

    assert {line.strip(" \\") for line in run} - {line.strip(" \\") for line in dev} == set()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt", "requirements-uv.txt"])
def test_no_pins_name_a_package_index(name: str) -> None:
    assert "://" not in (HOME / name).read_text()


DENO = """#!/bin/sh
[ "$1" = install ] && exit 0
mkdir -p "$4" && echo "{}" >"$4/manifest.json" && echo built >>"$UI_BUILDS"
"""


def test_what_pages_load_is_built_once_and_again_when_a_source_is_newer(checkout: Checkout, tmp_path: Path) -> None:
    builds = tmp_path / "builds"
    (checkout.home / "ui").mkdir()
    source = checkout.home / "ui" / "build.js"
    source.touch()
    wheel = make_wheel(tmp_path / "wheels", "deno", {"deno-1.data/scripts/deno": DENO})
    (checkout.home / "requirements-ui.txt").write_text(wheel)

    told = [checkout.run("up", UI_BUILDS=str(builds)) for _ in range(2)]
    rules = checkout.run("rules", UI_BUILDS=str(builds))
    os.utime(source, (time.time() + 5, time.time() + 5))
    os.utime(checkout.home / "ui", (time.time() + 5, time.time() + 5))
    changed = checkout.run("up", UI_BUILDS=str(builds))

    assert [code for code, _, _ in [*told, rules, changed]] == [0] * 4, told[0][2]
    assert "building the pages" in told[0][2]
    assert told[1][2] == rules[2] == ""
    assert builds.read_text() == "built\nbuilt\n"
