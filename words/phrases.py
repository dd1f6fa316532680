"""The phrases and fixed words of the rule language as people say them, in Vietnamese and English.

It translates single phrases and words; `words.prose` makes sentences of them.
"""

from collections.abc import Iterable
from functools import singledispatch

from rules.amounts import Fund, Money
from rules.clauses import Title
from rules.doers import Doer, Where
from rules.phrases import Happening, Moment, Publication, Remind, Share, Span
from rules.quotas import Quota
from rules.ranking import Rank
from rules.sheets import Mark
from words.catalogue import LANGUAGES, Language, Sentences, said

PHRASES: Sentences = {
    "share.at_least": ("ít nhất {amount} {base}", "at least {amount} of {base}"),
    "share.more_than": ("trên {amount} {base}", "more than {amount} of {base}"),
    "share.chair": ("{share}, trong đó có chủ tịch hội đồng", "{share}, the chair among them"),
    "share.category": ("{share}, trong đó có ít nhất một {category}", "{share}, a {category} among them"),
    "moment.last_day": ("hết ngày cuối cùng của kỳ", "the end of the last day of the period"),
    "moment.day": ("hết ngày {day} của tháng cuối kỳ", "the end of day {day} of the period's last month"),
    "moment.at": ("ngay khi {happening}", "as soon as {happening}"),
    "moment.after": ("{span} sau khi {happening}", "{span} after {happening}"),
    "remind.before": ("trước hạn {span}", "{span} before the deadline"),
    "remind.due": ("khi đến hạn", "when it is due"),
    "remind.after": (
        "sau hạn, cứ {span} một lần, nhiều nhất {times} lần",
        "after the deadline every {span}, at most {times} times",
    ),
    "quota.limit": ("không quá {limit}", "at most {limit}"),
    "quota.part": (
        "không quá {part} số người đang giữ danh hiệu {of}, {rounding}",
        "at most {part} of the holders of {of}, {rounding}",
    ),
    "quota.counted": (
        "không quá {limit}, là {part} của {base} người đang giữ danh hiệu {of}, {rounding}",
        "at most {limit}, which is {part} of {base} holders of {of}, {rounding}",
    ),
    "quota.none": ("không giới hạn số lượng", "without limit"),
    "where.logged": ("nơi ghi việc tốt", "where the deed was logged"),
    "where.next": ("đơn vị kế tiếp trong cụm thi đua", "the next unit of its cluster"),
    "where.kind": (
        "đơn vị loại {kind} gần nhất, từ nơi ghi việc tốt trở lên",
        "the nearest unit of kind {kind}, upwards from where the deed was logged",
    ),
    "where.under": (
        "đơn vị gần nhất trực thuộc đơn vị loại {kind}, từ nơi ghi việc tốt trở lên",
        "the nearest unit right under one of kind {kind}, upwards from where the deed was logged",
    ),
    "doer.leader": ("chỉ huy {place}", "the leader of the {place}"),
    "doer.head": ("thủ trưởng {place}", "the head of the {place}"),
    "doer.secretary": ("thư ký hội đồng {place}", "the secretary of the {place}"),
    "doer.standing_office": ("bộ phận thường trực {place}", "the standing office of the {place}"),
    "shortfall.report": ('ghi nhận kỳ đó là "không có"', 'the period is recorded as "none"'),
    "shortfall.remind": (
        'ghi nhận kỳ đó là "không có" và nhắc {doer}',
        'the period is recorded as "none" and {doer} is reminded',
    ),
    "money": ("{vnd} đồng", "{vnd} VND"),
    "fund": ("không quá {most} mỗi {every}, kỳ mới lại từ đầu", "at most {most} every {every}, each beginning anew"),
    "rank.mix": ("{parts}, tính theo tỷ lệ so với mức tối đa", "{parts}, each as a share of the most there can be"),
    "rank.part.score": ("{percent}% điểm", "{percent}% score"),
    "rank.part.ayes": ("{percent}% phiếu tán thành", "{percent}% ayes"),
    "mark.points": ("ít nhất {points} điểm", "at least {points} points"),
    "mark.band": ("ít nhất mức {band}", "at least the band {band}"),
    "publication.at_once": ("công bố ngay", "published at once"),
    "publication.comment": ("công bố sau {span} lấy ý kiến", "published after {span} of comment"),
}

