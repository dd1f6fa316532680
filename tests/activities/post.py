"""A real SMTP server of a test's own that keeps what it takes, and can refuse, dawdle and break off."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from settings import Mail


@dataclass
class PostOffice:
    """What the server does with letters: `answers` are given to the next ones, then all are taken.

    "break" takes the letter and breaks off before it says so; "drop" breaks off without taking it.
    """

    letters: list[EmailMessage] = field(default_factory=list)
    to: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    dawdle_s: float = 0
    connections: int = 0

    async def handle_EHLO(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,
        envelope: Envelope,  # noqa: ARG002
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,  # noqa: ARG002
        session: Session,  # noqa: ARG002
        envelope: Envelope,
        address: str,
        options: list[str],  # noqa: ARG002
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802
        await asyncio.sleep(self.dawdle_s)
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer != "drop" and answer[0] in "2b":
            self.letters.append(message_from_bytes(bytes(envelope.content), policy=policy.default))
            self.to += envelope.rcpt_tos
        if answer in ("break", "drop"):
            server.transport.abort()
            return "421 gone"
        return answer

    @property
    def names(self) -> list[str]:
        return [letter["Message-ID"] for letter in self.letters]


class PostServer(Controller):
    """The server in a thread of its own; when it stops, no connection stays behind for a later test to find."""

    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self._served: list[SMTP] = []

    def factory(self) -> SMTP:
        self._served.append(super().factory())
        return self._served[-1]

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result()
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for one in self._served:
            if one.transport is not None:
                one.transport.abort()
        await asyncio.sleep(0)  # what is let go of closes in the loop's next round


@contextmanager
def open_post(office: PostOffice, port: int = 0) -> Iterator[Mail]:
    """Run the server; yield how it is reached."""
    controller = PostServer(office, hostname="127.0.0.1", port=port or _free_port())
    controller.start()
    try:
        yield mail(controller.port)
    finally:
        controller.stop()


def mail(port: int, **changes: object) -> Mail:
    stated = {"host": "127.0.0.1", "port": port, "tls": "none", "sender": "so-vang@cong-an.example", "user": None}
    stated |= {"password_file": None, "per_minute": 10_000}
    return Mail(**stated | changes)


def secret(folder: Path, text: str) -> Path:
    file = folder / "secret"
    file.write_text(text, "utf-8")
    return file


def _free_port() -> int:
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
