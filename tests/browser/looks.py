"""How a page looks, told by scripts: what axe finds wrong with it, and what does not fit its screen."""

from importlib.resources import files
from pathlib import Path
from typing import Literal

from playwright.async_api import Page

from settings import HOME

PICTURES = HOME / "build" / "screenshots"
_AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
_ASK_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"], preload: false})).violations
    .map((one) => `${one.id}: ${one.nodes.map((node) => node.target.join(" ")).join(" | ")}`)"""
_TOO_WIDE = """() => document.scrollingElement.scrollWidth > innerWidth
    ? [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1
        && !one.closest(".scroll")).slice(0, 5).map((one) => `too wide: ${one.outerHTML.slice(0, 120)}`)
        .concat(`too wide: the page, ${document.scrollingElement.scrollWidth} px`)
    : []"""
_CUT = """() => [...document.body.querySelectorAll("*")]
    .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden, .scroll, svg"))
    .filter((one) => /hidden|clip/.test(getComputedStyle(one).overflowX) && one.clientWidth > 1
        && one.scrollWidth > one.clientWidth + 1)
    .map((one) => `cut: ${one.outerHTML.slice(0, 120)}`)"""

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


async def axe_finds(page: Page, scheme: Scheme) -> list[str]:
    """Return what axe finds wrong in one scheme of colours, each with its place."""
    await page.emulate_media(color_scheme=scheme)
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(_AXE)
    found: list[str] = await page.evaluate(_ASK_AXE)
    return [f"{scheme}: {one}" for one in found]


async def does_not_fit(page: Page) -> list[str]:
    """Return what stands out of the screen, or is cut."""
    return [*await page.evaluate(_TOO_WIDE), *await page.evaluate(_CUT)]


async def take_picture(page: Page, folder: str, name: str) -> Path:
    """Keep a picture of the whole page, for somebody to look at."""
    file = PICTURES / folder / f"{name}.png"
    await page.emulate_media(color_scheme="light")
    await page.screenshot(path=file, full_page=True, animations="disabled")
    return file