WORDS: Sentences = {
    # of whom a share is taken
    "members": ("tổng số thành viên", "all members"),
    "present": ("số thành viên có mặt", "the members present"),
    "taking_part": ("số thành viên tham gia biểu quyết", "the members taking part"),
    "votes_cast": ("số phiếu đã bỏ", "the votes cast"),
    "valid_votes": ("số phiếu hợp lệ", "the valid votes"),
    "supervisor": ("cán bộ chỉ huy", "supervisor"),
    # spans
    "working_day": ("ngày làm việc", "working day"),
    "day": ("ngày", "day"),
    "month": ("tháng", "month"),
    "hour": ("giờ", "hour"),
    "minute": ("phút", "minute"),
    "quarter": ("quý", "quarter"),
    "year": ("năm", "year"),
    # what happens to a sitting
    "the period ends": ("kết thúc kỳ", "the period ends"),
    "candidates close": ("hết hạn nhận đề nghị", "candidates close"),
    "voting opens": ("mở bỏ phiếu", "voting opens"),
    "voting closes": ("đóng bỏ phiếu", "voting closes"),
    # who acts
    "author": ("người ghi việc tốt", "the author of the entry"),
    "honoured": ("người được tôn vinh", "whoever is honoured"),
    "recommender": ("người giới thiệu", "the recommender"),
    "officer": ("cán bộ, chiến sĩ", "officer"),
    "self": ("bản thân", "oneself"),
    "collective": ("tập thể", "a collective"),
    "colleague": ("đồng đội", "a colleague"),
    # what is asked for
    "title": ("tên việc tốt", "title"),
    "date": ("ngày", "date"),
    "place": ("nơi xảy ra", "place"),
    "story": ("diễn biến", "story"),
    "award": ("hình thức đề nghị", "the award proposed"),
    "amount": ("số tiền đề nghị", "the sum proposed"),
    "beneficiaries": ("số người được giúp", "number of people helped"),
    "jpeg": ("ảnh JPEG", "JPEG pictures"),
    "png": ("ảnh PNG", "PNG pictures"),
    "webp": ("ảnh WebP", "WebP pictures"),
    "pdf": ("tệp PDF", "PDF files"),
    # papers that every office knows; others are said as the file writes them
    "submission letter": ("tờ trình", "submission letter"),
    "minutes": ("biên bản", "minutes"),
    "achievement report": ("báo cáo thành tích", "achievement report"),
    "recognition-decision": ("quyết định công nhận", "recognition decision"),
    "golden-book-page": ("trang sổ vàng", "page of the Golden Book"),
    # how a part of people becomes a number of places
    "down": ("làm tròn xuống", "rounded down"),
    "up": ("làm tròn lên", "rounded up"),
    "half up": ("từ một nửa trở lên thì làm tròn lên", "a half and more rounded up"),
    "first quarter": ("quý I", "first quarter"),
    "second quarter": ("quý II", "second quarter"),
    "third quarter": ("quý III", "third quarter"),
    "fourth quarter": ("quý IV", "fourth quarter"),
    # order of rank
    "ayes": ("số phiếu tán thành nhiều hơn", "more ayes"),
    "earlier deed": ("việc làm trước", "the earlier deed"),
    "earlier log": ("việc ghi trước", "the earlier entry"),
    "rank score": ("điểm cao hơn", "the higher score"),
    "rank beneficiaries": ("giúp được nhiều người hơn", "more people helped"),
}


def doing(found: Doer, place: str, language: Language) -> str:
    """Return who must act as people say it; `place` is what the programme calls the place."""
    return said(PHRASES, f"doer.{found.role}", language, {"place": place})


def falling_short(whom: str, language: Language) -> str:
    """Return what follows when a sitting has nothing to record; `whom` is reminded, "" for nobody."""
    return said(PHRASES, "shortfall.remind" if whom else "shortfall.report", language, {"doer": whom})


