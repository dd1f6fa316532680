"""The base of every message that is written into a history: frozen, strict, growing only by fields with a default."""

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A value that travels and is kept; two with the same content are the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")
