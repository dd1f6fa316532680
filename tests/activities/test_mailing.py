"""Letters reach a real mail server once, whatever it does: refuses, dawdles, breaks off, is away for a day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from activities import calls
from activities.deliveries import DeliveryHands
from activities.mailing import MailChannel
from settings import Mail
from store import outbox
from store import tables as t
from store.engine import Database
from tests.activities.post import PostOffice, mail, open_post, secret
from tests.store.cases import RULEBOOK, make_house
from tests.store.makers import make_nomination

NOW = datetime.now(UTC)
REVIEW = {"entry": {"kind": "review"}, "stage": "team"}


@pytest.fixture
def house(db: Database) -> Database:
    with db.write() as conn:
        make_house(conn)
        for person_id in ("an", "binh", "head"):
            changes = {"email": f"{person_id}@cong-an.example", "lang": "en" if person_id == "head" else "vi"}
            conn.execute(update(t.people).where(t.people.c.id == person_id).values(changes))
        for id_ in ("n-1", "n-2"):
            make_nomination(conn, id_, title="Tìm người lạc ở Đắk Mil", **REVIEW)
    return db


def tell(database: Database, to: str, dedupe: str, *about: str, kind: str = "reminders") -> None:
    owed = [
        {"about": id_, "obligation": "review", "kind": "first", "at": NOW.isoformat(), "due_at": NOW.isoformat()}
        for id_ in about
    ]
    with database.write() as conn:
        outbox.queue(conn, [outbox.Message(dedupe, to, kind, {"owed": owed})], NOW)


def hands(database: Database, post: Mail, **ways: object) -> DeliveryHands:
    channel = MailChannel(post, "house", **ways)
    return DeliveryHands(database, RULEBOOK, [channel], pages="https://so-vang.example")


async def deliver(database: Database, post: Mail, **ways: object) -> calls.Delivered:
    return await hands(database, post, **ways).deliver(calls.Instant(at=NOW))


def states(database: Database) -> list[tuple[str, str | None, int]]:
    d = t.deliveries.c
    with database.read() as conn:
        return [tuple(row) for row in conn.execute(select(d.state, d.because, d.attempts).order_by(d.id))]


def later(database: Database) -> None:
    """Let the pauses be over."""
    with database.write() as conn:
        conn.execute(update(t.deliveries).values(next_at=NOW - timedelta(minutes=1)))


async def test_a_letter_says_in_her_language_what_is_owed_and_where_to_look(house: Database) -> None:
    tell(house, "binh", "a", "n-1")
    tell(house, "head", "b", "n-1")
    office = PostOffice()

    with open_post(office) as post:
        done = await deliver(house, post)

    vietnamese, english = office.letters
    body = vietnamese.get_body(("plain",)).get_content()
    assert (done.sent, done.not_sent, office.to) == (2, 0, ["binh@cong-an.example", "head@cong-an.example"])
    assert vietnamese["Subject"] == "Sổ Vàng: 1 việc cần làm"
    assert "Xem xét, giới thiệu việc tốt: Tìm người lạc ở Đắk Mil; hạn " in body
    assert "https://so-vang.example/nominations/n-1" in body
    assert 'href="https://so-vang.example/nominations/n-1"' in vietnamese.get_body(("html",)).get_content()
    assert english["Subject"] == "Golden Book: 1 to be done"
    assert (vietnamese["Auto-Submitted"], vietnamese["Content-Language"]) == ("auto-generated", "vi")
    assert office.connections == 1


async def test_what_was_sent_is_not_sent_again(house: Database) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_post(office) as post:
        for _ in range(3):
            await deliver(house, post)
            later(house)

    assert (len(office.letters), states(house)) == (1, [("sent", None, 1)])


async def test_without_a_channel_everything_stays_in_the_house(house: Database) -> None:
    tell(house, "binh", "a", "n-1")

    done = await DeliveryHands(house, RULEBOOK, []).deliver(calls.Instant(at=NOW))

    with house.read() as conn:
        assert conn.execute(select(t.outbox.c.state)).scalars().all() == ["sent"]
    assert (done.handed_out, done.sent, states(house)) == (1, 0, [])


async def test_who_has_no_address_has_the_inbox(house: Database) -> None:
    tell(house, "chair", "a", "n-1")

    with open_post(PostOffice()) as post:
        done = await deliver(house, post)

    assert (done.handed_out, done.sent, states(house)) == (1, 0, [])


@pytest.mark.parametrize(
    ("answer", "expected", "again"),
    [
        pytest.param("451 later", ("queued", "refused: 451", 1), 1, id="not now"),
        pytest.param("554 never", ("failed", "refused: 554", 1), 0, id="never"),
        pytest.param("drop", ("queued", "unclear", 1), 1, id="broke off before it took it"),
        pytest.param("break", ("queued", "unclear", 1), 2, id="broke off after it took it"),
    ],
)
async def test_what_the_server_does_not_take_is_tried_again_under_the_same_name(
    house: Database, answer: str, expected: tuple[str, str, int], again: int
) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice(answers=[answer])

    with open_post(office) as post:
        await deliver(house, post)
        before = states(house)
        later(house)
        await deliver(house, post)

    assert before == [expected]
    assert (len(office.letters), len(set(office.names))) == (again, min(again, 1))


async def test_a_recipient_whom_the_server_does_not_know_keeps_no_other_waiting(house: Database) -> None:
    tell(house, "binh", "a", "n-1")
    tell(house, "head", "b", "n-1")
    office = PostOffice(refused={"binh@cong-an.example": "550 unknown"})

    with open_post(office) as post:
        await deliver(house, post)

    assert (office.to, states(house)) == (["head@cong-an.example"], [("failed", "refused: 550", 1), ("sent", None, 1)])


async def test_an_address_that_is_none_is_given_up(house: Database) -> None:
    with house.write() as conn:
        conn.execute(update(t.people).where(t.people.c.id == "binh").values(email="binh@a\r\nBcc: all@b"))
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_post(office) as post:
        await deliver(house, post)

    assert (office.letters, states(house)) == ([], [("failed", "bad_address", 1)])


async def test_a_server_that_dawdles_is_left_alone_and_nothing_else_is_tried(house: Database) -> None:
    for number in range(5):
        tell(house, "binh", f"{number}", "n-1", kind="returned")
    office = PostOffice(dawdle_s=1.0)

    with open_post(office) as post:
        done = await deliver(house, post, patience_s=0.2)

    assert (done.sent, done.not_sent) == (0, 5)
    assert [because for _, because, _ in states(house)] == ["unclear", *["unreachable: broke off"] * 4]


async def test_after_a_day_without_mail_what_is_done_is_dropped_and_the_rest_goes_out_once(house: Database) -> None:
    with open_post(PostOffice()) as gone:
        pass
    for hour in range(5):
        tell(house, "binh", f"b{hour}", "n-1", "n-2")
        tell(house, "head", f"h{hour}", "n-1")
        await deliver(house, gone)
        later(house)
    with house.write() as conn:
        conn.execute(update(t.nominations).where(t.nominations.c.id == "n-1").values(status="ended"))
    office = PostOffice()

    with open_post(office) as post:
        done = await deliver(house, post)

    body = office.letters[0].get_body(("plain",)).get_content()
    assert (done.sent, office.to, body.count("Tìm người lạc")) == (1, ["binh@cong-an.example"], 1)
    assert sorted(because or "" for _, because, _ in states(house)) == [
        "",
        "done",
        *["merged"] * 8,
    ]


async def test_a_sender_that_died_is_missed_and_its_letter_goes_again(house: Database) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()
    with open_post(office) as post:
        some = hands(house, post)
        some._hand_out(NOW)
        assert [one.taken.attempts for one in some._take("mail", 20)] == [1]
        assert some._take("mail", 20) == []

        later(house)
        await deliver(house, post)

    assert (len(office.letters), states(house)) == (1, [("sent", None, 2)])


async def test_two_senders_at_once_send_nothing_twice(house: Database) -> None:
    import asyncio

    for number in range(30):
        tell(house, "binh", f"{number}", "n-1", kind="returned")
    office = PostOffice()

    with open_post(office) as post:
        await asyncio.gather(*(deliver(house, post) for _ in range(3)))

    assert (len(office.letters), len(set(office.names))) == (30, 30)


async def test_who_has_left_is_told_nothing(house: Database) -> None:
    tell(house, "binh", "a", "n-1")
    with house.write() as conn:
        conn.execute(update(t.people).where(t.people.c.id == "binh").values(active_to=NOW.date() - timedelta(days=2)))
    office = PostOffice()

    with open_post(office) as post:
        await deliver(house, post)

    assert (office.letters, states(house)) == ([], [("suppressed", "left", 0)])


async def test_nobody_is_called_to_a_vote_that_is_over(house: Database) -> None:
    with house.write() as conn:
        outbox.queue(conn, [outbox.Message("v", "binh", "vote_open", {"round": 1, "until": NOW.isoformat()}, "s")], NOW)
    office = PostOffice()

    with open_post(office) as post:
        await deliver(house, post)

    assert (office.letters, states(house)) == ([], [("suppressed", "done", 0)])


async def test_a_password_that_the_server_never_asked_for_sends_nothing(house: Database, tmp_path: Path) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_post(office) as post:
        await deliver(house, mail(post.port, user="so-vang", password_file=secret(tmp_path, "x")))

    assert (office.letters, states(house)[0][:2]) == ([], ("queued", "unreachable: no_sign_in"))


async def test_a_server_without_the_encryption_that_was_asked_for_gets_nothing(house: Database) -> None:
    tell(house, "binh", "a", "n-1")
    office = PostOffice()

    with open_post(office) as post:
        await deliver(house, mail(post.port, tls="starttls"))

    assert (office.letters, states(house)[0][0]) == ([], "queued")


async def test_no_more_is_taken_than_the_server_takes_in_a_minute(house: Database) -> None:
    for person_id in ("an", "binh", "head"):
        tell(house, person_id, person_id, "n-1")
    some = hands(house, mail(1))
    some._hand_out(NOW)

    taken = [len(some._take("mail", 2)) for _ in range(3)]

    assert taken == [2, 1, 0]
