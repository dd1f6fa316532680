"""A programme read aloud, clause by clause: the text that a committee signs and compares.

Every key of a rule file has its sentence here, so that two programmes that differ read differently. It decides nothing.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from rules.amounts import Approver
from rules.clauses import Title
from rules.doers import Doer
from rules.editions import edition_hash
from rules.programme import (
    END,
    NEXT_SITTING,
    AskedStage,
    CouncilStage,
    DossierStage,
    Gives,
    LogStage,
    Programme,
    RecordStage,
    ReviewStage,
    ScoreStage,
    Select,
    Stage,
    stage_outcomes,
)
from rules.sheets import Sheet
from words.catalogue import Language, said
from words.clauses import CLAUSES
from words.exception_prose import exceptions_aloud
from words.phrases import doing, falling_short, listed, phrase, titled, word


def read_aloud(programme: Programme, language: Language) -> str:
    """Return the whole programme as numbered sentences, with room for the signatures."""
    reader = _Reader(programme, language)
    lines = [reader.title(programme.title).upper(), "", *reader.heading(), ""]
    for number, stage in enumerate(programme.stages, start=1):
        title = reader.title(stage.title)
        lines += [reader.say("article", number=number, title=title, name=stage.stage)]
        lines += [f"  {number}.{place}. {told}" for place, told in enumerate(reader.stage(stage), start=1)]
        lines += [""]
    lines += exceptions_aloud(programme, language, reader.stage)
    return "\n".join([*lines, reader.say("signatures"), ""])


def sentences(programme: Programme, language: Language) -> dict[str, tuple[str, ...]]:
    """Return the sentences by what they belong to: "" for the heading, each stage's name, `exceptions`; unnumbered.

    The edition's own name is left out, so that what is said the same is the same.
    """
    reader = _Reader(programme, language)
    _, *heading = reader.heading()
    found = {"": (reader.title(programme.title), *heading)}
    for stage in programme.stages:
        found[stage.stage] = (reader.title(stage.title), *reader.stage(stage))
    return found | {"exceptions": tuple(filter(None, exceptions_aloud(programme, language, reader.stage)))}


class _Reader:
    """Says the clauses of one programme in one language."""

    def __init__(self, programme: Programme, language: Language) -> None:
        self._programme = programme
        self._language = language

    def say(self, code: str, **params: object) -> str:
        return said(CLAUSES, code, self._language, params)

    def title(self, title: Title) -> str:
        return titled(title, self._language)

    def heading(self) -> Iterator[str]:
        """Yield what stands above the articles."""
        programme, hours = self._programme, self._programme.office_hours
        yield self.say("edition", edition=edition_hash(programme), programme=programme.programme)
        yield self.say("in_force", day=self._day(programme.in_force_from))
        yield self.say("source", source=programme.source)
        starts, ends = hours.starts.isoformat("minutes"), hours.ends.isoformat("minutes")
        yield self.say("time", calendar=programme.calendar, starts=starts, ends=ends, zone=programme.time_zone)
        yield self._reminders(programme)
        awards = ", ".join(f"{self.title(award.title)} ({award.award})" for award in programme.awards)
        yield self.say("awards", awards=awards) if awards else self.say("awards.none")
        for cluster in programme.clusters:
            title, units = self.title(cluster.title), ", ".join(cluster.units)
            yield self.say("cluster", title=title, name=cluster.cluster, units=units)
        for sheet in programme.sheets:
            yield from self._sheet(sheet)
        facts = ", ".join(f"{self.title(fact.title)} ({fact.fact})" for fact in programme.facts)
        yield self.say("facts", facts=facts) if facts else self.say("facts.none")
        for place in programme.places:
            where = phrase(place.is_, self._language)
            yield self.say("place", title=self.title(place.title), name=place.place, where=where)

    def stage(self, stage: Stage) -> Iterator[str]:
        """Yield the sentences of one stage."""
        if stage.source is not None:
            yield self.say("source", source=stage.source)
        match stage:
            case LogStage():
                yield from self._log(stage)
            case ReviewStage():
                yield from self._review(stage)
            case CouncilStage():
                yield from self._council(stage)
            case DossierStage():
                yield from self._dossier(stage)
            case ScoreStage():
                yield from self._score(stage)
            case _:
                yield from self._record(stage)
        reminders = "; ".join(phrase(remind, self._language) for remind in stage.remind)
        yield self.say("remind", reminders=reminders) if reminders else self.say("remind.never")
        targets = {str(outcome): target for outcome, target in stage.leads_to.items()}
        for outcome in stage_outcomes(stage):
            yield self.say("leads_to", outcome=self.say(f"outcome.{outcome}"), target=self._target(targets[outcome]))

    def _log(self, stage: LogStage) -> Iterator[str]:
        yield self.say("log.by", by=word(stage.by, self._language), whom=self._words(stage.for_))
        yield self.say("log.age", span=phrase(stage.deed_at_most, self._language))
        yield self.say("log.asks_for", items=self._words(stage.asks_for))
        files, size = stage.evidence.files_at_most, stage.evidence.megabytes_each_at_most
        yield self.say("log.evidence", files=files, size=size, kinds=self._words(stage.evidence.kinds))
        yield self.say("log.within", span=phrase(stage.within, self._language))
        yield self._extended(stage)

    def _review(self, stage: ReviewStage) -> Iterator[str]:
        if stage.done_by.has_limits:
            yield self.say("done_by.amount", doers=self._by_amount(stage.done_by))
        else:
            yield self.say("done_by", doer=self._doer(stage.done_by.steps[0][0]))
        yield self.say(f"award.{stage.award}")
        facts = {fact.fact: self.title(fact.title) for fact in self._programme.facts}
        answered = ", ".join(facts.get(name, name) for name in stage.attests)
        yield self.say("attests", facts=answered) if answered else self.say("attests.nothing")
        yield self.say("never_by", people=self._words(stage.never_by))
        yield from self._in_time(stage)

    def _dossier(self, stage: DossierStage) -> Iterator[str]:
        yield self.say("done_by", doer=self._doer(stage.done_by))
        yield self.say("dossier.needs", papers=self._words(stage.needs))
        yield from self._in_time(stage)

    def _sheet(self, sheet: Sheet) -> Iterator[str]:
        """Yield what a score sheet asks for, and what its totals are called."""
        items = "; ".join(
            self.say("sheet.item", title=self.title(one.title), name=one.item, most=one.at_most) for one in sheet.items
        )
        title = self.title(sheet.title)
        yield self.say("sheet", title=title, name=sheet.sheet, points=sheet.points, items=items)
        bands = "; ".join(
            self.say("sheet.band", title=self.title(one.title), name=one.band, least=one.at_least)
            for one in sheet.bands
        )
        yield self.say("sheet.bands", title=title, bands=bands) if bands else self.say("sheet.no_bands", title=title)

    def _score(self, stage: ScoreStage) -> Iterator[str]:
        doer = stage.done_by.doer
        yield self.say("done_by", doer=self._doer(doer) if doer else word("author", self._language))
        yield self.say("score.sheet", title=self.title(self._programme.sheet(stage.sheet).title), name=stage.sheet)
        if stage.never_by:
            yield self.say("never_by", people=self._words(stage.never_by))
        if stage.quarter:
            yield self.say("score.quarter", quarter=word(f"{stage.quarter} quarter", self._language))
        mark = stage.passes_with
        yield self.say("score.passes_with", mark=phrase(mark, self._language)) if mark else self.say("score.all_pass")
        yield from self._in_time(stage)

    def _in_time(self, stage: AskedStage) -> Iterator[str]:
        yield self.say("within", span=phrase(stage.within, self._language))
        yield self._extended(stage)
        after, to = phrase(stage.escalate.after, self._language), self._doer(stage.escalate.to)
        yield self.say("escalate", span=after, doer=to)
        yield self.say("silence_after", span=phrase(stage.silence_after, self._language))

    def _extended(self, stage: LogStage | AskedStage) -> str:
        if stage.extend_at_most is None:
            return self.say("extend.no limit")
        return self.say("extend_at_most", span=phrase(stage.extend_at_most, self._language))

    def _reminders(self, programme: Programme) -> str:
        terms = programme.reminders
        if terms is None:
            return self.say("reminders.at any hour")
        starts, ends = terms.hours.starts.isoformat("minutes"), terms.hours.ends.isoformat("minutes")
        days = self.say(f"reminders.{terms.days}")
        return self.say("reminders", starts=starts, ends=ends, days=days, at_most=terms.at_most)

    def _council(self, stage: CouncilStage) -> Iterator[str]:
        council, every = self._place(stage.council), word(stage.every, self._language)
        yield self.say("council", council=council, every=every)
        for key in ("candidates_until", "votes_open", "votes_close"):
            yield self.say(key, moment=phrase(getattr(stage, key), self._language))
        for key in ("early_close", "ballot", "absent"):
            yield self.say(f"{key}.{getattr(stage, key)}")
        yield self._missing(stage)
        yield self.say("stands_aside", people=self._words(stage.stands_aside))
        yield self.say(f"recused.{stage.recused}")
        yield self.say("quorum", share=phrase(stage.quorum, self._language))
        yield self.say("passes_with", share=phrase(stage.passes_with, self._language))
        yield self.say(f"on_tie.{stage.on_tie}")
        yield from self._select(stage.select)
        whom = self._doer(stage.if_none.remind) if stage.if_none.remind else ""
        yield self.say("if_none", shortfall=falling_short(whom, self._language))
        yield self.say(f"not_selected.{stage.not_selected}")
        yield self.say(f"not_selected_but_passed.{stage.not_selected_but_passed}")
        published = stage.results_published and phrase(stage.results_published, self._language)
        yield self.say("results_published", moment=published) if published else self.say("results_not_published")
        yield self._gives(stage.gives) if stage.gives else self.say("gives_nothing")
        above = stage.reports_to
        yield self.say("reports_to", name=self._stage(above)) if above else self.say("reports_to_nobody")

    def _missing(self, stage: CouncilStage) -> str:
        told = stage.missing_ballots
        if told is None:
            return self.say("missing_ballots.none")
        return self.say("missing_ballots", span=phrase(told.before, self._language), doer=self._doer(told.tell))

    def _select(self, select: Select) -> Iterator[str]:
        least = select.at_least
        yield self.say("select.at_least", number=least) if least else self.say("select.no_least")
        yield self.say("select.at_most", quota=phrase(select.at_most, self._language))
        order = listed([phrase(rank, self._language) for rank in select.rank_by], self._language)
        yield self.say("select.rank_by", order=order)
        yield self.say(f"select.per.{select.per or 'all'}")
        yield self.say(f"select.on_tie_at_limit.{select.on_tie_at_limit}")

    def _record(self, stage: RecordStage) -> Iterator[str]:
        yield self._gives(stage.gives)
        yield self.say("publish", publication=phrase(stage.publish, self._language))
        yield self.say("fund", fund=phrase(stage.fund, self._language)) if stage.fund else self.say("fund.none")
        heard = stage.objections
        if heard is None:
            yield self.say("objections.none")
            return
        yield self.say("objections", doer=self._doer(heard.ruled_by), span=phrase(heard.within, self._language))
        after, to = phrase(heard.escalate.after, self._language), self._doer(heard.escalate.to)
        yield self.say("objections.escalate", span=after, doer=to)

    def _gives(self, gives: Gives) -> str:
        book = self._place(gives.book)
        return self.say("gives", book=book, document=word(gives.document, self._language), number=gives.number)

    def _by_amount(self, approver: Approver) -> str:
        said = []
        for doer, most in approver.steps:
            up_to = phrase(most, self._language) if most else ""
            said.append(self.say("done_by.up_to" if most else "done_by.above", doer=self._doer(doer), most=up_to))
        return "; ".join(said)

    def _doer(self, doer: Doer) -> str:
        return doing(doer, self._place(doer.place), self._language)

    def _place(self, name: str) -> str:
        return self.title(self._programme.place(name).title)

    def _target(self, target: str) -> str:
        if target in (END, NEXT_SITTING):
            return self.say(f"target.{target}")
        return self.say("target.stage", name=self._stage(target))

    def _stage(self, name: str) -> str:
        return f"“{self.title(self._programme.stage(name).title)}” ({name})"

    def _words(self, items: Iterable[str]) -> str:
        return listed([word(item, self._language) for item in items], self._language)

    def _day(self, day: date) -> str:
        return f"{day.day} {day:%B %Y}" if self._language == "en" else f"{day:%d/%m/%Y}"
