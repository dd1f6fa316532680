"""What every list may be asked, and its pages as the API gives them."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from store.paging import LARGEST

Line = TypeVar("Line")

Code = Annotated[str, Field(pattern=r"^[\x21-\x7e]+$", max_length=300)]
"""An id or another code: visible ASCII. What cannot be one is refused before a database is asked."""

Words = Annotated[str, Field(min_length=1, max_length=200, description="words, with or without diacritics")]


Size = Annotated[int, Field(ge=1, le=LARGEST, description="the most lines of a page")]


class Asked(BaseModel):
    """What a list may be asked; a filter that it does not have is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")

    cursor: Annotated[
        str | None, Field(max_length=1000, description="`next` of the page before; none for the first page")
    ] = None
    limit: Size = 50


class Page(BaseModel, Generic[Line]):
    """Some lines of a list. There is no total: what somebody may not see is not counted either."""

    items: list[Line]
    next: Annotated[str | None, Field(description="the cursor of the next page; null on the last")]
