"""Under which address browsers reach this house: the one that is set, else the one that they ask for."""

from urllib.parse import urlsplit

from fastapi import Request

from web.house import House


def origin_of(house: House, request: Request) -> str:
    """Return scheme, host and port, as a browser writes them."""
    if house.address:
        return house.address
    return f"{request.url.scheme}://{request.headers.get('host', '')}"


def host_of(house: House, request: Request) -> str:
    """Return the host alone: what a passkey is bound to."""
    return urlsplit(origin_of(house, request)).hostname or ""
