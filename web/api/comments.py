"""What is out for comment: the list that everybody here may see, with what an objection needs and no more."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from rules.rights import Action, Resource
from store import comments, people
from web.access import Needs, Visitor
from web.house import HouseDep
from web.lists import Asked, Page
from web.routing import routes

router = routes("/comments", "nominations")

Reader = Annotated[Visitor, Depends(Needs(Action.COMMENTS_READ, refuses=("bad_cursor",)))]


class Commented(BaseModel):
    """A nomination to which anybody here may object by the command `object`."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    programme: str
    stage: str
    unit_id: str
    title: str
    honoured: list[str]
    award: str | None
    stage_since: datetime
    until: Annotated[datetime | None, Field(description="the end of the time for comment; none while it stands still")]
    objected_at: Annotated[datetime | None, Field(description="since when it stands still, for an objection")]
    names: Annotated[dict[str, str], Field(description="what those who are honoured are called")]


@router.get("")
def list_comments(asked: Annotated[Asked, Query()], house: HouseDep, visitor: Reader) -> Page[Commented]:
    """Return what is out for comment, the longest first."""
    visitor.judge(Resource(is_public=True))
    with house.database.read() as conn:
        page = comments.out_for_comment(conn, cursor=asked.cursor, size=asked.limit)
        names = people.names_of(conn, sorted({person_id for one in page.lines for person_id in one.honoured}))
    return Page(items=[_told(one, names) for one in page.lines], next=page.next)


def _told(one: comments.OutForComment, names: dict[str, str]) -> Commented:
    told = {name: getattr(one, name) for name in Commented.model_fields if name != "names"}
    return Commented(**told, names={id_: names.get(id_, id_) for id_ in one.honoured})