@singledispatch
def phrase(found: object, language: Language) -> str:
    """Return a phrase of the rule language as people say it. Raise TypeError for what is not a phrase.

    A doer, and whatever names one, needs what the programme calls the place: `doing` and `falling_short`.
    """
    raise TypeError(found, language)


def titled(title: Title, language: Language) -> str:
    """Return what the rules call something."""
    return title.en if language == "en" else title.vi


def word(text: str, language: Language) -> str:
    """Return a fixed word of the rule language as people say it; another text stays as it is."""
    return WORDS[text][LANGUAGES.index(language)] if text in WORDS else text


def listed(items: Iterable[str], language: Language) -> str:
    """Return items as "a, b and c"."""
    everything = list(items)
    joint = "and" if language == "en" else "và"
    return f" {joint} ".join(filter(None, [", ".join(everything[:-1]), *everything[-1:]]))


@phrase.register
def _(found: Share, language: Language) -> str:
    amount, base = found.amount, word(found.base, language)
    share = said(PHRASES, f"share.{found.op}", language, {"amount": amount, "base": base})
    if found.including:
        return said(PHRASES, "share.category", language, {"share": share, "category": word(found.including, language)})
    return said(PHRASES, "share.chair", language, {"share": share}) if found.including_chair else share


@phrase.register
def _(found: Span, language: Language) -> str:
    plural = "s" if language == "en" and found.count > 1 else ""
    return f"{found.count} {word(found.unit, language)}{plural}"


@phrase.register
def _(found: Moment, language: Language) -> str:
    happening = word(found.happening, language)
    if found.day:
        return said(PHRASES, "moment.day", language, {"day": found.day})
    if found.span:
        return said(PHRASES, "moment.after", language, {"span": phrase(found.span, language), "happening": happening})
    if found.happening is Happening.PERIOD_ENDS:
        return said(PHRASES, "moment.last_day", language)
    return said(PHRASES, "moment.at", language, {"happening": happening})


@phrase.register
def _(found: Remind, language: Language) -> str:
    span = phrase(found.span, language) if found.span else ""
    if language == "en" and found.when == "after":
        span = span.removeprefix("1 ")
    return said(PHRASES, f"remind.{found.when}", language, {"span": span, "times": found.times})


@phrase.register
def _(found: Quota, language: Language) -> str:
    if found.part is None:
        code = "quota.none" if found.limit is None else "quota.limit"
        return said(PHRASES, code, language, {"limit": found.limit})
    part, code = found.part, "quota.part" if found.is_uncounted else "quota.counted"
    told = {"part": part.amount, "of": part.of, "rounding": word(part.rounding, language)}
    return said(PHRASES, code, language, {**told, "base": part.base, "limit": found.limit})


@phrase.register
def _(found: Money, language: Language) -> str:
    written = f"{found.vnd:,}"
    return said(PHRASES, "money", language, {"vnd": written.replace(",", ".") if language == "vi" else written})


@phrase.register
def _(found: Fund, language: Language) -> str:
    most, every = phrase(found.at_most, language), word(found.every, language)
    return said(PHRASES, "fund", language, {"most": most, "every": every})


@phrase.register
def _(found: Rank, language: Language) -> str:
    if len(found.parts) == 1:
        what = found.parts[0][0]
        return word(f"rank {what}" if what in ("beneficiaries", "score") else what, language)
    parts = [said(PHRASES, f"rank.part.{what}", language, {"percent": percent}) for what, percent in found.parts]
    return said(PHRASES, "rank.mix", language, {"parts": listed(parts, language)})


@phrase.register
def _(found: Mark, language: Language) -> str:
    code = "mark.band" if found.points is None else "mark.points"
    return said(PHRASES, code, language, {"points": found.points, "band": found.band})


@phrase.register
def _(found: Where, language: Language) -> str:
    if found.is_next:
        return said(PHRASES, "where.next", language)
    code = "where.logged" if found.kind is None else "where.under" if found.is_under else "where.kind"
    return said(PHRASES, code, language, {"kind": found.kind})


@phrase.register
def _(found: Publication, language: Language) -> str:
    if found.comment is None:
        return said(PHRASES, "publication.at_once", language)
    return said(PHRASES, "publication.comment", language, {"span": phrase(found.comment, language)})
