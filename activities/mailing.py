"""Letters by SMTP: one connection for many, each letter under a name that it keeps over all tries."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import localtime

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
    SMTPTimeoutError,
)

from activities.channels import Outcome, Outgoing
from mail_server import AWAY, connected, fault, hang_up
from settings import Mail
from store.deliveries import MAIL, UNCLEAR, UNREACHABLE

_PATIENCE_S = 20.0  # a server that does not answer by then is away
_FOR_GOOD = 500  # from here on an answer is a last word, and below it the server asks for patience


class MailChannel:
    """The way out through one SMTP server. `house` is this instance's id: it makes the names of letters its own."""

    name = MAIL
    reaches = None

    def __init__(self, mail: Mail, house: str, *, patience_s: float = _PATIENCE_S) -> None:
        self._mail = mail
        self._house = house
        self._patience_s = patience_s
        self.per_minute = mail.per_minute

    async def send(self, outgoing: Sequence[Outgoing]) -> AsyncIterator[Outcome]:
        """Yield what came of each letter; once the server is away, the rest is left for later untried."""
        client: SMTP | None = None
        is_away = ""
        for one in outgoing:
            if is_away:
                yield Outcome(one.taken, "later", is_away)
                continue
            try:
                client = (
                    client
                    if client is not None and client.is_connected
                    else await connected(self._mail, self._patience_s)
                )
            except AWAY as error:
                is_away = f"{UNREACHABLE}{fault(error)}"
                yield Outcome(one.taken, "later", is_away)
                continue
            outcome = await self._sent(client, one)
            if outcome.because == UNCLEAR:
                hang_up(client)
                is_away = "unreachable: broke off"
            yield outcome
        if client is not None and client.is_connected:
            await _farewell(client)

    def written(self, one: Outgoing) -> EmailMessage:
        """Return a letter as mail. Raise ValueError for an address that is none."""
        mail = EmailMessage()
        mail["Subject"] = one.letter.subject
        mail["From"] = Address("Sổ Vàng", addr_spec=self._mail.sender)
        mail["To"] = Address(addr_spec=one.taken.address.email or "")
        mail["Date"] = localtime(one.taken.message.created_at)
        mail["Message-ID"] = self.message_id(one.taken.name)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's holiday notice answers it
        mail.set_content(one.letter.text)
        mail.add_alternative(one.letter.html, subtype="html")
        mail["Content-Language"] = one.taken.address.lang
        return mail

    def message_id(self, name: str) -> str:
        """Return the name that a message has in the world, whenever and however often it is sent."""
        digest = hashlib.sha256(f"{self._house}|{name}".encode()).hexdigest()[:32]
        return f"<{digest}@{self._mail.sender.rpartition('@')[2]}>"

    async def _sent(self, client: SMTP, one: Outgoing) -> Outcome:
        try:
            await client.send_message(self.written(one))
        except SMTPRecipientsRefused as refused:
            return _refused(one, refused.recipients[0].code)
        except (SMTPServerDisconnected, SMTPTimeoutError):
            return Outcome(one.taken, "later", UNCLEAR)
        except SMTPResponseException as refused:
            return _refused(one, refused.code)
        except (SMTPException, OSError):
            return Outcome(one.taken, "later", UNCLEAR)
        except (ValueError, IndexError):  # the standard library's two ways to say that an address is none
            return Outcome(one.taken, "never", "bad_address")
        return Outcome(one.taken, "sent")


def _refused(one: Outgoing, code: int) -> Outcome:
    return Outcome(one.taken, "never" if code >= _FOR_GOOD else "later", f"refused: {code}")


async def _farewell(client: SMTP) -> None:
    """Say goodbye; all letters have had their answer."""
    with suppress(SMTPException, OSError):
        await client.execute_command(b"QUIT")
    hang_up(client)
