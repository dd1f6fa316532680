"""The checklist of a sitting's dossiers: each candidate's papers, needed and filed, and the files of its evidence."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from rules.rights import Action
from store import evidence, ledger, nominations, resources
from store.evidence import Attachment
from web.access import Visitor
from web.pages.shown import Names
from words.catalogue import Language
from words.phrases import word

_FILED = "filed"


@dataclass(frozen=True, slots=True)
class Dossier:
    """A candidate's papers (title, whether it is filed) and files of evidence; `is_asked`: the papers are due now."""

    nomination_id: str
    title: str
    is_asked: bool
    papers: Sequence[tuple[str, bool]]
    files: Sequence[Attachment]


def dossiers_of(
    conn: Connection,
    visitor: Visitor,
    nomination_ids: Sequence[str],
    council_id: str | None,
    names: Names,
    language: Language,
) -> list[Dossier]:
    """Return the dossiers of those candidates of a council's sitting that the visitor may see, in their order."""
    wanted = list(dict.fromkeys(nomination_ids))
    filed = ledger.bodies(conn, wanted, _FILED)
    files = evidence.of_nominations(conn, wanted)
    known, entries = nominations.by_ids(conn, wanted), nominations.entries(conn, wanted)
    found = []
    for id_ in wanted:
        row = known.get(id_)
        about = resources.of_candidate(row, council_id, names.units, visitor.today) if row else None
        if row is None or about is None or not visitor.may(Action.EVIDENCE_READ, about):
            continue
        entry = entries.get(id_, {})
        is_asked = row.status != "ended" and entry.get("kind") == "dossier"
        there = [str(paper) for paper in filed.get(id_, {}).get("documents", ())]
        asked = [str(paper) for paper in entry.get("needs", ())] if is_asked else []
        papers = [(word(paper, language), paper in there) for paper in dict.fromkeys([*asked, *there])]
        found.append(Dossier(id_, row.title, is_asked, papers, files.get(id_, ())))
    return found
