"""The phrase that says by what those that passed are ranked: one thing, or a mix of score and votes. Pure."""

import re
from dataclasses import dataclass
from typing import Literal, Self, cast, get_args

from rules.errors import PhraseError
from rules.mistakes import nearest
from rules.phrasing import Phrase, plainly

RankKey = Literal["ayes", "score", "beneficiaries", "earlier deed", "earlier log"]
RANK_KEYS: tuple[RankKey, ...] = get_args(RankKey)
_MIX = re.compile(r"([1-9][0-9]?)% (score|ayes) and ([1-9][0-9]?)% (score|ayes)")


@dataclass(frozen=True, slots=True)
class Rank(Phrase):
    """By what is ranked: "ayes", or in exact parts "60% score and 40% ayes", each as a share of the most there can be.

    `parts` are (what, percent), 100 percent together.

    >>> Rank.parse("60% score and 40% ayes").parts
    (('score', 60), ('ayes', 40))
    """

    parts: tuple[tuple[RankKey, int], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the order. Raise PhraseError for a word the engine cannot rank by, and for parts that are not 100%."""
        plain = plainly(text)
        if plain in RANK_KEYS:
            return cls(((plain, 100),))
        said = _MIX.fullmatch(plain)
        if said is None:
            raise PhraseError("not_a_rank", found=text, nearest=nearest(plain, RANK_KEYS), known=", ".join(RANK_KEYS))
        parts = (cast("RankKey", said[2]), int(said[1])), (cast("RankKey", said[4]), int(said[3]))
        if said[2] == said[4] or parts[0][1] + parts[1][1] != 100:
            raise PhraseError("rank_parts_wrong", found=text)
        return cls(parts)

    def __str__(self) -> str:
        if len(self.parts) == 1:
            return self.parts[0][0]
        return " and ".join(f"{percent}% {what}" for what, percent in self.parts)
