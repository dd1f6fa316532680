"""A programme is read aloud in both languages, and programmes that differ are read differently."""

import json
from pathlib import Path
from typing import Any

import pytest

from rules.clusters import Cluster
from rules.doers import Where
from rules.editions import canonical_json
from rules.loading import find_programme
from rules.phrases import Moment, Publication, Remind, Share, Span
from rules.phrasing import Phrase
from rules.programme import STAGE_KINDS, Escalation, Evidence, Gives, OfficeHours, Place, Programme, Reminding, Select
from rules.quotas import Quota
from rules.ranking import Rank
from rules.sheets import Band, Item, Mark, Sheet
from words.catalogue import LANGUAGES, Language
from words.phrases import listed, phrase, word
from words.prose import read_aloud

HOURS = Reminding.model_validate_json(
    '{"hours": {"starts": "07:30", "ends": "17:00"}, "days": "working days", "at_most": 5}'
)
SMALL = find_programme(str(Path(__file__).parents[1] / "rules" / "programmes" / "small.yaml")).model_copy(
    update={"reminders": HOURS}
)
SO_VANG = find_programme("so-vang")

EXCEPTION: dict[str, Any] = {
    "for": {"units": ["pc08"], "kinds": ["commune"], "periods": ["2026-Q4"]},
    "because": "Đợt cao điểm",
    "until": "2026-12-31",
    "set": {"stages.quarter.select.at_most": 9},
}

OBJECTIONS = {
    "ruled_by": "secretary of the unit",
    "within": "5 days",
    "escalate": {"after": "2 days", "to": "head of the unit"},
}

