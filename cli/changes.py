"""`sovang rules apply | changes | approve | reject | withdraw | hasten | postpone`: changing the rules as a person.

Each asks the running house over its API with the token in SOVANG_TOKEN; the house judges, and its workflow waits.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, cast

import typer

from cli.asking import Asker
from cli.options import AsJson, Data, Lang, speech_of
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.inspection import cases_file
from rules.loading import programme_file, text_of
from rules.mistakes import RuleFileError
from words.catalogue import said
from words.mistakes import line
from words.reasons import spoken_day
from words.rule_changes import RULE_CHANGES

ChangeId = Annotated[str, typer.Argument(metavar="ID", help="Mã thay đổi / the change's id.")]
Because = Annotated[str, typer.Option(help="Lý do / why.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="2027-01-01")]
_RUNNING = {"pin": "pin", "next-stage": "next stage", "now": "now"}


def register(app: typer.Typer) -> None:
    """Add the commands to the group of the `rules` commands."""
    app.command("apply")(apply)
    app.command("changes")(changes)
    for act in (approve, reject, withdraw, hasten, postpone):
        app.command(act.__name__)(act)


def apply(
    context: typer.Context,
    file: Annotated[str, typer.Argument(help="Tên chương trình hoặc tệp / a programme's name or file.")],
    because: Because,
    since: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="2027-01-01")],
    running: Annotated[
        Literal["pin", "next-stage", "now"] | None,
        typer.Option(help="Việc đang chạy thì sao; mặc định next-stage, lịch luôn now / what becomes of what runs."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Đề nghị thay đổi quy định; chờ người thứ hai duyệt / Propose a change; it waits for a second person."""
    speech = speech_of(context, lang)
    text, cases = _texts(file, speech)
    body = {"text": text, "cases": cases, "from": since.date().isoformat()}
    body |= {"running": running and _RUNNING[running], "because": because}
    done = _ask(speech, data, "/rules/changes", body)
    _tell_done(speech, done, as_json=as_json)
    if not as_json and done["phase"] == "proposed":
        _say(speech, "change_next", id=done["id"])
    raise typer.Exit(1 if done["phase"] == "refused" else 0)


def changes(
    context: typer.Context,
    change_id: Annotated[str | None, typer.Argument(metavar="[ID]", help="Một thay đổi / one change.")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
    data: Data = None,
) -> None:
    """Các thay đổi quy định và tiến độ áp dụng / The changes of the rules, and how far each has come."""
    speech = speech_of(context, lang)
    with_one = f"/{change_id}" if change_id else ""
    found = _ask(speech, data, f"/rules/changes{with_one}")
    if as_json:
        speech.hand_over(found)
        return
    for change in [found] if change_id else found["items"]:
        _tell(speech, change)
    if not change_id and not found["items"]:
        _say(speech, "no_changes")


def approve(
    context: typer.Context, change_id: ChangeId, because: Because = "", as_json: AsJson = False, lang: Lang = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Duyệt thay đổi của người khác / Approve somebody else's change."""
    _command(speech_of(context, lang), data, change_id, {"ask": "approve", "because": because}, as_json=as_json)


def reject(
    context: typer.Context, change_id: ChangeId, because: Because, as_json: AsJson = False, lang: Lang = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Không duyệt, nêu lý do / Reject it, saying why."""
    _command(speech_of(context, lang), data, change_id, {"ask": "reject", "because": because}, as_json=as_json)


def withdraw(
    context: typer.Context, change_id: ChangeId, because: Because, as_json: AsJson = False, lang: Lang = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Rút lại trước khi có hiệu lực / Take it back before it is in force."""
    _command(speech_of(context, lang), data, change_id, {"ask": "withdraw", "because": because}, as_json=as_json)


def hasten(
    context: typer.Context, change_id: ChangeId, to: Day, because: Because, as_json: AsJson = False, lang: Lang = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Cho có hiệu lực sớm hơn / Bring it to an earlier day."""
    body = {"ask": "hasten", "because": because, "on": to.date().isoformat()}
    _command(speech_of(context, lang), data, change_id, body, as_json=as_json)


def postpone(
    context: typer.Context, change_id: ChangeId, to: Day, because: Because, as_json: AsJson = False, lang: Lang = None,
    data: Data = None,
) -> None:  # fmt: skip
    """Cho có hiệu lực muộn hơn / Bring it to a later day."""
    body = {"ask": "postpone", "because": because, "on": to.date().isoformat()}
    _command(speech_of(context, lang), data, change_id, body, as_json=as_json)


def _command(speech: Speech, data: Path | None, change_id: str, body: dict[str, str], *, as_json: bool) -> None:
    _tell_done(speech, _ask(speech, data, f"/rules/changes/{change_id}/commands", body), as_json=as_json)


def _ask(speech: Speech, data: Path | None, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401
    """Return what the house answers; say its refusal in its own words, each mistake on a line, and leave with 1."""
    try:
        asker = Asker(data, speech.language)
        return asker.get(path) if body is None else asker.post(path, body)
    except RefusalError as no:
        speech.err.print(said(RULE_CHANGES, no.code, speech.language, no.params))
        for one in cast("list[dict[str, Any]]", no.params.get("lines", [])):
            speech.err.print(f"{one['file']}:{one['line']}: {one['key']}: {one['says']}")
        raise typer.Exit(1) from no


def _texts(name: str, speech: Speech) -> tuple[str, str | None]:
    """Return the text of a rule file and of the cases beside it."""
    path = programme_file(name)
    try:
        beside = cases_file(path)
        return text_of(path), text_of(beside) if beside.exists() else None
    except RuleFileError as no:
        for mistake in no.mistakes:
            speech.err.print(line(mistake, speech.language))
        raise typer.Exit(1) from no


def _tell_done(speech: Speech, done: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        speech.hand_over(done)
    else:
        _say(speech, "change_done", id=done["id"], phase=_word(speech, done["phase"]))


def _tell(speech: Speech, change: dict[str, Any]) -> None:
    phase, running = _word(speech, change["phase"]), _word(speech, change["running"])
    day = spoken_day(date.fromisoformat(change["in_force_from"]))
    code = "change_calendar" if change["kind"] == "calendar" else "change"
    _say(speech, code, id=change["id"], programme=change["programme"], day=day, running=running, phase=phase)
    _say(speech, "change_because", because=change["because"], by=change["proposed_by"])
    if change["refused"]:
        _say(speech, "change_refused", codes=", ".join(change["refused"]))
    if change["decided_by"]:
        _say(speech, "change_decided", by=change["decided_by"], because=change["decided_because"] or "-")
    if change["edition"]:
        _say(speech, "change_edition", base=change["base"], edition=change["edition"])
    if "of" in change and change["edition"]:
        _say(speech, "change_progress", **{name: change[name] for name in ("moved", "of", "kept", "failed")})
        for one in (*change["stayed"], *change["failures"]):
            _say(speech, "change_failure", about=one["about"], why=_word(speech, one["code"]))


def _word(speech: Speech, code: str) -> str:
    return said(RULE_CHANGES, code, speech.language) if code in RULE_CHANGES else code


def _say(speech: Speech, code: str, **params: object) -> None:
    speech.out.print(said(RULE_CHANGES, code, speech.language, params))
