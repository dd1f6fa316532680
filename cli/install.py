"""Makes `.venv` from the pinned packages, and what the pages load. Run by ./sovang with any Python of 3.11 or newer.

Only the standard library here: nothing is installed yet. A `.venv` that is complete is never made anew, and
one that was interrupted always is: the copy of the pins that says "complete" is written last.
"""

import configparser
import fcntl
import filecmp
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
VENV = HOME / ".venv"
PYTHON = VENV / "bin" / "python"
RUN, UV, DENO = "requirements.txt", "requirements-uv.txt", "requirements-ui.txt"
UI, UI_BUILD = HOME / "ui", HOME / "build"

# What pip is told about the package index, uv is told too; uv does not read pip's configuration.
PIP_FILES = ("/etc/pip.conf", "~/.pip/pip.conf", "~/.config/pip/pip.conf", "~/Library/Application Support/pip/pip.conf")
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}


class StepError(Exception):
    """A step of the installation did not succeed; it has said why on stderr."""


def main(pins: str) -> int:
    """Install what `pins` lists, or build the `ui`; return the exit code. Two at once wait for each other."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return refuse(
            f"Python {version} thiếu mô-đun venv; trên Debian hoặc Ubuntu: apt install python{version}-venv",
            f"Python {version} lacks its venv module; on Debian or Ubuntu: apt install python{version}-venv",
        )
    if not os.access(HOME, os.W_OK):
        return refuse(
            f"không ghi được vào {HOME}; hãy chép thư mục này đến nơi ghi được rồi chạy lại",
            f"{HOME} cannot be written to; copy it to a place that can, and start again",
        )
    try:
        with one_at_a_time():
            if pins == "ui":
                if not is_ui_built():
                    build_ui()
            elif not is_complete(pins):
                install(pins)
    except StepError as failed:
        return refuse(
            f"cài đặt dừng ở bước: {failed}; chạy lại sẽ làm lại từ đầu",
            f"the installation stopped at: {failed}; starting again makes it anew",
        )
    except KeyboardInterrupt:
        return 130
    return 0


def refuse(vietnamese: str, english: str) -> int:
    """Say why nothing was installed, in both languages; return exit code 1."""
    sys.stderr.write(f"Sổ Vàng: {vietnamese}\nSổ Vàng: {english}\n")
    return 1


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold the checkout while it is installed. The lock goes with the process, however that ends."""
    folder = os.open(HOME, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def is_complete(pins: str) -> bool:
    """Return whether `.venv` runs and was made from these pins."""
    return PYTHON.exists() and all(
        (VENV / name).exists() and filecmp.cmp(HOME / name, VENV / name, shallow=False) for name in (RUN, pins)
    )


def install(pins: str) -> None:
    """Make `.venv`, or add the development packages to one that is complete without them. Raise StepError."""
    sys.stderr.write("Sổ Vàng: đang cài các gói đã ghim / installing the pinned packages ...\n")
    if not is_complete(RUN):
        run(sys.executable, "-m", "venv", "--clear", "--without-pip", str(VENV))
        run(str(PYTHON), *pip(), "install", "--quiet", "--require-hashes", "-r", str(HOME / UV))
    uv = (str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON))
    run(*uv, "--require-hashes", "--compile-bytecode", "-r", str(HOME / pins))
    rooms = [str(init.parent) for init in HOME.glob("*/__init__.py")]
    run(str(PYTHON), "-m", "compileall", "-q", *rooms)
    for name in {RUN, pins}:
        shutil.copyfile(HOME / name, VENV / f"{name}.new")
        (VENV / f"{name}.new").replace(VENV / name)


def is_ui_built() -> bool:
    """Return whether what the pages load was made from the sources as they are."""
    manifest = UI_BUILD / "ui" / "manifest.json"
    sources = [UI, *UI.rglob("*")]
    return manifest.exists() and all(source.stat().st_mtime <= manifest.stat().st_mtime for source in sources)


def build_ui() -> None:
    """Build what the pages load from `ui/` and the packages of its lock file. Raise StepError.

    The packages never lie in the checkout itself; the new files take the place of the old ones at once.
    """
    sys.stderr.write("Sổ Vàng: đang dựng giao diện / building the pages' styles and scripts ...\n")
    deno = str(VENV / "bin" / "deno")
    run(str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", "-r",
        str(HOME / DENO))  # fmt: skip
    UI_BUILD.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=UI_BUILD) as folder:
        work, made = Path(folder, "work"), Path(folder, "ui")
        shutil.copytree(UI, work)
        run(deno, "install", "--quiet", cwd=work)
        run(deno, "run", "--allow-all", "build.js", str(made), cwd=work)
        shutil.rmtree(UI_BUILD / "ui", ignore_errors=True)
        made.replace(UI_BUILD / "ui")


def run(*step: str, cwd: Path | None = None) -> None:
    """Run one step, its output on stderr: stdout belongs to the command that was asked for. Raise StepError."""
    done = subprocess.run(step, check=False, stdout=sys.stderr, env=os.environ | index_of_pip(), cwd=cwd)  # noqa: S603 - our own steps
    if done.returncode:
        raise StepError(" ".join(step))


def pip() -> tuple[str, ...]:
    """Return the arguments that make a Python run pip. From its wheel where there is one: installing it takes 5 s."""
    import ensurepip  # noqa: PLC0415 - not every Python has it, and `main` has looked

    places = [Path(ensurepip.__file__).with_name("_bundled"), Path("/usr/share/python-wheels")]  # Debian's is the other
    wheels = [wheel for place in places for wheel in place.glob("pip-*.whl")]
    if wheels:
        return (f"{wheels[0]}/pip",)
    run(str(PYTHON), "-m", "ensurepip")
    return ("-m", "pip")


def index_of_pip() -> dict[str, str]:
    """Return the package index that pip is configured with, as uv's environment variables (name -> value)."""
    config = configparser.RawConfigParser()
    config.read(Path(file).expanduser() for file in (*PIP_FILES, os.environ.get("PIP_CONFIG_FILE", os.devnull)))
    told = {}
    for key, name in UV_NAMES.items():
        stated = os.environ.get(f"PIP_{key.upper().replace('-', '_')}") or config.get("global", key, fallback=None)
        value = " ".join((stated or "").split())
        is_missing_folder = key == "find-links" and "://" not in value and not Path(value).exists()  # uv minds, pip not
        if value and name not in os.environ and not is_missing_folder:
            told[name] = value
    return told


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
