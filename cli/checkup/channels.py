"""Looks at the ways by which messages leave the house: which are set up, whether they answer, what waits in them."""

import asyncio
from collections.abc import Iterator

from cli.checkup.findings import Finding, note, problem, well
from mail_server import AWAY, connected, fault, hang_up
from settings import Channels, Mail
from store import deliveries
from store.engine import Database

_PATIENCE_S = 5.0


def channels(stated: Channels, store: Database | None) -> Iterator[Finding]:
    """Yield what there is to say; that nothing is set up is no fault, people have their inboxes."""
    if stated == Channels(pages=stated.pages):
        yield note("channels", "channels_off")
        return
    if stated.mail is not None:
        yield _mail(stated.mail, store)
    if stated.webhook is not None:
        is_there = stated.webhook.key_file.exists()
        found = well if is_there else problem
        yield found("channels", "webhook_ok" if is_there else "file_missing", file=stated.webhook.key_file)
    if stated.apprise_file is not None:
        is_there = stated.apprise_file.exists()
        found = well if is_there else problem
        yield found("channels", "apprise_ok" if is_there else "file_missing", file=stated.apprise_file)


def _mail(mail: Mail, store: Database | None) -> Finding:
    where = f"{mail.host}:{mail.port}"
    waits = 0
    if store is not None:
        with store.read() as conn:
            waits = deliveries.waiting(conn, deliveries.MAIL).count
    if mail.password_file is not None and not mail.password_file.exists():
        return problem("channels", "file_missing", file=mail.password_file)
    try:
        asyncio.run(_greet(mail))
    except AWAY as error:
        return problem("channels", f"mail_{fault(error)}", where=where, waits=waits, user=mail.user or "-")
    return well("channels", "mail_ok", where=where, waits=waits)


async def _greet(mail: Mail) -> None:
    """Go as far as a letter would, encrypted and signed in, and hang up."""
    hang_up(await connected(mail, _PATIENCE_S))
