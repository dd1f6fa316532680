"""A plan of a change of the rules, and a replay of what was decided, as lines that people read."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from words.catalogue import Language, Sentences, said
from words.differences import told_day
from words.rule_changes import RULE_CHANGES

Json = dict[str, Any]

SHOWN = 10
"""How many of a kind a text names before it says how many more there are."""

RULE_PLANS: Sentences = {
    "plan": (
        "Nếu {programme} theo bản {draft} thay bản {base} từ {at}:",
        "If {programme} goes by the edition {draft} in place of {base} from {at}:",
    ),
    "plan_calendar": (
        "Nếu lịch {programme} theo bản {draft} thay bản {base} từ {at}:",
        "If the calendar {programme} goes by the edition {draft} in place of {base} from {at}:",
    ),
    "days": ("Ngày thay đổi: {count}", "Days that change: {count}"),
    "day": ("  - {before}\n  + {after}", "  - {before}\n  + {after}"),
    "estimated": ("{moves} (dự kiến)", "{moves} (estimated)"),
    "clauses": ("Điều khoản thay đổi: {count}", "Clauses that change: {count}"),
    "clause": ("  {clause}: {before} → {after}", "  {clause}: {before} → {after}"),
    "choice": (
        (
            "[{choice}] {name}: {nominations} hồ sơ và {sittings} phiên họp chuyển; {deadlines} mốc thời gian và "
            "{reminders} lời nhắc đổi"
        ),
        (
            "[{choice}] {name}: nominations that move {nominations}, sittings {sittings}; instants that move "
            "{deadlines}, reminders that change {reminders}"
        ),
    ),
    "not_allowed": (
        "  KHÔNG áp dụng được: phiếu đang mở của {sittings} giữ nguyên tỷ lệ, số người tối thiểu và cách bỏ phiếu",
        "  NOT allowed: the open votes of {sittings} keep their threshold, quorum and way of voting",
    ),
    "moving": ("  {about}: {moves}", "  {about}: {moves}"),
    "move": ("{name} {before} → {after}", "{name} {before} → {after}"),
    "terms_only": ("theo điều khoản mới, không mốc nào đổi", "other terms, no instant moves"),
    "reminders": ("nhắc {before} → {after}", "reminders {before} → {after}"),
    "stay": ("  giữ nguyên {count}: {why}", "  stay as they are {count}: {why}"),
    "open_otherwise": (
        "  phiên họp chưa mở, sẽ mở theo điều khoản mới: {count}",
        "  planned sittings that will open under the new terms: {count}",
    ),
    "and_more": ("  … và {count} mục nữa", "  … and {count} more"),
    "expectations": ("Dự kiến:", "What is likely:"),
    "expectation": (
        "  {sitting}: có thể {likely} đề nghị cho {places} (đang chờ {standing}, đang trên đường {coming})",
        "  {sitting}: {likely} likely for {places} (waiting {standing}, on the way {coming})",
    ),
    "places": ("{before} → {after} chỗ", "{before} → {after} places"),
    "least": (", ít nhất {before} → {after}", ", at least {before} → {after}"),
    "no_limit": ("không giới hạn", "no limit"),
    "nothing": ("không có", "none"),
    # replaying
    "replayed": (
        "Đã quyết lại {sittings} phiên họp, {candidates} lượt xét, theo bản {draft} ({first}–{last}); không ghi gì.",
        (
            "Decided again {sittings} sittings, {candidates} candidates, by the edition {draft} ({first} to {last}); "
            "nothing was written."
        ),
    ),
    "flips": ("Kết quả đổi: {count}", "Outcomes that flip: {count}"),
    "flip": (
        "  {sitting} {nomination}: {before} → {after}, vì {clauses}",
        "  {sitting} {nomination}: {before} → {after}, by {clauses}",
    ),
    "not_replayed": ("  không quyết lại được {sitting}: {why}", "  not decided again {sitting}: {why}"),
    "run_off_needed": (
        "phải bỏ phiếu lại, không đoán kết quả",
        "another vote would be needed, which is not guessed",
    ),
    "no_such_stage": ("bản mới không có bước này", "the edition has no such stage"),
    "chair_unknown": (
        "kết quả tuỳ lá phiếu của chủ tịch, mà phiếu kín không giữ lại",
        "it hangs on what the chair chose, which a secret vote does not keep",
    ),
    "present_unknown": ("không điểm danh số người có mặt", "nobody took the roll"),
    "not_a_council": ("bản mới không có Hội đồng ở bước này", "the edition has no council at this stage"),
    "counts_missing": ("thiếu số phiếu đã kiểm", "its counts are not recorded"),
}


def plan_lines(plan: Json, language: Language, zone: ZoneInfo) -> Iterator[str]:
    """Yield the lines of a plan, as `rules.plan` hands it over in JSON."""
    say = _sayer(language)
    names = {name: plan[name] for name in ("programme", "base", "draft")}
    yield say("plan_calendar" if plan["kind"] == "calendar" else "plan", **names, at=_local(plan["at"], zone))
    clauses, days = plan["clauses"], plan["days"]
    if plan["kind"] == "calendar":
        yield say("days", count=len(days))
        yield from _some((_day(one, language) for one in days), len(days), language)
    else:
        yield say("clauses", count=len(clauses))
    for one in clauses:
        yield say("clause", clause=one["clause"], before=_value(one["before"]), after=_value(one["after"]))
    for choice in plan["choices"]:
        yield from _choice(choice, language, zone)
    expected = plan["expectations"]
    if expected:
        yield say("expectations")
    yield from _some((_expectation(one, language) for one in expected), len(expected), language)


def replay_lines(replay: Json, language: Language) -> Iterator[str]:
    """Yield the lines of a replay."""
    say = _sayer(language)
    names = ("sittings", "candidates", "draft", "first", "last")
    yield say("replayed", **{name: replay[name] for name in names})
    yield say("flips", count=len(replay["flips"]))
    for one in replay["flips"]:
        yield say(
            "flip",
            sitting=one["sitting_id"],
            nomination=one["nomination_id"],
            before=one["before"],
            after=one["after"],
            clauses=", ".join(one["clauses"]) or "-",
        )
    for one in replay["left_out"]:
        yield say(
            "not_replayed", sitting=one["sitting_id"], why=say(one["why"]) if one["why"] in RULE_PLANS else one["why"]
        )


def _choice(choice: Json, language: Language, zone: ZoneInfo) -> Iterator[str]:
    say = _sayer(language)
    moving = choice["moving"]
    kinds = [one["kind"] for one in moving]
    yield say(
        "choice",
        choice=choice["running"],
        name=said(RULE_CHANGES, str(choice["running"]), language),
        nominations=kinds.count("nomination"),
        sittings=kinds.count("sitting"),
        deadlines=choice["deadlines"],
        reminders=choice["reminders"],
    )
    if choice["refused"]:
        yield say("not_allowed", sittings=", ".join(choice["refused"]))
    yield from _some((_moving(one, language, zone) for one in moving), len(moving), language)
    for why, ids in choice["stay"].items():
        yield say("stay", count=len(ids), why=said(RULE_CHANGES, str(why), language))
    if choice["open_otherwise"]:
        yield say("open_otherwise", count=len(choice["open_otherwise"]))


def _moving(one: Json, language: Language, zone: ZoneInfo) -> str:
    say = _sayer(language)
    parts = [
        say("move", name=said(RULE_CHANGES, name, language), before=_local(pair[0], zone), after=_local(pair[1], zone))
        for name, pair in one["moves"].items()
    ]
    before, after = one["reminders_before"], one["reminders_after"]
    if before != after:
        parts.append(say("reminders", before=_instants(before, zone), after=_instants(after, zone)))
    moves = "; ".join(parts) or say("terms_only")
    return say("moving", about=one["about"], moves=say("estimated", moves=moves) if one["is_estimated"] else moves)


def _day(one: Json, language: Language) -> str:
    told = SimpleNamespace(**one | {"day": date.fromisoformat(one["day"])})
    before, after = (told_day(told, one[name], language) for name in ("before", "after"))
    return said(RULE_PLANS, "day", language, {"before": before, "after": after})


def _expectation(one: Json, language: Language) -> str:
    say = _sayer(language)
    limits = (one["at_most_before"], one["at_most_after"])
    before, after = (say("no_limit") if limit is None else limit for limit in limits)
    places = say("places", before=before, after=after)
    if one["at_least_before"] != one["at_least_after"]:
        places += say("least", before=one["at_least_before"] or 0, after=one["at_least_after"] or 0)
    return say(
        "expectation",
        sitting=one["sitting_id"],
        likely=one["likely"],
        places=places,
        standing=one["standing"],
        coming=one["on_the_way"],
    )


def _some(lines: Iterable[str], count: int, language: Language) -> Iterator[str]:
    """Yield the first lines, and how many more there are."""
    for place, line in enumerate(lines):
        if place == SHOWN:
            yield said(RULE_PLANS, "and_more", language, {"count": count - SHOWN})
            return
        yield line


def _sayer(language: Language) -> Callable[..., str]:
    def say(code: str, **params: object) -> str:
        return said(RULE_PLANS, code, language, params)

    return say


def _value(value: object) -> str:
    return value if isinstance(value, str) else "-" if value is None else json.dumps(value, ensure_ascii=False)


def _instants(instants: list[str], zone: ZoneInfo) -> str:
    return ", ".join(_local(one, zone) for one in instants) or "-"


def _local(instant: object, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(str(instant)).astimezone(zone):%H:%M %d/%m/%Y}" if instant else "-"
