"""What `rules try`, `rules select` and `rules when` say: code → (Vietnamese, English).

Outcomes, the lines around a table, and refusals: what is wrong, and what to give instead.
"""

from words.catalogue import Sentences

TRIALS: Sentences = {
    # results
    "passed": ("ĐẠT", "PASSED"),
    "failed": ("KHÔNG ĐẠT", "FAILED"),
    "no_quorum": ("KHÔNG ĐỦ SỐ NGƯỜI THAM GIA", "NO QUORUM"),
    "selected": ("Được chọn", "Selected"),
    "waiting": ("Danh sách chờ", "Waiting"),
    "run_off": ("Bỏ phiếu lại", "Run-off"),
    "not_selected": ("Không được chọn", "Not selected"),
    "due_at": ("Hạn: {at}", "Due: {at}"),
    "day_skipped": ("{day}: {name} ({source})", "{day}: {name} ({source})"),
    "short_by": (
        "Thiếu {short_by} việc tốt so với số tối thiểu mà quy chế đòi hỏi.",
        "The rules ask for {short_by} more at least.",
    ),
    # refusals
    "stage_unknown": (
        "Không có bước {found} trong {programme}. Các bước xét của Hội đồng: {councils}.",
        "{programme} has no stage {found}. Its council stages: {councils}.",
    ),
    "stage_is_no_council": (
        "Bước {found} không có Hội đồng biểu quyết. Hãy chọn một trong: {councils}.",
        "No council votes in the stage {found}. Choose one of: {councils}.",
    ),
    "count_negative": (
        "Số {name} là {found}: không được âm.",
        "{name} is {found}: a count is never negative.",
    ),
    "count_over_members": (
        "Tổng số phiếu và người không biểu quyết là {counted}, nhiều hơn {members} thành viên.",
        "Ballots and those who stood aside make {counted}, more than the members: {members}.",
    ),
    "present_over_members": (
        "Số người có mặt là {present}, nhiều hơn {members} thành viên.",
        "Present are {present}, more than the members: {members}.",
    ),
    "present_unknown": (
        "Quy chế tính theo số người có mặt: hãy thêm --present N.",
        "The rules count those present: add --present N.",
    ),
    "holders_not_asked": (
        "Hạn mức của bước {stage} là {quota}, không phải đếm ai: hãy bỏ --holders.",
        "The quota of {stage} is {quota}: nobody is to be counted, so leave out --holders.",
    ),
    "holders_not_counted": (
        "Hạn mức là {quota}: hãy thêm --holders N, số người đang giữ danh hiệu đó.",
        "The quota is {quota}: add --holders N, how many hold that title.",
    ),
    "not_a_period": (
        "{found} không phải kỳ của bước này; hãy viết ví dụ: 2026-11 (tháng), 2026-Q4 (quý), 2026 (năm).",
        "{found} is no period of this stage; write for instance 2026-11 (a month), 2026-Q4 (a quarter), 2026 (a year).",
    ),
    "period_needed": (
        "Bước {stage} có phiên theo kỳ: hãy thêm --period, ví dụ --period {example}.",
        "{stage} has a sitting each period: add --period, for instance --period {example}.",
    ),
    "period_not_asked": (
        "Bước {stage} không có phiên theo kỳ; hãy bỏ --period.",
        "{stage} has no sittings; leave out --period.",
    ),
    "span_or_stage": (
        'Hãy viết một thời hạn, ví dụ "5 working days", hoặc --stage, một trong hai.',
        'Write a span, for instance "5 working days", or --stage, one of the two.',
    ),
    "stage_without_term": (
        "Bước {stage} không có thời hạn phải xong.",
        "{stage} has no term within which it must be done.",
    ),
    "unknown_unit": (
        "Không có đơn vị {unit} trong dữ liệu. Không có --data thì hãy thêm --kind, loại của đơn vị.",
        "There is no unit {unit} in the data. Without --data, add --kind, the kind of the unit.",
    ),
    "from_needed": (
        "Hãy thêm --from, thời điểm bắt đầu tính, ví dụ: 2026-02-12T09:00+07:00",
        "Add --from, the instant to count from, for instance: 2026-02-12T09:00+07:00",
    ),
    "candidates_close_at": ("Nhận đề nghị đến: {at}", "Candidates until: {at}"),
    "votes_open_at": ("Mở bỏ phiếu: {at}", "Voting opens: {at}"),
    "votes_close_at": ("Đóng bỏ phiếu: {at}", "Voting closes: {at}"),
    "published_at": ("Công bố: {at}", "Published: {at}"),
    "moved.rescheduled": ("{was} → {now} ({who}, {at}). {why}", "{was} → {now} ({who}, {at}). {why}"),
    "moved.adopted": (
        "{was} → {now}: tính lại theo quy định hoặc lịch nghỉ mới ({who}, {at}). {why}",
        "{was} → {now}: counted anew by another edition of the rules or the calendar ({who}, {at}). {why}",
    ),
    "moved.run_off_opened": (
        "{was} → {now}: vòng bỏ phiếu lại mở lúc {at}.",
        "{was} → {now}: the run-off opened at {at}.",
    ),
    "moved.dark": ("Hệ thống ngừng từ {start} đến {end}.", "The house was dark from {start} to {end}."),
    "calendar_ends": (
        "Ngày {day} nằm ngoài lịch {calendar}, lịch này từ {first} đến {last}.",
        "The day {day} lies outside the calendar {calendar}, which goes from {first} to {last}.",
    ),
    "not_an_instant": (
        "Không hiểu thời điểm {found}; hãy viết ví dụ: 2026-02-12T09:00+07:00",
        "{found} is not an instant; write for instance: 2026-02-12T09:00+07:00",
    ),
    "instant_without_zone": (
        "Thời điểm {found} thiếu độ lệch giờ; hãy viết ví dụ: {found}+07:00",
        "{found} lacks its offset; write for instance: {found}+07:00",
    ),
    # a table of results
    "results_not_readable": ("không đọc được tệp ({reason})", "the file can't be read ({reason})"),
    "results_not_utf8": (
        "tệp không phải UTF-8; hãy lưu lại bằng CSV UTF-8",
        "the file is not UTF-8; save it as CSV UTF-8",
    ),
    "results_too_large": ("tệp lớn hơn {limit} MB", "the file is larger than {limit} MB"),
    "results_not_csv": ("từ dòng này không đọc được như CSV", "from this line on the file can't be read as CSV"),
    "results_empty": (
        "tệp không có dòng tiêu đề; cần các cột: id, ayes, base",
        "the file has no header; it needs the columns id, ayes, base",
    ),
    "column_missing": ("thiếu cột {found}", "the column {found} is missing"),
    "column_unknown": (
        "không có cột {found}; các cột được dùng: {known}",
        "there is no column {found}; the columns are: {known}",
    ),
    "column_twice": ("cột {found} có hai lần", "the column {found} is there twice"),
    "cells_too_few_or_many": (
        "dòng có {found} ô, tiêu đề có {wanted} cột",
        "the row has {found} cells, the header {wanted} columns",
    ),
    "not_an_id": (
        "cột {column}: {found} không dùng được; id có từ 1 đến 100 ký tự",
        "column {column}: {found} can't be used; an id has 1 to 100 characters",
    ),
    "id_twice": ("id {found} đã có ở dòng {first}", "the id {found} was there before, on line {first}"),
    "not_a_count": (
        "cột {column}: {found} không phải số nguyên không âm",
        "column {column}: {found} is not a whole number from 0 up",
    ),
    "not_a_day": (
        "cột {column}: {found} không phải ngày; hãy viết ví dụ: 2026-02-12",
        "column {column}: {found} is not a date; write for instance: 2026-02-12",
    ),
    "not_a_log_instant": (
        "cột {column}: {found} không phải thời điểm có độ lệch giờ; hãy viết ví dụ: 2026-02-12T09:00+07:00",
        "column {column}: {found} is not an instant with its offset; write for instance: 2026-02-12T09:00+07:00",
    ),
    "ayes_over_base": (
        "có {ayes} phiếu tán thành, nhiều hơn tổng số {base}",
        "there are {ayes} ayes, more than the base of {base}",
    ),
}
