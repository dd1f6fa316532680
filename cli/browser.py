"""Sees that the tests have a browser: Debian's Chromium, installed where that is allowed, and told in words where not.

Run by `./sovang test` before anything of ours is imported: only the standard library here. It never fails, for tests
that need no browser run without one, and those that do say that it is missing.
"""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PACKAGES = ("chromium", "fonts-dejavu-core")  # a browser on a machine without any font shows none of ours either
_PATIENCE_S = 600


def found_browser() -> str | None:
    """Return the file of the browser that this machine has, None if it has none."""
    return next((file for name in NAMES if (file := shutil.which(name))), None)


def main() -> int:
    """Install a browser if there is none and we may; return 0 in any case."""
    if found_browser() is not None:
        return 0
    if shutil.which("apt-get") is None:
        say("không có apt-get", "there is no apt-get here")
    elif (before := _allowed()) is None:
        say("cần quyền root hoặc sudo không hỏi mật khẩu", "it takes root, or sudo without a password")
    else:
        sys.stderr.write("Sổ Vàng: đang cài Chromium để kiểm thử / installing Chromium for the tests ...\n")
        if not (_install(before) or (_run(*before, "apt-get", "-qq", "update") and _install(before))):
            say("apt-get không cài được", "apt-get could not install it")
    return 0


def say(vietnamese: str, english: str) -> None:
    """Say why there is no browser and what to do, in both languages."""
    names = " ".join(PACKAGES)
    sys.stderr.write(
        f"Sổ Vàng: máy này không có Chromium và {vietnamese}; bỏ qua các kiểm thử trên trình duyệt."
        f" Để chạy: apt-get install {names}\n"
        f"Sổ Vàng: no Chromium on this machine, and {english}; the tests in a browser are left out."
        f" To run them: apt-get install {names}\n"
    )


def _allowed() -> tuple[str, ...] | None:
    """Return what stands before a command that only root may run, None if we may not."""
    if os.geteuid() == 0:
        return ()
    return ("sudo", "-n") if shutil.which("sudo") and _run("sudo", "-n", "true") else None


def _install(before: tuple[str, ...]) -> bool:
    quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "install", "--yes", "--no-install-recommends")
    return _run(*before, *quiet, *PACKAGES) and found_browser() is not None


def _run(*command: str) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own steps
            command, check=False, stdin=subprocess.DEVNULL, stdout=sys.stderr, timeout=_PATIENCE_S
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


if __name__ == "__main__":
    raise SystemExit(main())
