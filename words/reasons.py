"""Why something was decided so, as sentences: the codes of `rules.reasons.Because` → (Vietnamese, English).

Sentences only, from numbers only: no person is named in a reason.
"""

from datetime import date

from rules.phrases import Moment, Share, Span
from rules.phrasing import Phrase
from rules.reasons import Because
from words.catalogue import Language, Sentences, said
from words.phrases import phrase, word

# parameters that are phrases of the rule language, or days
_PHRASES: dict[str, type[Phrase]] = {"rule": Share, "span": Span, "moment": Moment}
_DAYS = frozenset({"day", "from", "to"})

REASONS: Sentences = {
    # who counts
    "members_counted": (
        "Hội đồng có {members} thành viên; {took_part} người gửi phiếu.",
        "Members of the council: {members}; ballots sent: {took_part}.",
    ),
    "recused_left_count": (
        "{recused} người không biểu quyết vì liên quan, không tính vào tổng số.",
        "Stood aside and left out of the count: {recused}.",
    ),
    "recused_stayed_in_count": (
        "{recused} người không biểu quyết vì liên quan, vẫn tính vào tổng số.",
        "Stood aside and still in the count: {recused}.",
    ),
    "silent_members": (
        "{silent} người không gửi phiếu nhưng vẫn tính vào tổng số thành viên.",
        "Sent no ballot and still in the count: {silent}.",
    ),
    "nobody_left": (
        "Không còn ai để biểu quyết ({members} thành viên, {recused} người không biểu quyết vì liên quan).",
        "Nobody is left to decide (members: {members}, stood aside: {recused}).",
    ),
    # the quorum
    "quorum_met": (
        "Đủ số người tham gia: {took_part} trên {base}, cần {needed} ({rule}).",
        "There is a quorum: {took_part} of {base} took part, {needed} were needed ({rule}).",
    ),
    "quorum_missed": (
        "Không đủ số người tham gia: {took_part} trên {base}, cần {needed} ({rule}).",
        "There is no quorum: {took_part} of {base} took part, {needed} were needed ({rule}).",
    ),
    "category_took_no_part": (
        "Quy chế đòi hỏi có người thuộc diện {category} tham gia, nhưng không ai trong số đó gửi phiếu.",
        "The rules ask that a {category} takes part, and none sent a ballot.",
    ),
    "chair_votes_only_then": (
        "Chủ tịch Hội đồng chỉ bỏ phiếu khi phiếu ngang nhau, nên phiếu của Chủ tịch chưa tính vào đây.",
        "The chair votes only on a tie, so the chair's ballot is not counted here.",
    ),
    "chair_took_no_part": (
        "Quy chế đòi hỏi Chủ tịch Hội đồng phải tham gia, nhưng Chủ tịch không gửi phiếu.",
        "The rules ask that the chair takes part, and the chair sent no ballot.",
    ),
    # the ayes
    "ayes_enough": (
        "Đủ phiếu tán thành: {ayes} trên {base}, cần {needed} ({rule}).",
        "There are enough ayes: {ayes} of {base}, {needed} were needed ({rule}).",
    ),
    "ayes_short": (
        "Thiếu phiếu tán thành: {ayes} trên {base}, cần {needed} ({rule}).",
        "There are too few ayes: {ayes} of {base}, {needed} were needed ({rule}).",
    ),
    "chair_not_among_ayes": (
        "Quy chế đòi hỏi Chủ tịch Hội đồng phải tán thành, nhưng Chủ tịch không tán thành.",
        "The rules ask that the chair is among the ayes, and the chair is not.",
    ),
    "tie_fails": (
        "Số phiếu ngang nhau, {ayes} và {noes}: theo quy chế là không đạt.",
        "A tie, {ayes} to {noes}: under the rules it fails.",
    ),
    "tie_chair_for": (
        "Số phiếu ngang nhau, {ayes} và {noes}: Chủ tịch Hội đồng tán thành nên đạt.",
        "A tie, {ayes} to {noes}: the chair is for it, so it passes.",
    ),
    "tie_chair_not_for": (
        "Số phiếu ngang nhau, {ayes} và {noes}: Chủ tịch Hội đồng không tán thành nên không đạt.",
        "A tie, {ayes} to {noes}: the chair is not for it, so it fails.",
    ),
    # the selection
    "selected": (
        "Được chọn: xếp thứ {rank} trong {passed} việc tốt đạt tỷ lệ.",
        "Selected: rank {rank} of {passed} that passed.",
    ),
    "places_of_holders": (
        "Hạn mức là {limit}: {part} của {holders} người đang giữ danh hiệu {of}, {rounding}.",
        "The limit is {limit}: {part} of {holders} holders of {of}, {rounding}.",
    ),
    "tied_at_limit": (
        "Bằng nhau ở thứ {rank}, nơi hạn mức {at_most} kết thúc: cần bỏ phiếu lại để phân định.",
        "Tied at rank {rank}, where the limit of {at_most} falls: a run-off decides.",
    ),
    "later_in_stated_order": (
        "Đạt tỷ lệ và bằng nhau ở thứ {rank}, nhưng ghi nhật ký sau nên ngoài hạn mức {at_most}.",
        "Passed and tied at rank {rank}, but logged later, and so beyond the limit of {at_most}.",
    ),
    "no_place_left": (
        "Đạt tỷ lệ nhưng xếp thứ {rank}, ngoài hạn mức {at_most}.",
        "Passed, but rank {rank} is beyond the limit of {at_most}.",
    ),
    "in_no_cluster": (
        "Đơn vị không thuộc cụm thi đua nào nên không xếp được.",
        "Its unit belongs to no cluster, so it is ranked in none.",
    ),
    "did_not_pass": (
        "Không đạt tỷ lệ: {ayes} phiếu tán thành trên {base}.",
        "Did not pass: {ayes} ayes of {base}.",
    ),
    "vote_without_quorum": (
        "Chưa quyết định được vì không đủ số người tham gia.",
        "Not decided, for want of a quorum.",
    ),
    "moved_up": (
        "Được chọn từ danh sách chờ: có {freed} chỗ trống khi công bố kết quả.",
        "Selected from the waiting list; places free when results were published: {freed}.",
    ),
    "waiting_ended": (
        "Danh sách chờ kết thúc khi công bố kết quả: có {freed} chỗ trống, không đến lượt.",
        "The waiting list ended when results were published; places free: {freed}, none for this one.",
    ),
    # the exceptions
    "exception_applies": (
        "Theo ngoại lệ số {number} của bản quy định ({clauses}): {why}",
        "By exception {number} of the rules ({clauses}): {why}",
    ),
    # the deadlines
    "event_day_not_counted": (
        "Không tính ngày xảy ra sự kiện, {day} (Bộ luật Dân sự 2015, Điều 147).",
        "The day of the event, {day}, is not counted (Civil Code 2015, art. 147).",
    ),
    "days_not_counted": (
        "Có {count} ngày nghỉ không tính.",
        "Days of rest that are not counted: {count}.",
    ),
    "month_ends_earlier": (
        "Tháng cuối không có ngày tương ứng nên thời hạn kết thúc vào ngày cuối tháng, {day} (Điều 148).",
        "The last month has no such date, so the term ends on its last day, {day} (art. 148).",
    ),
    "moved_to_working_day": (
        "Ngày cuối, {from}, là ngày nghỉ nên chuyển sang ngày làm việc tiếp theo, {to} (Điều 148).",
        "The last day, {from}, is a day of rest, so the term ends on the next working day, {to} (art. 148).",
    ),
    "by_the_rules": ("Theo quy định: {moment}.", "By the rules: {moment}."),
    "named_day_of_rest": (
        "Ngày {day} là ngày nghỉ, nhưng quy định nêu đích danh ngày đó nên không chuyển sang ngày khác.",
        "Nobody works on {day}; the rules name that very day, so it does not move.",
    ),
    "office_opens": (
        "Bắt đầu lúc vào giờ làm việc, {at}.",
        "It begins when the office opens, at {at}.",
    ),
    "office_closes": (
        "Thời hạn kết thúc lúc hết giờ làm việc, {at}.",
        "The term ends when the office closes, at {at}.",
    ),
    "year_estimated": (
        "Ước tính: lịch nghỉ mới được công bố đến {day}; thông báo sau có thể làm hạn thay đổi.",
        "Estimated: holidays are announced until {day} only; a later notice may move the deadline.",
    ),
    "deadline_extended": (
        "Được gia hạn: từ ngày {from} sang ngày {to}.",
        "Extended: from {from} to {to}.",
    ),
    "deadline_released": (
        "Tạm dừng đã hết, thời gian tạm dừng được cộng thêm: từ ngày {from} sang ngày {to}.",
        "The hold is over and its time was given back: from {from} to {to}.",
    ),
    "deadline_shifted": (
        "Hệ thống ngừng hoạt động, thời gian đó được cộng thêm: từ ngày {from} sang ngày {to}.",
        "The house was dark and that time was given back: from {from} to {to}.",
    ),
    "deadline_adopted": (
        "Hạn được tính lại theo quy định hoặc lịch nghỉ mới: từ ngày {from} sang ngày {to}.",
        "Counted anew by another edition of the rules or the calendar: from {from} to {to}.",
    ),
    "clock_runs": (
        "{span} tính liên tục theo đồng hồ, cả ngày nghỉ.",
        "{span} by the clock, days of rest included.",
    ),
}


def because_sentence(because: Because, language: Language) -> str:
    """Return `because` as a sentence. Raise KeyError if the catalogue lacks it."""
    return said(
        REASONS,
        because.code,
        language,
        {name: _spoken(name, value, language) for name, value in because.params.items()},
    )


def spoken_day(day: date) -> str:
    """Return `day` as it is written in Việt Nam: 05/11/2022."""
    return day.strftime("%d/%m/%Y")


def _spoken(name: str, value: int | str, language: Language) -> int | str:
    if name in _PHRASES:
        return phrase(_PHRASES[name].parse(str(value)), language)
    if name == "rounding":
        return word(str(value), language)
    return spoken_day(date.fromisoformat(str(value))) if name in _DAYS else value
