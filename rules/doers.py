"""The phrases that say who acts and where: places, roles, and whom an empty sitting reminds.

Pure: a role at a place, never a person. Who holds it, and which unit a place is on a day, `store` finds out.
"""

import re
from dataclasses import dataclass
from typing import Literal, Self, cast, get_args

from rules.errors import PhraseError
from rules.phrasing import Phrase, plainly

_PLACE_NAME = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"
_WHERE = re.compile(rf"(right under )?an? ({_PLACE_NAME})")
_LOGGED = "where the deed was logged"
_NEXT = "the next in its cluster"


@dataclass(frozen=True, slots=True)
class Where(Phrase):
    """Which unit a place means for a deed: a kind of unit, as the register of units has it, or the deed's own unit.

    "a province": the nearest of that kind, upwards from where the deed was logged. "right under a province": the
    nearest whose parent is of that kind. "where the deed was logged": that unit itself (`kind` is None). "the next in
    its cluster": another unit, the one that checks it (`is_next`).

    >>> Where.parse("right under a province")
    Where(kind='province', is_under=True, is_next=False)
    """

    kind: str | None = None
    is_under: bool = False
    is_next: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the place's unit. Raise PhraseError if it is none of the four forms."""
        plain = plainly(text)
        if plain in (_LOGGED, _NEXT):
            return cls(is_next=plain == _NEXT)
        said = _WHERE.fullmatch(plain)
        if said is None:
            raise PhraseError("not_a_where", found=text)
        return cls(said[2], said[1] is not None)

    def __str__(self) -> str:
        if self.kind is None:
            return _NEXT if self.is_next else _LOGGED
        article = "an" if self.kind[0] in "aeiou" else "a"
        return f"{'right under ' if self.is_under else ''}{article} {self.kind}"


Role = Literal["leader", "head", "secretary", "standing_office"]
ROLES: tuple[Role, ...] = get_args(Role)
_DOER = re.compile(rf"(leader|head|secretary|standing office) of the ({_PLACE_NAME})")


@dataclass(frozen=True, slots=True)
class Doer(Phrase):
    """Who must act: a role and the place where it is held, never a person. The programme says where a place is.

    >>> Doer.parse("leader of the team")
    Doer(role='leader', place='team')
    """

    role: Role
    place: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the doer. Raise PhraseError for a role the engine does not know."""
        said = _DOER.fullmatch(plainly(text))
        if said is None:
            raise PhraseError("not_a_doer", found=text)
        return cls(cast("Role", said[1].replace(" ", "_")), said[2])

    def __str__(self) -> str:
        return f"{self.role.replace('_', ' ')} of the {self.place}"


@dataclass(frozen=True, slots=True)
class Shortfall(Phrase):
    """What follows when a sitting has nothing to record: "report none", and whom to remind.

    >>> Shortfall.parse("report none, remind the head of the unit").remind
    Doer(role='head', place='unit')
    """

    remind: Doer | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the shortfall clause. Raise PhraseError if it is neither form."""
        said, _, whom = plainly(text).partition(", remind the ")
        if said != "report none":
            raise PhraseError("not_a_shortfall", found=text)
        return cls(Doer.parse(whom) if whom else None)

    def __str__(self) -> str:
        return f"report none, remind the {self.remind}" if self.remind else "report none"
