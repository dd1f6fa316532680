"""The list of nominations that a visitor may see; each filter is part of the address."""

from typing import Annotated

from fastapi import Depends, Query, Response

from rules.rights import Action
from web.access import Needs, Visitor
from web.api.nominations import AskedNominations, list_nominations
from web.house import HouseDep
from web.lists import Size
from web.pages.forms import LeftEmpty, pages
from web.pages.shown import lines, units_offered
from web.rendering import ReaderDep, render

router = pages()

ListReader = Annotated[Visitor, Depends(Needs(Action.NOMINATIONS_READ, refuses=("bad_cursor",)))]


class AskedList(LeftEmpty, AskedNominations):
    """The same filters as the API's."""

    limit: Size = 30


@router.get("/nominations")
def nominations(
    asked: Annotated[AskedList, Query()], house: HouseDep, visitor: ListReader, reader: ReaderDep
) -> Response:
    """Show the nominations that the visitor may see."""
    listed = list_nominations(asked, house, visitor)
    with house.database.read() as conn:
        shown, names = lines(conn, reader, listed.items)
    return render(
        reader,
        "nominations.html",
        visitor,
        lines=shown,
        next=listed.next,
        asked=asked,
        stages=names.stages(),
        units=units_offered(names, visitor),
    )
