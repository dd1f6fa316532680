"""Makes `.venv` from the pinned packages. Run by ./sovang with any Python of 3.11 or newer.

Only the standard library here: nothing is installed yet. A `.venv` that is complete is never made anew, and
one that was interrupted always is: the copy of the pins that says "complete" is written last.
"""

import fcntl
import filecmp
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
VENV = HOME / ".venv"
PYTHON = VENV / "bin" / "python"
RUN, DEV, UV = "requirements.txt", "requirements-dev.txt", "requirements-uv.txt"

# What pip is told about the package index, uv is told too; uv does not read pip's configuration.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "no-index": "UV_NO_INDEX",
    "cert": "SSL_CERT_FILE",
}


def main(pins: str) -> int:
    """Install what `pins` lists; return the exit code. Two at once wait for each other."""
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
            if not is_complete(pins):
                install(pins)
    except subprocess.CalledProcessError as failed:
        return refuse(
            f"cài đặt dừng ở bước: {' '.join(failed.cmd)}; chạy lại sẽ làm lại từ đầu",
            f"the installation stopped at: {' '.join(failed.cmd)}; starting again makes it anew",
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
    """Whether `.venv` runs and was made from these pins."""
    return PYTHON.exists() and all(
        (VENV / name).exists() and filecmp.cmp(HOME / name, VENV / name, shallow=False) for name in (RUN, pins)
    )


def install(pins: str) -> None:
    """Make `.venv`, or add the development packages to one that is complete without them."""
    sys.stderr.write("Sổ Vàng: đang cài các gói đã ghim / installing the pinned packages ...\n")
    if not is_complete(RUN):
        run(sys.executable, "-m", "venv", "--clear", str(VENV))
        run(str(PYTHON), "-m", "pip", "install", "--quiet", "--require-hashes", "-r", str(HOME / UV))
    run(
        str(VENV / "bin" / "uv"), "pip", "install", "--quiet", "--python", str(PYTHON),
        "--require-hashes", "--compile-bytecode", "-r", str(HOME / pins),
    )  # fmt: skip
    rooms = [str(init.parent) for init in HOME.glob("*/__init__.py")]
    run(str(PYTHON), "-m", "compileall", "-q", *rooms)
    for name in {RUN, pins}:
        shutil.copyfile(HOME / name, VENV / f"{name}.new")
        (VENV / f"{name}.new").replace(VENV / name)


def run(*command: str) -> None:
    """Run one step, its output on stderr: stdout belongs to the command the user asked for."""
    subprocess.run(command, check=True, stdout=sys.stderr, env=os.environ | index_of_pip())  # noqa: S603 - our own steps


def index_of_pip() -> dict[str, str]:
    """Return the package index pip is configured with, as uv's environment variables (name -> value)."""
    if not PYTHON.exists():
        return {}
    asked = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)  # noqa: S603 - our own pip
    told: dict[str, str] = {}
    for line in asked.stdout.splitlines():
        key, _, value = line.partition("=")
        name = UV_NAMES.get(key.rpartition(".")[2])
        value = " ".join(value.strip("'\"").replace("\\n", " ").split())
        if name and not os.environ.get(name) and (name != "UV_FIND_LINKS" or "://" in value or Path(value).exists()):
            told[name] = value
    return told


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
