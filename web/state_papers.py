"""Minutes and decisions of a decided sitting, filled in from the rows; how one voted stands in neither.

What is printed at their foot is the head of the audit chain, so that paper bears witness to it (`store.audit`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from rules.errors import RuleBroken
from rules.programme import Programme
from rules.reasons import Because
from store import audit, book_lists, nominations, organisation, people, sittings
from store.books import Entry
from store.nominations import Listed
from store.sitting_lists import Sitting
from store.sittings import Member, Standing
from store.unit_tree import UnitTree
from web.house import House
from web.typesetting import File, Paper, Part, Signature, code_as_svg
from words.dates import written_date, written_instant, written_number, written_period
from words.pages import PAGES
from words.phrases import titled
from words.reasons import because_sentence
from words.state_papers import paper_day, paper_says

_DECISION = "-decision"
_POSTS = ("chair", "deputy_chair", "member", "secretary")


@dataclass(frozen=True, slots=True)
class _Facts:
    """What both papers tell of a sitting, asked for once."""

    house: House
    sitting: Sitting
    programme: Programme
    units: UnitTree
    roster: tuple[Member, ...]
    standings: tuple[Standing, ...]
    deeds: Mapping[str, Listed]
    names: Mapping[str, str]
    council: str
    head: audit.Head

    @property
    def stage(self) -> str:
        """Return the title of the stage, or its name where these rules lack it."""
        stages = {stage.stage: titled(stage.title, "vi") for stage in self.programme.stages}
        return stages.get(self.sitting.stage, self.sitting.stage)

    @property
    def period(self) -> str:
        """Return the period as people write it."""
        return written_period(self.sitting.period, "vi").lower()

    @property
    def edition(self) -> str:
        """Return the edition that was frozen when voting opened."""
        return self.sitting.edition or "…"

    def local(self, at: datetime) -> datetime:
        """Return an instant on the wall of the house."""
        return at.astimezone(self.house.zone)

    def closed_at(self) -> datetime:
        """Return when the vote closed."""
        return self.local(self.sitting.closed_at or self.sitting.votes_close_at)

    def unit(self, id_: str | None) -> str:
        """Return what a unit is called."""
        found = self.units.units.get(id_ or "")
        return found.name_vi if found else id_ or ""

    def above(self, id_: str) -> str:
        """Return what the unit above is called, "" for the one at the top."""
        found = self.units.units.get(id_)
        return self.unit(found.parent_id).upper() if found and found.parent_id else ""

    def honoured(self, deed: Listed) -> str:
        """Return who is honoured, by name."""
        return ", ".join(self.names.get(id_, id_) for id_ in deed.honoured)


def minutes(conn: Connection, house: House, sitting: Sitting) -> File:
    """Return the minutes of a decided sitting."""
    facts = _facts(conn, house, sitting)
    aside = sittings.recusals(conn, sitting.id)
    names = {**facts.names, **people.names_of(conn, [one.person_id for one in aside])}
    stood_aside = [
        _line(paper_says("minutes.aside.line", who=names.get(one.person_id, one.person_id), title=_title(facts, one)))
        for one in aside
    ]
    body = [
        _line(_when(facts)),
        _line(paper_says("minutes.rules", title=titled(facts.programme.title, "vi"), edition=facts.edition)),
        Part(is_="heading", says=paper_says("minutes.present")),
        _line(_took_part(facts)),
        _roster(facts),
        Part(is_="heading", says=paper_says("minutes.counts")),
        *_counts(facts),
        Part(is_="heading", says=paper_says("minutes.aside")),
        *(stood_aside or [_line(paper_says("minutes.aside.none"))]),
        _line(paper_says("minutes.end")),
    ]
    signs = [
        Signature(post=paper_says(f"minutes.{post}"), hint=paper_says("sign.hint"), name=_holder(facts, post))
        for post in ("secretary", "chair")
    ]
    paper = Paper(
        above=facts.unit(sitting.unit_id).upper(),
        issuer=facts.council.upper(),
        nation=paper_says("nation"),
        motto=paper_says("motto"),
        number=paper_says("minutes.number"),
        day=paper_day(facts.closed_at().date()),
        kind=paper_says("minutes.kind"),
        about=paper_says("minutes.about", stage=facts.stage, period=facts.period),
        body=body,
        receivers_title=paper_says("receivers"),
        receivers=[paper_says("minutes.to"), paper_says("receivers.kept")],
        signs=signs,
    )
    return _file(facts, paper_says("minutes.kind"), [paper], any(deed.is_sample for deed in facts.deeds.values()))


def decisions(conn: Connection, house: House, sitting: Sitting, pages: str) -> File | None:
    """Return the decisions that a sitting led to, one for each line of a book; None if there is none yet.

    `pages` is the address of the pages, for the code that leads to the line.
    """
    entries = decided_entries(conn, sitting.id)
    if not entries:
        return None
    facts = _facts(conn, house, sitting)
    papers = [_decision(facts, entry, pages) for entry in entries if entry.nomination_id in facts.deeds]
    return _file(facts, paper_says("decision.kind"), papers, any(entry.is_sample for entry in entries))


def decided_entries(conn: Connection, sitting_id: str) -> list[Entry]:
    """Return the lines of books that a sitting led to by a decision, as the rules name their document."""
    entries = book_lists.of_sitting(conn, sitting_id)
    return [entry for entry in entries if entry.decision_no and (entry.document or "").endswith(_DECISION)]


def _facts(conn: Connection, house: House, sitting: Sitting) -> _Facts:
    roster, standings = sittings.roster(conn, sitting.id), sittings.standings(conn, sitting.id)
    deeds = nominations.by_ids(conn, sorted({one.nomination_id for one in standings}))
    known = {member.person_id for member in roster} | {id_ for deed in deeds.values() for id_ in deed.honoured}
    units = organisation.tree(conn)
    try:
        rules = house.rulebook.of(conn, sitting.edition or "")
    except RuleBroken:
        rules = house.rulebook.at(conn, sitting.programme, sitting.votes_open_at)
    unit = units.units.get(sitting.unit_id)
    return _Facts(
        house,
        sitting,
        rules.programme,
        units,
        roster,
        standings,
        deeds,
        people.names_of(conn, sorted(known)),
        organisation.council_name(conn, sitting.council_id) or (unit.name_vi if unit else sitting.unit_id),
        audit.head(conn),
    )


def _file(facts: _Facts, kind: str, papers: Sequence[Paper], is_sample: bool) -> File:
    return File(
        title=f"{kind}: {facts.council}, {facts.period}",
        foot=paper_says("foot", seq=facts.head.seq, hash=facts.head.entry_hash),
        mark=paper_says("sample") if is_sample else "",
        papers=papers,
    )


def _when(facts: _Facts) -> str:
    return paper_says(
        "minutes.when",
        council=facts.council,
        opened=written_instant(facts.local(facts.sitting.opened_at or facts.sitting.votes_open_at), "vi"),
        closed=written_instant(facts.closed_at(), "vi"),
    )


def _took_part(facts: _Facts) -> str:
    voters = [member for member in facts.roster if member.voting]
    is_open = (facts.sitting.policy or {}).get("ballot") == "open"
    return paper_says(
        "minutes.took_part",
        members=len(voters),
        voted=sum(member.has_voted_at is not None for member in voters),
        ballot=paper_says("minutes.open" if is_open else "minutes.secret"),
    )


def _roster(facts: _Facts) -> Part:
    return Part(
        is_="table",
        head=[paper_says(f"minutes.{one}") for one in ("name", "post", "voted")],
        rows=[[facts.names.get(one.person_id, one.person_id), _post(one.post), _voted(one)] for one in facts.roster],
        widths=[3, 2, 2],
    )


def _voted(member: Member) -> str:
    if not member.voting:
        return paper_says("minutes.voted.no_vote")
    if member.has_voted_at is None:
        return paper_says("minutes.voted.none")
    return paper_says("minutes.voted.written" if member.mode == "written" else "minutes.voted.present")


def _counts(facts: _Facts) -> list[Part]:
    """Return a table a round, and under it why each candidate ended as it did."""
    if not facts.standings:
        return [_line(paper_says("minutes.no_candidates"))]
    rounds = sorted({one.round for one in facts.standings})
    parts: list[Part] = []
    for voting_round in rounds:
        if len(rounds) > 1:
            parts.append(_line(paper_says("minutes.round", round=voting_round)))
        of_round = [one for one in facts.standings if one.round == voting_round and one.nomination_id in facts.deeds]
        parts.append(_table(facts, of_round))
        for one in of_round:
            why = " ".join(because_sentence(Because(code, params), "vi") for code, params in one.because or ())
            if why:
                parts.append(_line(f"“{facts.deeds[one.nomination_id].title}”: {why}"))
    return parts


def _table(facts: _Facts, standings: Sequence[Standing]) -> Part:
    columns = ("deed", "honoured", "ayes", "noes", "abstentions", "base", "needed", "rank", "outcome")
    rows = [
        [
            facts.deeds[one.nomination_id].title,
            facts.honoured(facts.deeds[one.nomination_id]),
            *(str(count or 0) for count in (one.ayes, one.noes, one.abstentions, one.base, one.needed)),
            str(one.rank or ""),
            PAGES[code][0] if (code := f"outcome.{one.outcome}") in PAGES else one.outcome or "",
        ]
        for one in standings
    ]
    head = [paper_says(f"minutes.{column}") for column in columns]
    return Part(is_="table", head=head, rows=rows, widths=[6, 4, 3, 3, 3, 3, 3, 3, 4], numbers=[2, 3, 4, 5, 6, 7])


def _decision(facts: _Facts, entry: Entry, pages: str) -> Paper:
    sitting, deed = facts.sitting, facts.deeds[entry.nomination_id]
    articles = [_recognised(facts, entry, deed), *_rewards(facts, entry), paper_says("decision.in_force")]
    unit = facts.unit(entry.unit_id).upper()
    return Paper(
        above=facts.above(entry.unit_id),
        issuer=unit,
        nation=paper_says("nation"),
        motto=paper_says("motto"),
        number=paper_says("number", number=entry.decision_no),
        day=paper_day(facts.local(entry.recorded_at).date()),
        kind=paper_says("decision.kind"),
        about=paper_says("decision.about", title=entry.title),
        authority=paper_says("decision.authority", unit=unit),
        body=[
            *_bases(facts, sitting, entry),
            Part(is_="strong", says=paper_says("decision.decides")),
            *(
                Part(is_="article", name=paper_says("decision.article", number=number), says=says)
                for number, says in enumerate(articles, 1)
            ),
        ],
        receivers_title=paper_says("receivers"),
        receivers=[
            paper_says("decision.to.first"),
            paper_says("decision.to.council", council=facts.council),
            paper_says("receivers.kept"),
        ],
        signs=[Signature(post=paper_says("decision.head"), hint=paper_says("decision.head.hint"))],
        code=code_as_svg(f"{pages}/book/{entry.id}"),
        code_says=paper_says("decision.code"),
    )


def _bases(facts: _Facts, sitting: Sitting, entry: Entry) -> list[Part]:
    """Return on what the decision rests: the rules and their source, the clause of the stage, the count."""
    title, source = titled(facts.programme.title, "vi"), _plain(facts.programme.source)
    says = [paper_says("decision.rules", title=title, edition=facts.edition, source=source)]
    stage = next((one for one in facts.programme.stages if one.stage == sitting.stage), None)
    if stage is not None and stage.source:
        says.append(paper_says("decision.clause", stage=facts.stage, source=_plain(stage.source)))
    counted = [one for one in facts.standings if one.nomination_id == entry.nomination_id]
    if counted:
        on = written_date(facts.closed_at().date())
        held = paper_says("decision.minutes", council=facts.council, stage=facts.stage, period=facts.period, on=on)
        last = counted[-1]
        count = paper_says(
            "decision.count",
            ayes=last.ayes or 0,
            noes=last.noes or 0,
            abstentions=last.abstentions or 0,
            base=last.base or 0,
            needed=last.needed or 0,
        )
        says.append(f"{held} {count}")
    return [Part(is_="basis", says=one) for one in says]


def _recognised(facts: _Facts, entry: Entry, deed: Listed) -> str:
    return paper_says(
        "decision.recognises",
        title=entry.title,
        honoured=facts.honoured(deed),
        unit=facts.unit(deed.unit_id),
        on=written_date(deed.deed_on),
        number=entry.number,
        year=entry.year,
        entry=entry.id,
    )


def _rewards(facts: _Facts, entry: Entry) -> list[str]:
    """Return what comes with it, as one article, where anything does."""
    said = []
    if entry.award is not None:
        titles = {award.award: titled(award.title, "vi") for award in facts.programme.awards}
        said.append(paper_says("decision.award", award=titles.get(entry.award, entry.award)))
    if entry.reward_vnd is not None:
        said.append(paper_says("decision.reward", amount=written_number(entry.reward_vnd, "vi")))
    if entry.score is not None and entry.score_of is not None:
        said.append(paper_says("decision.score", score=entry.score, score_of=entry.score_of))
    return [" ".join(said)] if said else []


def _plain(source: str) -> str:
    return " ".join(source.split()).rstrip(".;")


def _title(facts: _Facts, aside: sittings.Recusal) -> str:
    deed = facts.deeds.get(aside.nomination_id)
    return deed.title if deed else aside.nomination_id


def _holder(facts: _Facts, post: str) -> str:
    return next((facts.names.get(one.person_id, "") for one in facts.roster if one.post == post), "")


def _post(post: str) -> str:
    return PAGES[f"room.post.{post}"][0] if post in _POSTS else post


def _line(says: str) -> Part:
    return Part(is_="line", says=says)