# one other value for each clause of the small programme, by its path
OTHERS: dict[str, Any] = {
    "programme": "another",
    "title": {"vi": "Khác", "en": "Other"},
    "source": "Elsewhere.",
    "in_force_from": "2027-01-01",
    "time_zone": "UTC",
    "calendar": "other",
    "office_hours.starts": "08:00",
    "office_hours.ends": "16:00",
    "reminders.hours.starts": "08:00",
    "reminders.hours.ends": "16:00",
    "reminders.days": "every day",
    "reminders.at_most": 6,
    "places.0.title": {"vi": "Khác", "en": "Other"},
    "places.0.is": "a team",
    "places.3.place": "post",
    "awards": [{"award": "badge", "title": {"vi": "Huy hiệu", "en": "Badge"}}],
    "facts": [{"fact": "sober", "title": {"vi": "Tỉnh táo", "en": "Sober"}}],
    "stages.1.attests": ["sober"],
    "stages.5.objections": OBJECTIONS,
    "stages.1.award": "may be raised or lowered",
    "stages.5.fund": "at most 5 million VND every month",
    "stages.0.title": {"vi": "Khác", "en": "Other"},
    "stages.0.stage": "diary",
    "stages.0.source": "Elsewhere.",
    "stages.0.for": ["colleague"],
    "stages.0.deed_at_most": "31 days",
    "stages.0.asks_for": ["place"],
    "stages.0.evidence.files_at_most": 6,
    "stages.0.evidence.megabytes_each_at_most": 11,
    "stages.0.evidence.kinds": ["webp"],
    "stages.0.within": "11 working days",
    "stages.0.extend_at_most": "11 working days",
    "stages.0.remind": [],
    "stages.0.leads_to.silence": "team",
    "stages.1.done_by": "head of the unit",
    "stages.1.never_by": ["author"],
    "stages.1.within": "4 working days",
    "stages.1.extend_at_most": "4 working days",
    "stages.1.remind": ["when due"],
    "stages.1.escalate.after": "3 days",
    "stages.1.escalate.to": "standing office of the province",
    "stages.1.silence_after": "3 working days",
    "stages.1.leads_to.returned": "month",
    "stages.2.council": "province",
    "stages.2.every": "year",
    "stages.2.candidates_until": "day 25",
    "stages.2.votes_open": "when candidates close",
    "stages.2.votes_close": "3 working days after voting opens",
    "stages.2.early_close": "when all have voted",
    "stages.2.ballot": "secret",
    "stages.2.absent": "written ballot",
    "stages.2.missing_ballots": {"before": "1 day", "tell": "secretary of the unit"},
    "stages.2.recused": "leave the count",
    "stages.2.stands_aside": ["author", "honoured", "recommender"],
    "stages.2.quorum": "at least 1/2 of members including the chair",
    "stages.2.passes_with": "more than 1/2 of valid votes",
    "stages.2.on_tie": "fails",
    "stages.2.select.at_least": 1,
    "stages.2.select.at_most": 7,
    "stages.2.select.rank_by": ["beneficiaries"],
    "stages.2.select.on_tie_at_limit": "run-off",
    "stages.2.if_none": "report none, remind the head of the unit",
    "stages.2.not_selected": "considered again at the next sitting, once",
    "stages.2.not_selected_but_passed": "waiting list until results are published",
    "stages.2.results_published": "when voting closes",
    "stages.2.gives": {"book": "unit", "document": "page", "number": "{n}"},
    "stages.2.reports_to": "quarter",
    "stages.2.leads_to.no_quorum": "end",
    "stages.3.done_by": "head of the unit",
    "stages.3.needs": ["minutes", "letters"],
    "stages.3.within": "4 working days",
    "stages.3.escalate.after": "3 days",
    "stages.3.silence_after": "3 working days",
    "stages.5.gives.book": "unit",
    "stages.5.gives.document": "leaf",
    "stages.5.gives.number": "{n}/SV",
    "stages.5.publish": "after 3 days of comment",
    "exceptions": [EXCEPTION],
}
FLAGS = find_programme("monthly-flags")
# and one for each clause that only a programme with score sheets has
OTHERS_OF_FLAGS: dict[str, Any] = {
    "sheets.0.sheet": "week",
    "sheets.0.title": {"vi": "Khác", "en": "Other"},
    "sheets.0.points": 99,
    "sheets.0.items.3.item": "speed",
    "sheets.0.items.3.title": {"vi": "Khác", "en": "Other"},
    "sheets.0.items.3.at_most": 14,
    "sheets.0.bands": [],
    "sheets.0.bands.0.band": "blue",
    "sheets.0.bands.0.title": {"vi": "Khác", "en": "Other"},
    "sheets.0.bands.0.at_least": 61,
    "stages.1.sheet": "week",
    "stages.1.done_by": "head of the team",
    "stages.1.passes_with": "at least 61 points",
    "stages.3.passes_with": "at least the band red",
    "stages.3.done_by": "head of the team",
    "stages.3.never_by": ["honoured"],
    "stages.3.within": "3 days",
    "stages.3.extend_at_most": "3 days",
    "stages.3.silence_after": "9 days",
}
CLUSTERS = find_programme("cluster-flag")
OTHERS_OF_CLUSTERS: dict[str, Any] = {
    "clusters.0.cluster": "guard",
    "clusters.0.title": {"vi": "Khác", "en": "Other"},
    "clusters.0.units": ["pa01", "pa02"],
    "stages.2.quarter": "second",
    "stages.7.select.per": None,
    "stages.7.select.rank_by": ["50% score and 50% ayes"],
    "places.1.is": "a department",
}
ONE_VALUE_ONLY = {"schema", "kind", "by"}


def changed(path: str, value: object, of: Programme = SMALL) -> Programme:
    content: Any = of.model_dump(mode="json", exclude_none=True)
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    place = content
    for step in steps:
        place = place[step]
    place[last] = value
    if path == "sheets.0.sheet":  # all name the sheet, which one is another clause
        content["stages"][1:4] = [stage | {"sheet": value} for stage in content["stages"][1:4]]
    if path == "stages.1.sheet":
        content["sheets"] += [content["sheets"][0] | {"sheet": value}]
    if path == "stages.0.stage":
        content["stages"][1]["leads_to"]["returned"] = value
    return Programme.model_validate_json(json.dumps(content))


