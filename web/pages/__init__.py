"""The pages that people see, one small file each. They ask and command by the same functions as the API."""

from web.pages import (
    account,
    board,
    book,
    first_steps,
    home,
    my_log,
    nomination,
    nominations,
    other_house,
    our_unit,
    passkeys,
    sign_in,
    sitting,
    sitting_room,
    to_recommend,
)

ROUTERS = (
    home.router,
    sign_in.router,
    first_steps.router,
    passkeys.router,
    other_house.router,
    account.router,
    my_log.router,
    to_recommend.router,
    nomination.router,
    nominations.router,
    sitting_room.router,
    sitting.router,
    our_unit.router,
    board.router,
    book.router,
)
