"""The JSON API, one module a theme; this list is all there is."""

from web.api import commands, health, logging, nominations

ROUTERS = (
    health.router,
    logging.router,
    nominations.router,
    commands.router,
)
