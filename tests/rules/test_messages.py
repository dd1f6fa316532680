"""Commands and events travel and are kept: they read back as they were, and what nobody knows is refused."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from rules.commands import Command, Recommend
from rules.events import Event, Happened, Scored
from tests.rules.makers import DEED, LOGGED, make_entry

COMMANDS: TypeAdapter[Command] = TypeAdapter(Command)
EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
LATER = datetime(2026, 12, 1, tzinfo=UTC)
FULL: dict[str, Any] = {
    "by": "an",
    "at": LATER,
    "because": "vì thế",
    "deed": DEED,
    "entry": make_entry(),
    "documents": ("minutes",),
    "until": LATER,
    "to": "binh",
    "leads_to": "end",
    "programme": "so-vang",
    "unit_id": "ca-xa-nam-da",
    "steps": ({"stage": "province", "sitting_id": "s", "number": 1, "outcome": "selected"},),
    "book": "province",
    "year": 2026,
    "number": 7,
    "dates": {"due_at": LATER},
    "outcome": "recommended",
    "asked_by": "binh",
    "note": "tốt",
    "stage": "unit-score",
    "sheet": "month",
    "points": {"discipline": 9},
    "total": 9,
    "of": 10,
    "objection": 1,
    "objector": "chi",
    "upheld": True,
}


def made(kind: type[BaseModel]) -> Any:
    told = FULL | ({"outcome": "scored"} if kind is Scored else {})
    return kind.model_validate({name: told[name] for name in kind.model_fields if name in told})


@pytest.mark.parametrize("kind", get_args(get_args(Command)[0]))
def test_a_command_is_read_back_as_it_was(kind: type[BaseModel]) -> None:
    asked = made(kind)

    assert COMMANDS.validate_json(COMMANDS.dump_json(asked)) == asked


@pytest.mark.parametrize("kind", get_args(get_args(Event)[0]))
def test_an_event_is_read_back_as_it_was(kind: type[Happened]) -> None:
    happened = made(kind)

    assert EVENTS.validate_json(EVENTS.dump_json(happened)) == happened


@pytest.mark.parametrize("union", [Command, Event], ids=["commands", "events"])
def test_no_two_have_the_same_name(union: Any) -> None:
    tag = get_args(union)[1].discriminator
    names = [kind.model_fields[tag].default for kind in get_args(get_args(union)[0])]

    assert len(names) == len(set(names))


# Events are for ever: what an older release wrote must still be read. A line here is never changed, only added.
WRITTEN = {
    "logged": '{"at":"2026-11-02T02:00:00Z","by":"an","event":"logged","programme":"so-vang","unit_id":"ca-xa-nam-da",'
    '"deed":{"title":"Trả lại ví cho người đánh rơi","story":"","done_on":"2026-11-01","place":"",'
    '"subject":"individual","honoured":["binh"],"category":"","beneficiaries":null,"value_vnd":null,"source_url":"",'
    '"is_sample":false},"leads_to":"team"}',
}


def test_what_the_first_release_wrote_is_still_read() -> None:
    assert EVENTS.validate_json(WRITTEN["logged"]) == LOGGED


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param({"ask": "recommend", "by": "an", "vote": 1}, id="a field that nobody knows"),
        pytest.param({"ask": "promote", "by": "an"}, id="a command that nobody knows"),
        pytest.param({"ask": "return", "by": "an", "because": "\u200b"}, id="a reason that nobody can see"),
        pytest.param({"ask": "recommend", "by": ""}, id="nobody who asks"),
    ],
)
def test_what_cannot_be_understood_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        COMMANDS.validate_python(asked)


def test_a_message_never_changes() -> None:
    asked = Recommend(by="an")

    with pytest.raises(ValidationError):
        asked.by = "binh"
