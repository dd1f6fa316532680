"""Webhooks are signed, hold no names and reach public machines only; Apprise takes what has a line in the file."""

import hashlib
import hmac
import ipaddress
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from activities import calls
from activities.apprising import AppriseChannel
from activities.channels import Channel
from activities.deliveries import DeliveryHands
from activities.webhook import WebhookChannel, is_public
from store.engine import Database
from tests.activities.post import secret
from tests.activities.test_mailing import NOW, house, later, states, tell
from tests.store.cases import RULEBOOK

__all__ = ["house"]

KEY = "khoá ký"


class Listener:
    """A web server that keeps what is posted to it, and answers as it is told."""

    def __init__(self) -> None:
        self.posts: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []
        self.url = ""


@contextmanager
def listening() -> Iterator[Listener]:
    kept = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.posts.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(kept.answers.pop(0) if kept.answers else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        kept.url = f"http://127.0.0.1:{server.server_port}/hook?from=sovang"
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


async def deliver(database: Database, channel: Channel) -> calls.Delivered:
    return await DeliveryHands(database, RULEBOOK, [channel]).deliver(calls.Instant(at=NOW))


def webhook(listener: Listener, folder: Path) -> WebhookChannel:
    return WebhookChannel(listener.url, secret(folder, KEY), may_reach=lambda _: True)


async def test_a_post_is_signed_and_holds_ids_only(house: Database, tmp_path: Path) -> None:
    tell(house, "binh", "a", "n-1")

    with listening() as listener:
        await deliver(house, webhook(listener, tmp_path))

    ((headers, body),) = listener.posts
    at, _, signature = headers["sovang-signature"].removeprefix("t=").partition(",v1=")
    assert signature == hmac.new(KEY.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["to"], told["owed"][0]["about"]) == ("binh", "n-1")
    assert "Tìm người lạc" not in body.decode()
    assert "cong-an" not in body.decode()
    assert states(house) == [("sent", None, 1)]


@pytest.mark.parametrize(
    ("answer", "state", "posts"),
    [
        pytest.param(503, ("queued", "refused: 503", 1), 2, id="later"),
        pytest.param(429, ("queued", "refused: 429", 1), 2, id="too many"),
        pytest.param(302, ("queued", "refused: 302", 1), 2, id="elsewhere"),
        pytest.param(410, ("failed", "refused: 410", 1), 1, id="gone"),
    ],
)
async def test_a_refused_post_comes_again_under_the_same_name(
    house: Database, tmp_path: Path, answer: int, state: tuple[str, str, int], posts: int
) -> None:
    tell(house, "binh", "a", "n-1")

    with listening() as listener:
        listener.answers = [answer]
        channel = webhook(listener, tmp_path)
        await deliver(house, channel)
        before = states(house)
        later(house)
        await deliver(house, channel)

    assert (before, len(listener.posts)) == ([state], posts)
    assert len({headers["sovang-message"] for headers, _ in listener.posts}) == 1


async def test_an_address_of_the_own_neighbourhood_is_never_posted_to(house: Database, tmp_path: Path) -> None:
    tell(house, "binh", "a", "n-1")

    with listening() as listener:
        await deliver(house, WebhookChannel(listener.url, secret(tmp_path, KEY)))

    assert (listener.posts, states(house)) == ([], [("queued", "unreachable: private_address", 1)])


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("8.8.8.8", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("192.168.1.1", False),
        ("0.0.0.0", False),  # noqa: S104
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2606:4700::1111", True),
    ],
)
def test_what_is_public(address: str, expected: bool) -> None:
    assert is_public(ipaddress.ip_address(address)) == expected


@pytest.mark.filterwarnings("ignore:'imghdr' is deprecated")  # by Apprise
async def test_who_has_a_line_in_the_file_is_told_through_apprise(house: Database, tmp_path: Path) -> None:
    tell(house, "binh", "a", "n-1")
    tell(house, "head", "b", "n-1")

    with listening() as listener:
        lines = f"# person_id URL\nbinh {listener.url.replace('http', 'json', 1)}\n"
        done = await deliver(house, AppriseChannel(secret(tmp_path, lines)))

    ((_, body),) = listener.posts
    assert (done.sent, json.loads(body)["title"]) == (1, "Sổ Vàng: 1 việc cần làm")
    assert states(house) == [("sent", None, 1)]
