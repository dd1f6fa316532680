"""What signing in is measured by: which passwords are good enough, how long a guesser waits, how long a session lasts.

Pure: what was typed, how often it failed, and the instants are handed in. Nobody is ever locked out: whoever fails
waits, a little longer each time, and what others do elsewhere never blocks a known browser, a passkey or a code.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import normalize

from zxcvbn import zxcvbn

from rules.errors import RuleBroken

SHORTEST, LONGEST = 12, 128
"""Letters of a password, after NFC: the same word typed on two keyboards is one password."""

GUESSED_WITHIN = 10**8
"""A password that a list of common ones and its variations reach in fewer guesses than this is not taken."""

IDLE = timedelta(minutes=30)
WHOLE = timedelta(hours=12)
FRESH = timedelta(minutes=5)
"""How long a session lasts without use and at all, and how long somebody counts as just having proved who she is."""

OVERLAP = timedelta(seconds=10)
"""How long a session's former secret is still good for, so that what was already on its way is not refused."""

CODE_IS_GOOD_FOR = timedelta(hours=72)

FORGOTTEN_AFTER = timedelta(hours=1)
"""A failure that long ago counts no more."""

_JUDGED = 72  # letters: the estimate is of no use beyond, and slow


@dataclass(frozen=True, slots=True)
class Patience:
    """How many failures in a row cost nothing, and the longest pause after one of the others."""

    free: int
    longest: timedelta


FROM_A_KNOWN_BROWSER = Patience(free=10, longest=timedelta(seconds=60))
OF_ONE_NAME_FROM_ONE_PLACE = Patience(free=5, longest=timedelta(seconds=60))
OF_ONE_NAME = Patience(free=20, longest=timedelta(seconds=30))
FROM_ONE_PLACE = Patience(free=100, longest=timedelta(seconds=5))


def pause(failures: int, patience: Patience) -> timedelta:
    """Return how long nobody may try again after so many failures: 1 s, 2 s, 4 s and so on up to the longest."""
    beyond = failures - patience.free
    return min(timedelta(seconds=2 ** min(beyond - 1, 30)), patience.longest) if beyond > 0 else timedelta()


def as_typed(password: str) -> str:
    """Return a password as it is compared with the one that is kept; what is too long is none, and is cut."""
    return normalize("NFC", password[: 4 * LONGEST])[: LONGEST + 1]


def good_password(typed: str, about: Iterable[str] = ()) -> str:
    """Return the password as it is kept. `about` are words an attacker would try first: names, numbers.

    Raise RuleBroken `password_short`, `password_long` or `password_common`.
    """
    password = as_typed(typed)
    if len(password) < SHORTEST:
        raise RuleBroken("password_short", shortest=SHORTEST)
    if len(password) > LONGEST:
        raise RuleBroken("password_long", longest=LONGEST)
    if zxcvbn(password[:_JUDGED], user_inputs=[word for word in about if word])["guesses"] < GUESSED_WITHIN:
        raise RuleBroken("password_common")
    return password


def is_alive(*, seen_at: datetime, ends_at: datetime, now: datetime) -> bool:
    """Is a session that was last used at `seen_at` and ends at `ends_at` in any case still good?"""
    return now < ends_at and now < seen_at + IDLE


def is_fresh(proved_at: datetime, now: datetime) -> bool:
    """Has somebody proved just now who she is?"""
    return now < proved_at + FRESH