def lines(programme: Programme, language: Language) -> list[str]:
    """Return what is read aloud without the edition's hash, which differs in any case."""
    return [line for line in read_aloud(programme, language).splitlines() if "sv1-" not in line]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [path for path in OTHERS if path != "programme"])
def test_another_clause_is_another_text_to_sign(path: str, language: Language) -> None:
    other = changed(path, OTHERS[path])

    assert lines(other, language) != lines(SMALL, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OTHERS_OF_FLAGS)
def test_another_clause_about_scores_is_another_text_to_sign(path: str, language: Language) -> None:
    other = changed(path, OTHERS_OF_FLAGS[path], FLAGS)

    assert lines(other, language) != lines(FLAGS, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", OTHERS_OF_CLUSTERS)
def test_another_clause_about_clusters_is_another_text_to_sign(path: str, language: Language) -> None:
    other = changed(path, OTHERS_OF_CLUSTERS[path], CLUSTERS)

    assert lines(other, language) != lines(CLUSTERS, language)


def test_no_clause_is_left_unsaid() -> None:
    clauses = (Programme, Place, OfficeHours, Reminding, *STAGE_KINDS.values(), Evidence, Escalation, Select, Gives,
               Sheet, Item, Band, Cluster)  # fmt: skip
    keys = {field.alias or name for clause in clauses for name, field in clause.model_fields.items()}

    said = {
        step
        for path in (*OTHERS, *OTHERS_OF_FLAGS, *OTHERS_OF_CLUSTERS)
        for step in path.split(".")
        if not step.isdigit()
    }

    assert keys - said == ONE_VALUE_ONLY


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "other",
    [
        {"for": {"units": ["pv01"], "kinds": ["commune"], "periods": ["2026-Q4"]}},
        {"for": {"units": ["pc08"], "kinds": ["team"], "periods": ["2026-Q4"]}},
        {"for": {"units": ["pc08"], "kinds": ["commune"], "periods": ["2026-Q4", "2027"]}},
        {"for": {"periods": ["2026-Q4"]}},
        {"because": "Khác"},
        {"until": "2027-01-31"},
        {"set": {"stages.quarter.select.at_most": 8}},
        {"set": {"stages.quarter.select.at_most": 9, "stages.team.within": "9 days"}},
    ],
    ids=str,
)
def test_another_exception_is_another_text_to_sign(other: dict[str, Any], language: Language) -> None:
    one, another = changed("exceptions", [EXCEPTION]), changed("exceptions", [EXCEPTION | other])

    assert lines(one, language) != lines(another, language)


def test_an_exception_is_read_as_the_sentences_that_hold_instead() -> None:
    read = lines(changed("exceptions", [EXCEPTION]), "en")

    at = read.index(
        "Exception 1. For the units pc08 and all below them, units of kind commune and all below them, in 2026-Q4, "
        "until 31 December 2026: Đợt cao điểm"
    )
    assert read[at + 1 : at + 4] == [
        "  At “Quarter” (quarter), the sentences marked + hold instead of those marked -:",
        "    + Selected are: at most 9.",
        "    - Selected are: at most 5.",
    ]


def test_the_same_edition_is_read_the_same() -> None:
    again = Programme.model_validate_json(canonical_json(SO_VANG))

    assert read_aloud(again, "vi") == read_aloud(SO_VANG, "vi")


def test_the_golden_book_is_read_in_vietnamese() -> None:
    read = [line.strip() for line in read_aloud(SO_VANG, "vi").splitlines()]

    assert read[0] == "SỔ VÀNG LẬP CÔNG - MỖI NGÀY MỘT VIỆC TỐT VÌ NHÂN DÂN"
    assert "6.12. Phiên xét hợp lệ khi có ít nhất 2/3 tổng số thành viên tham gia." in read
    assert "6.13. Được thông qua khi có ít nhất 80% tổng số thành viên tán thành." in read
    assert "6.16. Số việc được chọn: không quá 20." in read


