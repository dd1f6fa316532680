"""The draft of a log entry: kept while it is typed, by a button where there are no scripts, and only its author's."""

from typing import Annotated

from fastapi import Depends, Response
from sqlalchemy import Connection

from rules.rights import Action
from store import answers, log_drafts, organisation, people, resources
from store.log_drafts import LogDraft
from web.access import Needs, Visitor
from web.house import House, HouseDep
from web.pages.forms import KEY_FIELD, Form, FormDep, pages, to
from web.problems import Problem

router = pages()

Writer = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_LOG))]

_KEPT = frozenset(
    {KEY_FIELD, "programme", "title", "done_on", "place", "story", "beneficiaries", "award", "category"}
    | {"reward_vnd", "who", "honoured"}
)
_LARGEST = 100_000  # letters


@router.post("/my-log/draft")
def save(form: FormDep, house: HouseDep, visitor: Writer) -> Response:
    """Keep what was typed. A form that was logged meanwhile leaves no draft behind, however late this comes."""
    kept = [(name, text) for name, text in form.fields if name in _KEPT]
    if sum(len(text) for _, text in kept) > _LARGEST:
        raise Problem("too_large", {"limit": _LARGEST})
    with house.database.write() as conn:
        _judge(conn, visitor)
        if not _is_logged(conn, visitor, form):
            log_drafts.save(conn, visitor.person_id, kept, now=house.now())
    return Response(status_code=204) if form.text("quietly") else to("/my-log?done=draft")


@router.post("/my-log/draft/discard")
def discard(house: HouseDep, visitor: Writer) -> Response:
    """Forget the draft."""
    with house.database.write() as conn:
        _judge(conn, visitor)
        log_drafts.discard(conn, visitor.person_id)
    return to("/my-log?done=discarded")


def draft_of(house: House, visitor: Visitor) -> LogDraft | None:
    """Return the visitor's own draft."""
    with house.database.read() as conn:
        return log_drafts.of(conn, visitor.person_id)


def discard_draft(house: House, visitor: Visitor) -> None:
    """Forget the visitor's own draft."""
    with house.database.write() as conn:
        log_drafts.discard(conn, visitor.person_id)


def _is_logged(conn: Connection, visitor: Visitor, form: Form) -> bool:
    key = form.text(KEY_FIELD)
    return bool(key) and answers.has_answered(conn, visitor.person_id, key)


def _judge(conn: Connection, visitor: Visitor) -> None:
    """Return if the visitor logs deeds in her own unit. Raise Problem if not."""
    units = organisation.tree(conn)
    author = people.by_id(conn, visitor.person_id)
    unit_id = (units.open_successor(author.unit_id, visitor.today) or author.unit_id) if author else ""
    visitor.judge(resources.of_unit(units, unit_id, visitor.today, is_public=True))
