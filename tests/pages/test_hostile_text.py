"""Text that would be something else where it is shown: by every way out it leaves the house as it was typed.

The house writes no spreadsheet and no document: were there one, it would have its test here.
"""

import io
from datetime import UTC, datetime
from email import message_from_bytes, policy
from html.parser import HTMLParser
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from rich.table import Table
from sqlalchemy import update

from activities.channels import Outgoing
from activities.mailing import MailChannel
from cli.speech import Speech
from rules.deeds import Deed
from settings import Mail
from store import outbox
from store import tables as t
from store.deliveries import Address, Taken
from store.engine import Database
from tests.pages.conftest import Sit
from tests.pages.test_reading import PAGES_OF
from tests.store.makers import make_nomination
from tests.web.callers import Api
from tests.web.test_evidence import AT_THE_TEAM, attach
from words.calendars import Entry, calendar
from words.messages import Letter, letter

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
POST = Mail(
    host="127.0.0.1",
    port=25,
    tls="none",
    sender="so-vang@cong-an.example",
    user=None,
    password_file=None,
    per_minute=60,
)
HOSTILE = [
    pytest.param("<script>alert(1)</script><img src=x onerror=alert(1)>\"'>", id="a script"),
    pytest.param('=HYPERLINK("http://evil.example","x")', id="a formula"),
    pytest.param("@SUM(1+1)*cmd|' /C calc'!A0", id="another formula"),
    pytest.param("{{7*7}} ${7*7} #{7*7} {because} {0} %s %(x)s", id="templates"),
    pytest.param("[bold red]x[/bold red] [link=http://evil.example]y[/link] :heart:", id="marks of a terminal"),
    pytest.param("ầ" * 300, id="as long as can be"),
    pytest.param("\u202elivE \u2066x\u2069 a\u200bb", id="invisible marks that were there before"),
    pytest.param("a;b,c\\n:d", id="what calendars part by"),
]
BROKEN = "Trả lại ví\r\nBcc: all@cong-an.example\n\nEND:VEVENT\u2028- https://evil.example"


def told_of(title: str, because: str) -> Letter:
    things = {"n-1": (title, "/nominations/n-1")}
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    return letter("returned", {"because": because}, "n-1", things, "en", zone=zone, pages="https://so-vang.example")


