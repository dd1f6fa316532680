"""The minutes and the decisions of a decided sitting as PDF, for whoever keeps its room; always as a download."""

from typing import Annotated, Any

from fastapi import Depends, Request, Response

from rules.rights import Action
from store.sitting_lists import Sitting
from web.access import Needs, Visitor
from web.addresses import origin_of
from web.api.sittings import DECIDED, read_sitting
from web.house import HouseDep
from web.ids import SittingId
from web.problems import Problem
from web.routing import routes
from web.state_papers import decisions, minutes
from web.typesetting import File, pdf

router = routes("/sittings", "sittings")

_PDF = "application/pdf"
_PAPER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The paper, as a download.",
        "content": {_PDF: {"schema": {"type": "string", "format": "binary"}}},
    }
}

Keeper = Annotated[Visitor, Depends(Needs(Action.SITTINGS_TAKE_ROLL, refuses=("not_decided",)))]
DecisionKeeper = Annotated[
    Visitor, Depends(Needs(Action.SITTINGS_TAKE_ROLL, refuses=("not_decided", "nothing_recognised")))
]


@router.get("/{sitting_id:path}/minutes.pdf", response_class=Response, responses=_PAPER)
def minutes_of_sitting(sitting_id: SittingId, house: HouseDep, visitor: Keeper) -> Response:
    """Return the minutes of a decided sitting as PDF, to be signed: counts, and no vote of anybody."""
    with house.database.read() as conn:
        sitting = _decided(read_sitting(conn, sitting_id, visitor, Action.SITTINGS_TAKE_ROLL))
        file = minutes(conn, house, sitting)
    return _download(file, "bien-ban", sitting)


@router.get("/{sitting_id:path}/decisions.pdf", response_class=Response, responses=_PAPER)
def decisions_of_sitting(sitting_id: SittingId, request: Request, house: HouseDep, visitor: DecisionKeeper) -> Response:
    """Return the decisions that a decided sitting led to as PDF, one for each line of a book."""
    with house.database.read() as conn:
        sitting = _decided(read_sitting(conn, sitting_id, visitor, Action.SITTINGS_TAKE_ROLL))
        file = decisions(conn, house, sitting, origin_of(house, request))
    if file is None:
        raise Problem("nothing_recognised")
    return _download(file, "quyet-dinh", sitting)


def _decided(sitting: Sitting) -> Sitting:
    if sitting.status != DECIDED:
        raise Problem("not_decided")
    return sitting


def _download(file: File, kind: str, sitting: Sitting) -> Response:
    name = f"{kind}-{sitting.unit_id}-{sitting.period}".replace("/", "-")
    safe = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "-" for letter in name)
    headers = {"Content-Disposition": f'attachment; filename="{safe}.pdf"', "Cache-Control": "private, no-store"}
    return Response(pdf(file), headers=headers, media_type=_PDF)
