"""A browser without scripts: reads pages, follows links, fills forms in and sends them. Everything in this process."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin

import httpx2
from fastapi import FastAPI

_VOID = {"input", "meta", "link", "br", "img", "hr", "rect", "path"}


@dataclass
class Form:
    """A form as it stands on a page: where it goes, its fields as they are filled in, the words of its button."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    button: str = ""

    def filled(self, **values: str | list[str]) -> list[tuple[str, str]]:
        """Return the fields with some of them filled in anew; a name's dots stand for `:`."""
        told = {name.replace("__", ":"): value for name, value in values.items()}
        kept = [(name, value) for name, value in self.fields if name not in told]
        return kept + [
            (name, one) for name, value in told.items() for one in (value if isinstance(value, list) else [value])
        ]


class Screen(HTMLParser):
    """What a page shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.headings: list[str] = []
        self.language = ""
        self.mistakes: list[str] = []
        self._open: list[str] = []
        self._texts: list[str] = []
        self._catching: list[list[str]] = []
        self._outside: dict[str, Form] = {}
        self._form: Form | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area = ""
        self._href = ""
        self.feed(html)
        self.close()
        self.mistakes += [f"never closed: {tag}" for tag in self._open]

    @property
    def text(self) -> str:
        """All that can be read, blanks made one."""
        return re.sub(r"\s+", " ", "".join(self._texts)).strip()

    def form(self, action: str) -> Form:
        """The form that goes to `action`."""
        return next(one for one in self.forms if one.action == action)

    def link(self, words: str) -> str:
        """Where the link with these words leads."""
        return next(href for href, said in self.links if words in said)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append(tag)
        if tag == "style" or "style" in told or any(name.startswith("on") for name in told):
            self.mistakes.append(f"style or script in the page: {tag} {told}")
        if tag in {"a", "h1", "h2", "h3", "button", "textarea"}:
            self._catching.append([])
        match tag:
            case "html":
                self.language = told.get("lang", "")
            case "a":
                self._href = told.get("href", "")
            case "form":
                self._form = Form(told.get("action", ""), told.get("method", "get"))
                self.forms.append(self._form)
                self._outside[told.get("id", "")] = self._form
            case _:
                self._begin_field(tag, told)

    def _begin_field(self, tag: str, told: Mapping[str, str]) -> None:
        form = self._outside.get(told["form"]) if "form" in told else self._form
        match tag:
            case "input" if form is not None and "name" in told:
                kind = told.get("type", "text")
                if kind in {"radio", "checkbox"}:
                    form.choices.setdefault(told["name"], []).append(told.get("value", "on"))
                if kind == "file":
                    return
                if kind not in {"radio", "checkbox"} or "checked" in told:
                    form.fields.append((told["name"], told.get("value", "")))
            case "textarea":
                self._area = told.get("name", "")
            case "select":
                self._select = (told.get("name", ""), [])
            case "option" if self._select is not None:
                self._select[1].append((told.get("value", ""), "selected" in told))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.mistakes.append(f"closed out of order: {tag} in {self._open[-3:]}")
        if tag in self._open:
            while self._open and self._open.pop() != tag:
                pass
        caught = "".join(self._catching.pop()) if tag in {"a", "h1", "h2", "h3", "button", "textarea"} else ""
        words = " ".join(caught.split())
        match tag:
            case "a":
                self.links.append((self._href, words))
            case "h1" | "h2" | "h3":
                self.headings.append(words)
            case "form":
                self._form = None
            case _ if self._form is not None:
                self._end_field(self._form, tag, caught)

    def _end_field(self, form: Form, tag: str, caught: str) -> None:
        match tag:
            case "button":
                form.button = " ".join(caught.split())
            case "textarea":
                form.fields.append((self._area, caught.removeprefix("\n")))
            case "select" if self._select is not None and self._select[1]:
                name, options = self._select
                form.fields.append((name, next((value for value, on in options if on), options[0][0])))
                form.choices[name] = [value for value, _ in options]
                self._select = None

    def handle_data(self, data: str) -> None:
        self._texts.append(data)
        for caught in self._catching:
            caught.append(data)


@dataclass
class Shown:
    """An answer: its status, where it leads on to, and what it shows."""

    status: int
    path: str
    leads_to: str
    screen: Screen
    html: str
    headers: Mapping[str, str]


class Browser:
    """Somebody at a browser: a token instead of a session, cookies kept, no scripts."""

    def __init__(self, app: FastAPI, token: str | None, language: str = "vi") -> None:
        headers = {"Sec-Fetch-Site": "same-origin"} | ({"Authorization": f"Bearer {token}"} if token else {})
        self._client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=app, raise_app_exceptions=True),
            base_url="http://sovang.test",
            headers=headers,
            cookies={"language": language},
        )

    async def get(self, path: str) -> Shown:
        """Open a page; where it leads elsewhere, stay."""
        return self._shown(path, await self._client.get(path))

    async def send(self, form: Form, **values: str | list[str]) -> Shown:
        """Send a form with some fields filled in."""
        return await self.post(form.action, form.filled(**values))

    async def upload(self, form: Form, files: Sequence[tuple[str, bytes]], **values: str | list[str]) -> Shown:
        """Send a form with files (name, content) chosen in its field, as `multipart/form-data`."""
        parts = [(name, (None, value.encode())) for name, value in form.filled(**values)]
        parts += [("files", (name, content, "application/octet-stream")) for name, content in files]
        return self._shown(form.action, await self._client.post(form.action, files=parts))

    async def post(self, path: str, fields: list[tuple[str, str]]) -> Shown:
        """Send fields as a form."""
        body = urlencode(fields).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._shown(path, await self._client.post(path, content=body, headers=headers))

    async def raw(self, path: str, body: bytes, headers: Mapping[str, str]) -> Shown:
        """Send a body as it is."""
        return self._shown(path, await self._client.post(path, content=body, headers=dict(headers)))

    async def download(self, path: str) -> bytes:
        """Return what lies at an address that is no page."""
        response = await self._client.get(path)
        assert response.status_code == 200, response.text
        return response.content

    async def follow(self, shown: Shown) -> Shown:
        """Go where an answer leads."""
        assert shown.leads_to, shown.html
        return await self.get(urljoin(shown.path, shown.leads_to))

    async def close(self) -> None:
        await self._client.aclose()

    def _shown(self, path: str, response: httpx2.Response) -> Shown:
        html = response.text
        return Shown(
            response.status_code, path, response.headers.get("location", ""), Screen(html), html, response.headers
        )
