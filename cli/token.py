"""`sovang token`: gives a person an API token, shown once, or revokes one. Until there are pages to sign in on."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer
from sqlalchemy import Connection

from cli.database import opened
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.errors import RuleBroken
from rules.rights import EVERYTHING
from settings import load
from store import audit, tokens
from store.engine import Database

app = typer.Typer()


@app.command()
def token(
    context: typer.Context,
    person: Annotated[str | None, typer.Option("--person", help="Mã người dùng / the person's id.")] = None,
    revoke: Annotated[str | None, typer.Option("--revoke", help="Thu hồi mã này / revoke this token's id.")] = None,
    label: Annotated[str, typer.Option(help="Để làm gì / what it is for.")] = "cli",
    scope: Annotated[
        list[str] | None,
        typer.Option("--scope", help="Dùng được cho việc gì / what it is good for: reading, nominations..."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=3660, help="Số ngày có giá trị / days it is good for.")] = 90,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Cấp hoặc thu hồi mã truy cập API / Issue or revoke an API token."""
    speech = context.ensure_object(Speech)
    if (person is None) == (revoke is None):
        raise RefusalError("token_for_whom")
    now = datetime.now(UTC)
    with opened(load(data=data)) as database:
        if revoke is not None:
            _revoke(database, revoke, now)
            speech.say("token_revoked", id=revoke)
            return
        expires_at = now + timedelta(days=days)
        issued = _issue(database, str(person), label, now, expires_at, scope or [EVERYTHING])
    if as_json:
        speech.hand_over({"id": issued.id, "token": issued.secret, "expires_at": expires_at.isoformat()})
    else:
        speech.say("token_issued", id=issued.id, until=f"{expires_at:%d/%m/%Y}")
        speech.out.print(issued.secret)


def _issue(
    database: Database, person: str, label: str, now: datetime, expires_at: datetime, scope: Sequence[str]
) -> tokens.Issued:
    try:
        with database.write() as conn:
            issued = tokens.issue(conn, person, label=label, now=now, expires_at=expires_at, scope=scope)
            detail = {"person_id": person, "label": label, "scope": " ".join(sorted(scope))}
            audit.append(conn, [_audited(conn, "token_issued", issued.id, now, detail)])
    except RuleBroken as no:
        if no.code == "unknown_person":
            raise RefusalError("token_for_nobody", person=person) from no
        raise RefusalError(no.code, **no.params) from no
    return issued


def _revoke(database: Database, token_id: str, now: datetime) -> None:
    with database.write() as conn:
        if not tokens.revoke(conn, token_id, now=now):
            raise RefusalError("token_unknown", id=token_id)
        audit.append(conn, [_audited(conn, "token_revoked", token_id, now, {})])


def _audited(conn: Connection, action: str, id_: str, now: datetime, detail: Mapping[str, str]) -> audit.AuditLine:
    after = audit.row_hash(conn, "tokens", id_)
    return audit.AuditLine(now, None, action, f"tokens:{id_}", detail, after_hash=after)
