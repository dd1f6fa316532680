"""What people are told: the messages of the outbox as letters, Vietnamese or English, as text and as HTML.

A letter says what is owed, until when, and where to look; nothing happens by opening a link. It knows no address, and
names nobody: who acts for whom is told in words, not in names.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any
from zoneinfo import ZoneInfo

from words.catalogue import Language, Sentences, said

LETTERS: Sentences = {
    "subject.reminders": ("Sổ Vàng: {count} việc cần làm", "Golden Book: {count} to be done"),
    "subject.reminders_urgent": ("Sổ Vàng: {count} việc gấp", "Golden Book: {count} urgent"),
    "subject.vote_open": ("Sổ Vàng: mời bỏ phiếu trước {until}", "Golden Book: please vote until {until}"),
    "subject.returned": ("Sổ Vàng: việc tốt cần bổ sung", "Golden Book: your good deed needs more information"),
    "subject.declined": ("Sổ Vàng: việc tốt không được giới thiệu", "Golden Book: your good deed was not introduced"),
    "subject.recorded": ("Sổ Vàng: việc tốt đã được ghi sổ", "Golden Book: your good deed has been recorded"),
    "subject.selected": ("Sổ Vàng: việc tốt được chọn", "Golden Book: your good deed was selected"),
    "subject.not_selected": ("Sổ Vàng: kết quả xét chọn", "Golden Book: the council's decision"),
    "subject.dismissed": ("Sổ Vàng: ý kiến phản ánh đã được giải quyết", "Golden Book: your objection was ruled on"),
    "subject.upheld": ("Sổ Vàng: ý kiến phản ánh đã được giải quyết", "Golden Book: your objection was ruled on"),
    "subject.waiting": ("Sổ Vàng: việc tốt vào danh sách chờ", "Golden Book: your good deed is on the waiting list"),
    "subject.other": ("Sổ Vàng: có thông báo mới", "Golden Book: something new"),
    "open": (
        "Mở hệ thống để xem và làm; thư này không tự làm gì, xin đừng trả lời.",
        "Open the system to look and act; this letter does nothing by itself. Please do not answer it.",
    ),
    # what is owed
    "owed.log": ("Bổ sung việc tốt đã bị trả lại", "Complete the good deed that was returned"),
    "owed.review": ("Xem xét, giới thiệu việc tốt", "Look at the good deed and introduce it or not"),
    "owed.score": ("Chấm điểm", "Fill the score sheet"),
    "owed.dossier": ("Hoàn thiện hồ sơ đề nghị", "Put the dossier together"),
    "owed.record": ("Giải quyết ý kiến phản ánh", "Rule on the objection"),
    "owed.ballot": ("Gửi phiếu", "Send your ballot"),
    "owed.nominate": ("Đơn vị chưa có đề nghị nào", "The unit has not nominated anybody"),
    "owed.none_nominated": ("Không có đề nghị nào để xét", "Nobody was nominated"),
    "owed.second": (
        "Có người xin bỏ qua bước im lặng, cần người thứ hai quyết định",
        "Somebody asks to pass a silent step over: a second person is to decide",
    ),
    "owed.confirm": (
        "Phiếu bằng văn bản đã được nhập, cần người thứ hai đọc lại",
        "A written ballot was entered and waits for a second reading",
    ),
    "owed.approve": ("Duyệt lần thứ hai", "Give the second approval"),
    "owed.other": ("Việc cần làm", "To be done"),
    "line": ("{what}: {title}", "{what}: {title}"),
    "line.due": ("hạn {due}", "due {due}"),
    "line.escalate": ("đã quá hạn, báo cấp trên", "overdue, and you are asked as the superior"),
    "line.escalated": ("đã quá hạn và đã báo cấp trên", "overdue, and your superior has been told"),
    "line.escalate.ballot": (
        "sắp đóng mà còn thiếu phiếu: đề nghị đồng chí giúp thu phiếu",
        "it closes soon and ballots are missing: please help to get them in",
    ),
    "line.escalated.ballot": (
        "sắp đóng, đã báo người phụ trách phiên xét",
        "it closes soon, and whoever looks after the sitting has been told",
    ),
    "owed.ballot.escalate": ("Còn thiếu phiếu", "Ballots are missing"),
    "line.final": ("nhắc lần cuối", "last reminder"),
    "line.deputy": ("đồng chí làm thay người vắng mặt", "you stand in for somebody who is away"),
    "line.copy": ("để biết, người khác được nhắc làm", "for your information, somebody else is asked"),
    "line.copy_for": (
        "để biết: người đồng chí làm thay phải tự làm việc này",
        "for your information: whom you stand in for must do it in person",
    ),
    # what happened
    "told.vote_open": ("Mời đồng chí bỏ phiếu: {title}, trước {until}.", "Please vote: {title}, until {until}."),
    "told.returned": ("{title}: cần bổ sung. Lý do: {because}", "{title}: needs more information. Reason: {because}"),
    "told.declined": ("{title}: không được giới thiệu. Lý do: {because}", "{title}: not introduced. Reason: {because}"),
    "told.recorded": (
        "{title}: đã ghi vào sổ, số {number} năm {year}.",
        "{title}: recorded under number {number} of {year}.",
    ),
    "told.selected": ("{title}: được Hội đồng chọn.", "{title}: selected by the council."),
    "told.not_selected": ("{title}: Hội đồng không chọn.", "{title}: not selected by the council."),
    "told.dismissed": (
        "{title}: ý kiến phản ánh không được chấp nhận. Lý do: {because}",
        "{title}: your objection was dismissed. Reason: {because}",
    ),
    "told.upheld": (
        "{title}: ý kiến phản ánh được chấp nhận. Lý do: {because}",
        "{title}: your objection was upheld. Reason: {because}",
    ),
    "told.waiting": ("{title}: đạt, đang trong danh sách chờ.", "{title}: passed, and is on the waiting list."),
    "told.other": ("{title}: có thông báo mới.", "{title}: something new."),
}


Thing = tuple[str, str]
"""What a message is about, as people call it, and the path of its page ("" for none)."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message as somebody reads it."""

    subject: str
    text: str
    html: str
    lines: tuple["Line", ...] = ()


