"""Photos that the public may see beside a line of a Golden Book: those that a publisher has chosen, and no other.

A photo is evidence, shown by its copy alone; whoever has not been asked about it shows nobody more than before.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from store import evidence
from store import tables as t
from store.writing import insert


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture attached to a nomination: the SHA-256 of its copy, and whether everybody may see it."""

    id: str
    copy_hash: str
    is_public: bool


def of_nomination(conn: Connection, nomination_id: str) -> tuple[Photo, ...]:
    """Return the pictures of a nomination, the oldest first."""
    attached = evidence.of_nomination(conn, nomination_id)
    p = t.photos.c
    chosen = select(p.evidence_id).where(p.evidence_id.in_([one.id for one in attached]), p.is_public)
    public = set(conn.execute(chosen).scalars())
    return tuple(Photo(one.id, one.copy_hash, one.id in public) for one in attached if one.copy_hash)


def show(conn: Connection, evidence_id: str, *, by: str, now: datetime, is_public: bool) -> None:
    """Let everybody see this picture, or nobody more than before."""
    said = {"is_public": is_public, "changed_by": by, "changed_at": now}
    line = insert(conn, t.photos).values(evidence_id=evidence_id, **said)
    conn.execute(line.on_conflict_do_update(index_elements=["evidence_id"], set_=said))