def test_the_golden_book_is_read_in_english() -> None:
    read = [line.strip() for line in read_aloud(SO_VANG, "en").splitlines()]

    assert read[0] == "GOLDEN BOOK OF MERIT - A GOOD DEED FOR THE PEOPLE EVERY DAY"
    assert "6.13. A deed passes with the ayes of at least 80% of all members." in read
    assert "6.16. Selected are: at most 20." in read


@pytest.mark.parametrize(
    ("text", "kind", "vi", "en"),
    [
        ("more than 1/2 of votes cast", Share, "trên 1/2 số phiếu đã bỏ", "more than 1/2 of the votes cast"),
        (
            "at least 2/3 of members including the chair",
            Share,
            "ít nhất 2/3 tổng số thành viên, trong đó có chủ tịch hội đồng",
            "at least 2/3 of all members, the chair among them",
        ),
        ("1 month", Span, "1 tháng", "1 month"),
        ("score", Rank, "điểm cao hơn", "the higher score"),
        ("earlier log", Rank, "việc ghi trước", "the earlier entry"),
        (
            "60% score and 40% ayes",
            Rank,
            "60% điểm và 40% phiếu tán thành, tính theo tỷ lệ so với mức tối đa",
            "60% score and 40% ayes, each as a share of the most there can be",
        ),
        ("at least 91 points", Mark, "ít nhất 91 điểm", "at least 91 points"),
        ("at least the band red", Mark, "ít nhất mức red", "at least the band red"),
        ("24 hours", Span, "24 giờ", "24 hours"),
        ("last day of the period", Moment, "hết ngày cuối cùng của kỳ", "the end of the last day of the period"),
        ("when voting closes", Moment, "ngay khi đóng bỏ phiếu", "as soon as voting closes"),
        ("3 days after voting opens", Moment, "3 ngày sau khi mở bỏ phiếu", "3 days after voting opens"),
        ("day 25", Moment, "hết ngày 25 của tháng cuối kỳ", "the end of day 25 of the period's last month"),
        ("when due", Remind, "khi đến hạn", "when it is due"),
        (
            "every working day after, at most 5 times",
            Remind,
            "sau hạn, cứ 1 ngày làm việc một lần, nhiều nhất 5 lần",
            "after the deadline every working day, at most 5 times",
        ),
        ("no limit", Quota, "không giới hạn số lượng", "without limit"),
        (
            "15% of holders of advanced-soldier, rounded down",
            Quota,
            "không quá 15% số người đang giữ danh hiệu advanced-soldier, làm tròn xuống",
            "at most 15% of the holders of advanced-soldier, rounded down",
        ),
        (
            "15% of 40 holders of advanced-soldier, rounded up",
            Quota,
            "không quá 6, là 15% của 40 người đang giữ danh hiệu advanced-soldier, làm tròn lên",
            "at most 6, which is 15% of 40 holders of advanced-soldier, rounded up",
        ),
        (
            "a province",
            Where,
            "đơn vị loại province gần nhất, từ nơi ghi việc tốt trở lên",
            "the nearest unit of kind province, upwards from where the deed was logged",
        ),
        ("at once", Publication, "công bố ngay", "published at once"),
    ],
)
def test_a_phrase_is_said_in_both_languages(text: str, kind: type[Phrase], vi: str, en: str) -> None:
    said = kind.parse(text)

    assert (phrase(said, "vi"), phrase(said, "en")) == (vi, en)


def test_what_is_no_phrase_is_not_said() -> None:
    with pytest.raises(TypeError):
        phrase(object(), "vi")


def test_a_word_that_the_rules_do_not_fix_stays_as_it_is() -> None:
    assert word("thư cảm ơn", "en") == "thư cảm ơn"


@pytest.mark.parametrize(
    ("items", "vi", "en"),
    [
        ([], "", ""),
        (["a"], "a", "a"),
        (["a", "b"], "a và b", "a and b"),
        (["a", "b", "c"], "a, b và c", "a, b and c"),
    ],
)
def test_items_are_listed_as_people_list_them(items: list[str], vi: str, en: str) -> None:
    assert (listed(items, "vi"), listed(items, "en")) == (vi, en)