Line = tuple[str, str]
"""A sentence and the path of the page it is about ("" for none)."""


def letter(
    kind: str,
    params: Mapping[str, Any],
    about: str | None,
    things: Mapping[str, Thing],
    language: Language,
    *,
    zone: ZoneInfo,
    pages: str = "",
) -> Letter:
    """Return a message as a letter; `things` are what it is about (id → thing), `pages` the address of the pages."""
    owed = params.get("owed")
    lines = (
        [owed_line(one, things, language, zone) for one in owed]
        if owed is not None
        else [told_line(kind, params, about, things, language, zone)]
    )
    until = _instant(str(params["until"]), zone) if "until" in params else ""
    code = f"subject.{kind}" if f"subject.{kind}" in LETTERS else "subject.other"
    subject = said(LETTERS, code, language, {"count": len(lines), "until": until})
    closing = said(LETTERS, "open", language)
    return Letter(subject, _text(lines, closing, pages), _html(subject, lines, closing, pages, language), tuple(lines))


def owed_line(one: Mapping[str, Any], things: Mapping[str, Thing], language: Language, zone: ZoneInfo) -> Line:
    """Return the sentence about one thing that is owed."""
    kind = str(one["obligation"]).partition("/")[0]
    what = said(LETTERS, _first(f"owed.{kind}.{one['kind']}", f"owed.{kind}", "owed.other"), language)
    title, path = things.get(str(one["about"]), (str(one["about"]), ""))
    parts = [said(LETTERS, "line", language, {"what": what, "title": title})]
    if one.get("due_at"):
        parts.append(said(LETTERS, "line.due", language, {"due": _instant(str(one["due_at"]), zone)}))
    if one["kind"] in ("final", "escalate", "escalated"):
        parts.append(said(LETTERS, _first(f"line.{one['kind']}.{kind}", f"line.{one['kind']}"), language))
    if one.get("is_copy"):
        parts.append(said(LETTERS, "line.copy_for" if one.get("stands_in_for") else "line.copy", language))
    elif one.get("stands_in_for"):
        parts.append(said(LETTERS, "line.deputy", language))
    return "; ".join(parts), path


def _first(*codes: str) -> str:
    """Return the first code for which there is a sentence."""
    return next(code for code in codes if code in LETTERS)


def told_line(
    kind: str,
    params: Mapping[str, Any],
    about: str | None,
    things: Mapping[str, Thing],
    language: Language,
    zone: ZoneInfo,
) -> Line:
    """Return the sentence about something that happened."""
    title, path = things.get(about or "", (about or "Sổ Vàng", ""))
    spoken = {**params, "title": title}
    if "until" in params:
        spoken["until"] = _instant(str(params["until"]), zone)
    code = f"told.{kind}" if f"told.{kind}" in LETTERS else "told.other"
    return said(LETTERS, code, language, spoken), path


def _text(lines: Sequence[Line], closing: str, pages: str) -> str:
    # what somebody wrote over several lines stays one item
    items = (("\n  ".join(line.splitlines()), path) for line, path in lines)
    said_lines = [f"- {item}" + (f"\n  {pages}{path}" if pages and path else "") for item, path in items]
    return "\n".join([*said_lines, "", closing, *([pages] if pages else [])]) + "\n"


def _html(subject: str, lines: Sequence[Line], closing: str, pages: str, language: Language) -> str:
    items = "".join(f"<li>{_linked(line, path, pages)}</li>" for line, path in lines)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{escape(subject)}</title></head>'
        f"<body><ul>{items}</ul><p>{escape(closing)}</p></body></html>"
    )


def _linked(line: str, path: str, pages: str) -> str:
    return f'<a href="{escape(pages + path)}">{escape(line)}</a>' if pages and path else escape(line)


def _instant(text: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(text).astimezone(zone).strftime("%H:%M %d/%m/%Y")
