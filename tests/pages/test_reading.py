"""Every page as whoever reads it sees it: whole, in her language, with nothing of somebody else's."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from store import tables as t
from store.engine import Database
from tests.pages.conftest import ENTRY, NOW, SITTING, Sit
from web.rendering import POLICY
from web.typesetting import code_in_page
from words.pages import PAGES

PAGES_OF = [
    ("an", "/my-log"),
    ("an", "/nominations/n-2"),
    ("binh", "/to-recommend"),
    ("binh", "/nominations"),
    ("binh", "/nominations/n-2"),
    ("chair", "/sittings"),
    ("chair", f"/sittings/{SITTING}"),
    ("secretary", f"/sittings/{SITTING}"),
    ("secretary", f"/sitting-room/{SITTING}"),
    ("head", "/our-unit"),
    ("office", "/board"),
    ("office", "/rules"),
    ("admin", "/rules/propose"),
    ("office", "/organisation"),
    ("office", "/organisation/district"),
    ("admin", "/system"),
    (None, "/book"),
    (None, f"/book/{ENTRY}"),
]


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_every_page_is_whole_and_holds_no_style_or_script(sit: Sit, language: str) -> None:
    found = [(path, await sit(who, language).get(path)) for who, path in PAGES_OF]

    assert [(path, one.status, one.screen.language, one.screen.mistakes) for path, one in found] == [
        (path, 200, language, []) for _, path in PAGES_OF
    ]
    assert {one.headers["content-security-policy"] for _, one in found} == {POLICY}


async def test_a_vietnamese_page_has_no_english_sentence(sit: Sit) -> None:
    english = {en for vi, en in PAGES.values() if en != vi and "{" not in en and " " in en}

    # the rule file itself is in English
    texts = [(path, (await sit(who).get(path)).screen.text) for who, path in PAGES_OF if path != "/rules/propose"]

    assert [(path, one) for path, text in texts for one in sorted(english) if one in text] == []


async def test_every_page_of_a_stranger_leads_to_the_sign_in_and_back(sit: Sit) -> None:
    shown = await sit(None).get("/nominations?q=l%E1%BA%A1c")

    assert (shown.status, shown.leads_to) == (303, "/sign-in?next=/nominations%3Fq%3Dl%25E1%25BA%25A1c")


@pytest.mark.parametrize(
    "path",
    [
        "/nominations/n-1",
        "/nominations/n-9",
        f"/sittings/{SITTING}",
        "/sittings/sitting/none",
        f"/sitting-room/{SITTING}",
    ],
)
async def test_what_is_not_hers_is_shown_as_what_is_not_there(sit: Sit, path: str) -> None:
    shown = await sit("stranger").get(path)

    assert (shown.status, shown.screen.headings) == (404, ["Chưa làm được"])


async def test_an_entry_that_is_not_public_is_there_for_its_own_people_only(sit: Sit, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        conn.execute(update(t.entries).values(published_at=None))

    anybody, author = await sit(None).get(f"/book/{ENTRY}"), await sit("an").get(f"/book/{ENTRY}")

    assert (anybody.status, author.status) == (404, 200)


async def test_the_book_is_searched_without_diacritics(sit: Sit) -> None:
    found, missed = await sit(None).get("/book?q=tim+nguoi"), await sit(None).get("/book?q=cuop")

    assert ("Tìm người lạc" in found.screen.headings, "Tìm người lạc" in missed.screen.headings) == (True, False)


async def test_a_filter_is_a_link_that_one_can_send(sit: Sit) -> None:
    leader = sit("binh")

    page = await leader.get("/nominations?stage=team&status=&unit=&q=&sort=due_at")

    assert page.status == 200
    assert dict(page.screen.form("/nominations").fields)["stage"] == "team"


async def test_hostile_text_is_shown_as_it_is(sit: Sit, sqlite_db: Database) -> None:
    hostile = "<script>alert(1)</script> {{7*7}} =1+1 \u202e" + "ầ" * 200
    with sqlite_db.write() as conn:
        conn.execute(update(t.nominations).values(title=hostile, story=hostile))

    for who, path in [
        ("an", "/my-log"),
        ("an", "/nominations/n-2"),
        ("binh", "/to-recommend"),
        (None, f"/book/{ENTRY}"),
    ]:
        shown = await sit(who).get(path)

        assert (shown.status, shown.screen.mistakes, "<script>alert" in shown.html) == (200, [], False)
        assert "{{7*7}} =1+1" in shown.screen.text


async def test_the_language_is_chosen_by_a_form_and_leads_back_only_to_our_own_pages(sit: Sit) -> None:
    browser = sit(None)
    page = await browser.get("/book")

    chosen = await browser.send(page.screen.form("/language"))
    foreign = await browser.post("/language", [("to", "en"), ("next", "//elsewhere.example/")])

    assert (chosen.status, chosen.leads_to, foreign.leads_to) == (303, "/book", "/")
    assert (await browser.follow(chosen)).screen.language == "en"


def test_every_sentence_of_the_pages_is_used_and_every_one_used_exists() -> None:
    web = Path(__file__).parents[2] / "web"
    sources = [file.read_text("utf-8") for file in [*web.rglob("*.html"), *web.rglob("*.py")]]
    text = "\n".join(sources)
    written = set(re.findall(r'(?:say|title)\(\s*"([a-z_.\-]+)"\s*[,)]', "\n".join(sources)))
    parts = set(re.findall(r'"([a-z_.\-]+\.)" ~|f"([a-z_.\-]+\.)\{', text))
    begun = tuple({one for pair in parts for one in pair if one})

    unknown = sorted(code for code in written if code not in PAGES)
    unused = sorted(code for code in PAGES if f'"{code}"' not in text and not code.startswith(begun))

    assert (unknown, unused) == ([], [])


async def test_an_entry_shows_the_code_of_its_own_address(sit: Sit) -> None:
    shown = await sit(None).get(f"/book/{ENTRY}")

    drawn = re.findall(r'<svg[^>]*>.*?<path stroke="#000" d="([^"]+)"', shown.html, re.DOTALL)
    expected = re.findall(r'<path stroke="#000" d="([^"]+)"', code_in_page(f"http://sovang.test/book/{ENTRY}"))
    assert len(expected) == 1
    assert re.search(r'<svg viewBox="0 0 (\d+) \1"', shown.html)  # the style sets its size: nothing is cut off
    assert expected[0] in drawn
    assert 'aria-label="Mã QR dẫn đến trang này"' in shown.html


@pytest.mark.parametrize(
    ("who", "address"),
    [
        (None, "/book?quarter=mua-xuan"),
        (None, "/book?unit=%00"),
        (None, "/book?limit=1000000"),
        (None, "/book?limit=-1"),
        ("binh", "/nominations?status=moving"),
        ("binh", "/nominations?limit=0"),
        ("binh", "/to-recommend?limit=1000000"),
        ("binh", "/to-recommend?sort=by_heart"),
        ("binh", "/sittings?limit=201"),
        ("head", "/board?limit=-1"),
        ("head", "/people?unit=%00"),
        ("head", "/organisation?kind=%00"),
    ],
)
async def test_a_link_with_a_filter_that_is_none_is_refused(sit: Sit, who: str | None, address: str) -> None:
    refused = await sit(who).get(address)

    assert (refused.status, "Địa chỉ này có giá trị không đúng" in refused.screen.text) == (422, True)
    assert f'href="{address.partition("?")[0]}"' in refused.html


async def test_the_book_can_be_narrowed_to_whatever_stands_in_it(sit: Sit, sqlite_db: Database) -> None:
    with sqlite_db.write() as conn:
        conn.execute(t.units.update().where(t.units.c.id == "team").values(valid_to=date(2026, 1, 31)))
        old = {"id": "unit/team/2019/1", "book": "unit", "unit_id": "team", "year": 2019, "number": 1}
        told = {"nomination_id": "n-2", "title": "Dập lửa", "is_sample": False}
        times = {"recorded_at": NOW - timedelta(days=2_600), "published_at": NOW}
        conn.execute(t.entries.insert().values(old | told | times))

    shown = await sit(None).get("/book")

    assert [f'<option value="{one}"' in shown.html for one in ("2019-Q1", "2026-Q4", "2018-Q4", "team")] == [
        True, True, False, True,
    ]  # fmt: skip


async def test_a_form_that_was_left_empty_asks_for_everything(sit: Sit) -> None:
    empty, blank = [(await sit(None).get(f"/book?book=&quarter=&unit=&q={q}")).screen.text for q in ("", "++")]

    assert "Tìm người lạc" in empty
    assert blank == empty


async def test_who_recommends_may_raise_the_award_and_lower_the_sum_where_the_rules_let_her(
    sit: Sit, sqlite_db: Database
) -> None:
    asked = {"stage": "team", "kind": "review", "edition": "e", "leads_to": {}, "awards": ["bronze", "silver"]}
    with sqlite_db.write() as conn:
        now = {"entry": asked, "award": "bronze", "reward_vnd": 500_000}
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-2").values(now))
    leader, address = sit("binh"), "/nominations/n-2/recommend"
    form = (await leader.get("/nominations/n-2")).screen.form(address)

    away = await leader.send(form, award="silver", reward_vnd="300.000")

    assert form.choices["award"] == ["", "silver"]
    assert away.status == 503  # there is no engine here: what was chosen stays
    kept = dict(away.screen.form(address).fields)
    assert (kept["award"], kept["reward_vnd"]) == ("silver", "300.000")