class Shown(HTMLParser):
    """What a reader of a letter sees, and the tags that made it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text, self.tags = "", set[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


async def test_every_page_shows_names_and_stories_as_they_are(sit: Sit, sqlite_db: Database) -> None:
    hostile = "<script>alert(1)</script><b onclick=x>{{7*7}}</b> =1+1"
    with sqlite_db.write() as conn:
        conn.execute(update(t.people).values(name=hostile))
        conn.execute(update(t.units).values(name_vi=hostile, name_en=hostile))
        conn.execute(update(t.councils).values(name=hostile))
        conn.execute(update(t.nominations).values(title=hostile, story=hostile, place=hostile))
        conn.execute(update(t.entries).values(title=hostile))

    found = [(path, await sit(who).get(path)) for who, path in PAGES_OF]

    assert [(path, one.status, one.screen.mistakes) for path, one in found] == [(path, 200, []) for _, path in PAGES_OF]
    assert [path for path, one in found if "<script>alert" in one.html or "<b onclick" in one.html] == []
    silent = {path for path, one in found if hostile not in one.screen.text}
    assert silent <= {"/rules", "/rules/propose", "/system"}  # which name nobody and no deed


@pytest.mark.usefixtures("sit")
@pytest.mark.parametrize("text", HOSTILE)
async def test_json_says_it_as_it_was_typed(api: Api, sqlite_db: Database, text: str) -> None:
    with sqlite_db.write() as conn:
        conn.execute(update(t.nominations).values(title=text))
        outbox.queue(conn, [outbox.Message("a", "an", "returned", {"because": text}, "n-2")], NOW)

    one = await api.get("/nominations/n-2", as_="an")
    told = await api.get("/inbox", as_="an")

    assert one.json()["title"] == text
    assert told.json()["items"][0]["says"] == [f"{text}: cần bổ sung. Lý do: {text}"]
    assert {answer.headers["content-type"] for answer in (one, told)} == {"application/json"}
    assert one.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ['x"; a=b', "x'; filename=y.html", "%0d%0aX: y", "=1+1", "<script>alert(1)<\u2215script>"]
)
async def test_the_name_of_a_file_is_no_header(api: Api, sqlite_db: Database, name: str) -> None:
    with sqlite_db.write() as conn:
        make_nomination(conn, "n-3", **AT_THE_TEAM)

    file = await attach(api, name=f"{name}.pdf", path="/nominations/n-3/evidence")
    there = (await api.get(f"/nominations/n-3/evidence/{file.json()['id']}", as_="an")).headers

    kind, _, told = there["content-disposition"].partition("; filename")
    assert (kind, "x" in there, "; filename" in told) == ("attachment", False, False)
    assert unquote(told.removeprefix("*=utf-8''").removeprefix("=").strip('"')) == f"{name}.pdf"


@pytest.mark.parametrize("text", HOSTILE)
def test_a_letter_says_it_as_it_was_typed(text: str) -> None:
    told = told_of(text, text)
    shown = Shown(told.html)

    said = f"{text}: needs more information. Reason: {text}"
    assert told.text.startswith(f"- {said}\n")
    assert said in shown.text
    assert shown.tags == {"html", "head", "meta", "title", "body", "ul", "li", "a", "p"}


def test_what_was_written_over_several_lines_is_one_item_of_a_letter() -> None:
    told = told_of("Trả lại ví", BROKEN)

    assert [line for line in told.text.splitlines() if not line.startswith("  ")][:2] == [
        "- Trả lại ví: needs more information. Reason: Trả lại ví",
        "",
    ]


def test_a_letter_has_the_headers_that_we_gave_it_and_no_other() -> None:
    queued = outbox.Queued(1, "an", "returned", {}, "n-1", NOW)
    taken = Taken(1, BROKEN, queued, Address("an@cong-an.example", "en"), 1)

    mail = MailChannel(POST, "house").written(Outgoing(taken, told_of(BROKEN, BROKEN)))
    sent = message_from_bytes(bytes(mail), policy=policy.default)

    assert (sent["Bcc"], sent["To"], len(sent.get_all("Subject"))) == (None, "an@cong-an.example", 1)
    assert {name.lower() for name in sent.keys()} == {  # noqa: SIM118 - a mail iterates otherwise
        "subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version", "content-type",
        "content-language",
    }  # fmt: skip
    with pytest.raises(ValueError, match="CR or LF"):
        MailChannel(POST, "house").written(
            Outgoing(Taken(1, "x", queued, Address("a@b.example\r\nBcc: all@b.example", "en"), 1), told_of("x", "y"))
        )


@pytest.mark.parametrize("text", HOSTILE)
def test_a_calendar_has_it_as_one_entry(text: str) -> None:
    file = calendar([Entry("u", text, NOW, "https://so-vang.example/n-1")], "en", NOW)

    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert (str(event["SUMMARY"]), str(event.walk("VALARM")[0]["DESCRIPTION"])) == (text, text)


def test_a_line_break_begins_no_line_of_a_calendar() -> None:
    file = calendar([Entry("u", BROKEN, NOW)], "en", NOW)

    assert [file.count(line) for line in (b"\nBcc", b"\nEND:VEVENT\r\n", b"BEGIN:VEVENT")] == [0, 1, 1]


def test_what_has_one_line_keeps_one_line() -> None:
    deed = Deed(title=BROKEN, place=BROKEN, done_on=NOW.date(), honoured=("an",), subject="individual")

    assert (deed.title.splitlines(), deed.place.splitlines()) == ([deed.title], [deed.place])
    assert deed.title.startswith("Trả lại ví Bcc: all@")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_table_of_a_command_has_it_in_one_cell(text: str) -> None:
    speech = Speech("en")
    shown = speech.out.file = io.StringIO()
    speech.out.width = 2000
    table = Table(box=None, pad_edge=False)
    table.add_column("x", overflow="fold")
    table.add_row(text)

    speech.out.print(table)

    assert text in shown.getvalue()
    assert "\x1b" not in shown.getvalue()
