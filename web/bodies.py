"""What people send about a nomination: the rules' own messages without what the API itself fills in.

The actor is never taken from a body, and nobody marks a deed as a sample by hand.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Annotated, Any, get_args

from pydantic import Field, TypeAdapter, create_model

from rules.commands import Adopt, Amend, Command, Shift
from rules.deeds import Deed, PersonId
from rules.messages import Message

TAGS = frozenset(get_args(command.model_fields["ask"].annotation)[0] for command in get_args(get_args(Command)[0]))
"""What tells the commands apart; they stand in the place of a mistake, but in no body."""

_COMMAND: TypeAdapter[Command] = TypeAdapter(Command)


def _without(model: type[Message], *left_out: str, **instead: Any) -> Any:  # noqa: ANN401 - a model made here
    """Return `model` without some fields, and with others instead; its checks and its text stay."""
    kept = {name: (field.annotation, field) for name, field in model.model_fields.items() if name not in left_out}
    return create_model(f"{model.__name__}Body", __base__=Message, __doc__=model.__doc__, **{**kept, **instead})


if TYPE_CHECKING:
    DeedBody = Message
    CommandBody = Message
else:
    # Whoever names nobody logs a deed of her own.
    DeedBody = _without(Deed, "is_sample", honoured=(Annotated[tuple[PersonId, ...], Field(max_length=50)], ()))
    # An edition is adopted by a change of the rules, and an outage is the operator's: neither is asked by hand.
    # Where a deadline leads by the rules is worked out here, and never taken from a body.
    _bodies = [
        _without(command, "by", "dates", **({"deed": (DeedBody, ...)} if command is Amend else {}))
        for command in get_args(get_args(Command)[0])
        if command not in (Adopt, Shift)
    ]
    CommandBody = Annotated[reduce(or_, _bodies), Field(discriminator="ask")]

_COMMAND_BODY: TypeAdapter[CommandBody] = TypeAdapter(CommandBody)


def command_body(told: Mapping[str, Any]) -> CommandBody:
    """Return what a form asks, as a body of the API. Raise ValidationError with its fields."""
    return _COMMAND_BODY.validate_python(told)


def as_deed(body: DeedBody, *, author: str, is_sample: bool) -> Deed:
    """Return the deed that `body` tells, as logged by `author`."""
    told = body.model_dump()
    return Deed.model_validate({**told, "honoured": told["honoured"] or (author,), "is_sample": is_sample})


def as_command(body: CommandBody, *, by: str, is_sample: bool) -> Command:
    """Return the command that `body` asks for, by the person who sent it."""
    told = body.model_dump()
    if "deed" in told:
        deed = told["deed"]
        told["deed"] = {**deed, "honoured": deed["honoured"] or (by,), "is_sample": is_sample}
    return _COMMAND.validate_python({**told, "by": by})
