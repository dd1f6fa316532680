"""The score that stands goes into the book's line, and is found there by person, year and band, on both databases."""

from rules.clusters import Cluster
from rules.entries import enter
from rules.sitting import Tally
from store import book_lists, instance
from store.clusters import in_clusters
from store.engine import Database
from store.nominations import EVERYTHING
from store.recording import record
from store.rulebook import Rules
from tests.store.cases import CLOSING, RULEBOOK, SO_VANG, at, make_house, plan, stand

OVER = at("2026-12-15T17:00")
WAITS = {"logged_at": CLOSING, "stage": "record", "stage_since": CLOSING, "council_unit_id": "province"}


def found(database: Database, **wanted: object) -> list[tuple[str, int | None, int | None, str | None]]:
    with database.read() as conn:
        page = book_lists.page(conn, EVERYTHING, book_lists.Wanted(**wanted), now=OVER)  # type: ignore[arg-type]
    return sorted((line.nomination_id, line.score, line.score_of, line.band) for line in page.lines)


def test_a_line_holds_the_score_and_is_found_by_person_and_band(db: Database) -> None:
    with db.write() as conn:
        make_house(conn, SO_VANG)
        sitting = plan(conn, "province", "province", "2026-Q4", status="decided")
        scored = {"score": 92, "score_of": 100, "band": "red"}
        stand(conn, "scored", sitting_id=sitting, rank=1, honoured=["binh"], **WAITS, **scored)
        stand(conn, "plain", sitting_id=sitting, rank=2, honoured=["an"], **WAITS)
        rules = RULEBOOK.at(conn, "so-vang", CLOSING)
        terms = enter(rules.programme, rules.edition, "record", CLOSING, rules.clock)
        record(conn, "scored", terms, RULEBOOK, at=OVER, epoch=instance.epoch(conn))

    line = ("scored", 92, 100, "red")
    assert found(db) == [("plain", None, None, None), line]
    assert found(db, honoured_id="binh") == found(db, band="red") == found(db, band="red", year=2026) == [line]
    assert found(db, honoured_id="an", band="red") == found(db, band="green") == []


def test_a_candidate_belongs_to_the_cluster_of_its_unit_or_of_one_above(db: Database) -> None:
    cluster = Cluster.model_validate({"cluster": "all", "title": {"vi": "Cụm", "en": "All"}, "units": ("district",)})
    with db.write() as conn:
        make_house(conn, SO_VANG)
        stand(conn, "below", unit_id="team")
        stand(conn, "above", unit_id="province")
        known = RULEBOOK.at(conn, "so-vang", CLOSING)
        rules = Rules(known.edition, known.programme.model_copy(update={"clusters": (cluster,)}), known.clock)
        tallies = [Tally(nomination_id=id_, ayes=1, noes=0) for id_ in ("below", "above", "unknown")]

        clusters = [one.cluster for one in in_clusters(conn, tallies, rules, CLOSING)]

    assert clusters == ["all", "", ""]
