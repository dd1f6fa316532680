"""`sovang account`: accounts by hand, for whoever runs the house. A code is shown once; no password is set here."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy import Connection

from cli.database import opened
from cli.options import AsJson, Data
from cli.refusals import RefusalError
from cli.speech import Speech
from rules.errors import RuleBroken
from rules.signing_in import CODE_IS_GOOD_FOR
from settings import load
from store import accounts, credentials, sessions
from store.accounts import Account

app = typer.Typer(no_args_is_help=True, help="Tài khoản / accounts.")

Name = Annotated[str, typer.Argument(help="Tên đăng nhập / the name to sign in with.")]


@app.command()
def create(
    context: typer.Context,
    name: Name,
    person: Annotated[str, typer.Option("--person", help="Mã người dùng / the person's id.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Tạo tài khoản cho một cán bộ, in mã một lần / Make an officer's account, print a one-time code."""
    now = datetime.now(UTC)
    with _writing(data) as conn:
        account = accounts.create(conn, person, name, now=now, by=None)
        code = credentials.issue_code(conn, account.id, now=now, by=None)
    _hand_over(context, account, code, now, as_json=as_json)


@app.command()
def reset(context: typer.Context, name: Name, as_json: AsJson = False, data: Data = None) -> None:
    """Thay mật khẩu bằng mã một lần, kết thúc mọi phiên / Put a one-time code in place of the password."""
    now = datetime.now(UTC)
    with _writing(data) as conn:
        account = _named(conn, name)
        code = credentials.issue_code(conn, account.id, now=now, by=None)
        sessions.revoke_all(conn, account.id, now=now)
    _hand_over(context, account, code, now, as_json=as_json)


@app.command()
def disable(context: typer.Context, name: Name, data: Data = None) -> None:
    """Khóa tài khoản, kết thúc mọi phiên / Disable an account and end its sessions."""
    _change(data, name, accounts.disable)
    context.ensure_object(Speech).say("account_disabled", name=accounts.plain(name))


@app.command()
def enable(context: typer.Context, name: Name, data: Data = None) -> None:
    """Mở lại tài khoản / Let the holder of an account in again."""
    _change(data, name, accounts.enable)
    context.ensure_object(Speech).say("account_enabled", name=accounts.plain(name))


@app.command("list")
def list_accounts(context: typer.Context, as_json: AsJson = False, data: Data = None) -> None:
    """Liệt kê tài khoản / List the accounts."""
    speech, now = context.ensure_object(Speech), datetime.now(UTC)
    with opened(load(data=data)) as database, database.read() as conn:
        found = [
            (
                account,
                sorted({one.kind for one in credentials.of_account(conn, account.id)}),
                len(sessions.of_account(conn, account.id, now=now)),
            )
            for account in accounts.everybody(conn)
        ]
    if as_json:
        speech.hand_over(
            {
                "accounts": [
                    {
                        "name": account.name,
                        "person_id": account.person_id,
                        "is_disabled": account.disabled_at is not None,
                        "opened_by": ways,
                        "sessions": count,
                    }
                    for account, ways, count in found
                ]
            }
        )
        return
    table = Table()
    for heading in ("name", "person", "ways", "sessions", "state"):
        table.add_column(speech.sentence(f"account_column_{heading}"), overflow="fold")
    for account, ways, count in found:
        state = speech.sentence("account_state_disabled" if account.disabled_at else "account_state_open")
        table.add_row(account.name, account.person_id, ", ".join(ways), str(count), state)
    speech.out.print(table)


def _change(data: Path | None, name: str, change: Callable[..., None]) -> None:
    now = datetime.now(UTC)
    with _writing(data) as conn:
        account = _named(conn, name)
        sessions.revoke_all(conn, account.id, now=now)
        change(conn, account.id, now=now, by=None)


def _named(conn: Connection, name: str) -> Account:
    account = accounts.by_name(conn, name)
    if account is None:
        raise RefusalError("account_unknown", name=name)
    return account


def _hand_over(context: typer.Context, account: Account, code: str, now: datetime, *, as_json: bool) -> None:
    speech, until = context.ensure_object(Speech), now + CODE_IS_GOOD_FOR
    if as_json:
        speech.hand_over({"name": account.name, "code": code, "expires_at": until.isoformat()})
        return
    speech.say("account_code", name=account.name, until=f"{until:%d/%m/%Y %H:%M} UTC")
    speech.out.print(code)


@contextmanager
def _writing(data: Path | None) -> Iterator[Connection]:
    with opened(load(data=data)) as database:
        try:
            with database.write() as conn:
                yield conn
        except RuleBroken as no:
            raise RefusalError(no.code, **no.params) from no
