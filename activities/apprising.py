"""All other ways out, through Apprise: each person's own addresses stand in a file, `person_id URL` a line."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from activities.channels import Outcome, Outgoing
from settings import apprise_addresses
from store.deliveries import APPRISE


class AppriseChannel:
    """The ways out that the lines of a file name. The file is a secret: its URLs hold what opens them."""

    name = APPRISE
    per_minute = 60

    def __init__(self, file: Path) -> None:
        self._urls = apprise_addresses(file)

    @property
    def reaches(self) -> frozenset[str]:
        """Return the people who have a line."""
        return frozenset(self._urls)

    async def send(self, outgoing: Sequence[Outgoing]) -> AsyncIterator[Outcome]:
        """Yield what came of each message."""
        for one in outgoing:
            urls = self._urls.get(one.taken.message.to_person_id, [])
            if not urls:
                yield Outcome(one.taken, "never", "no_address")
            elif await asyncio.to_thread(_notify, urls, one):
                yield Outcome(one.taken, "sent")
            else:
                yield Outcome(one.taken, "later", "not_taken")


def _notify(urls: Sequence[str], one: Outgoing) -> bool:
    import apprise  # noqa: PLC0415 - it takes a third of a second, and most houses do without it

    channel = apprise.Apprise()
    if not all(channel.add(url) for url in urls):
        return False
    return bool(channel.notify(title=one.letter.subject, body=one.letter.text, body_format=apprise.NotifyFormat.TEXT))
