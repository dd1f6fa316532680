"""People at browsers: real Chromium, each with cookies of her own, before one running house."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Error, Page, Request

from tests.browser.town import PASSWORD

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PATIENCE_MS = 45_000  # on a machine that does much else besides


@dataclass
class Faults:
    """What went wrong in browsers without anybody seeing it: faults of scripts, and what the policy refused to load."""

    origin: str
    found: list[str] = field(default_factory=list)
    _may_be_asked: tuple[str, ...] = ("data:", "blob:")

    def let_ask(self, *origins: str) -> None:
        """Other houses may be asked too."""
        self._may_be_asked += origins

    def watch(self, page: Page) -> None:
        page.on("pageerror", self._fault)
        page.on("console", self._said)
        page.on("request", self._asked)

    def _fault(self, error: Error) -> None:
        self.found.append(f"script: {error}")

    def _said(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            self.found.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", *self._may_be_asked)):
            self.found.append(f"asked outside: {request.url}")


class Desks:
    """Sits people down at browsers, and sends them home when the test is over."""

    def __init__(self, browser: Browser, origin: str, stack: AsyncExitStack) -> None:
        self.origin = origin
        self.faults = Faults(origin)
        self._browser = browser
        self._stack = stack

    async def open(
        self, *, size: Mapping[str, int] = DESK, language: str = "vi", scripts: bool = True, **more: Any
    ) -> BrowserContext:
        """Return a browser window of its own, with nobody signed in."""
        context = await self._browser.new_context(
            base_url=self.origin, viewport=dict(size), java_script_enabled=scripts, locale="vi-VN", **more
        )
        self._stack.push_async_callback(context.close)
        context.set_default_timeout(PATIENCE_MS)
        context.on("page", self.faults.watch)
        await context.add_cookies([{"name": "language", "value": language, "url": self.origin}])
        return context

    async def sit(self, who: str, at: str = "/", **how: Any) -> Page:
        """Return the page `at` as somebody sees it who has just signed in."""
        page = await (await self.open(**how)).new_page()
        await sign_in(page, who, at)
        return page

    async def walk_in(self, at: str, **how: Any) -> Page:
        """Return the page `at` as anybody sees it."""
        page = await (await self.open(**how)).new_page()
        await page.goto(at)
        return page


async def sign_in(page: Page, who: str, at: str = "/") -> None:
    """Sign in by name and password, and go to a page."""
    await page.goto(f"/sign-in?next={at}")
    await page.locator("[name=name]").fill(who)
    await page.locator("[name=password]").fill(PASSWORD)
    await page.locator("[name=password]").press("Enter")
    await page.wait_for_url(lambda url: "/sign-in" not in url)
