"""How the SMTP server is reached: encrypted as it is set, signed in, or not at all; and what stands in between."""

import asyncio
import ssl

from aiosmtplib import SMTP, SMTPAuthenticationError, SMTPException

from settings import Mail
from store.deliveries import MailFault

AWAY = (SMTPException, OSError, ValueError)
"""What `connected` raises when there is no way to the server."""

_FAULTS: tuple[tuple[type[BaseException], MailFault], ...] = (
    (SMTPAuthenticationError, "password"),
    (FileNotFoundError, "password_file"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLError, "no_encryption"),
)


async def connected(mail: Mail, patience_s: float) -> SMTP:
    """Return a connection that letters can go by. Raise one of `AWAY`; then neither letter nor password has gone."""
    client = SMTP(
        hostname=mail.host,
        port=mail.port,
        use_tls=mail.tls == "tls",
        start_tls=mail.tls == "starttls",
        tls_context=None if mail.tls == "none" else ssl.create_default_context(),
        timeout=patience_s,
    )
    try:
        await client.connect()
        if mail.user is not None and mail.password_file is not None:
            password = await asyncio.to_thread(mail.password_file.read_text, "utf-8")
            await client.login(mail.user, password.strip())
    except AWAY:
        hang_up(client)
        raise
    return client


def hang_up(client: SMTP) -> None:
    """Let go of the connection at once. What the server has not answered by now it may or may not have taken.

    An encrypted one would else stay open until the other side agrees to its end, which may be never.
    """
    transport = client.transport
    client.close()
    if isinstance(transport, asyncio.Transport):
        transport.abort()


def fault(error: BaseException) -> MailFault:
    """Return what stands between us and the server, by the causes of what was raised."""
    causes: list[BaseException] = []
    cause: BaseException | None = error
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for kind, told in _FAULTS:
        if any(isinstance(one, kind) for one in causes):
            return told
    # of what a server cannot do the library tells in words alone
    said = str(error)
    if "SMTP AUTH" in said:
        return "no_sign_in"
    return "no_encryption" if "STARTTLS" in said else "away"
