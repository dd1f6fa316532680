"""Applications for tests whose routes are made once: working out what each of them depends on takes a while."""

from functools import cache

from fastapi import FastAPI

from web.app import app_without_house


@cache
def shared(whose: str) -> FastAPI:  # noqa: ARG001 - each name has one of its own
    """Return the application of this name; whoever asks gives it a house, which drives out the one before."""
    return app_without_house()
