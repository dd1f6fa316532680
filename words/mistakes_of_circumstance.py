"""What is said about exceptions and dates of a rule file, and about what speaks against it in the house as it is.

code → (Vietnamese, English): what is wrong; what to write instead. `words.mistakes` puts the parts together.
"""

from words.catalogue import Sentences

MISTAKES_OF_CIRCUMSTANCE: Sentences = {
    # exceptions
    "not_a_clause_path": (
        "{found} không chỉ một điều khoản; hãy viết stages, tên bước và khoá, ví dụ: stages.province.select.at_most",
        "{found} names no clause; write stages, a stage and its key, for instance: stages.province.select.at_most",
    ),
    "not_a_period_range": (
        "{found} không phải kỳ; hãy viết ví dụ: 2026-11, 2026-Q4, 2026, hoặc từ kỳ đến kỳ: 2026-11..2027-01",
        "{found} is no period; write for instance: 2026-11, 2026-Q4, 2026, or from one to another: 2026-11..2027-01",
    ),
    "period_range_backwards": (
        "{found} không đi từ trước đến sau; hãy viết hai kỳ cùng loại, kỳ sớm trước, ví dụ: 2026-11..2027-01",
        "{found} does not go forward; write two periods of one length, the earlier first, as in 2026-11..2027-01",
    ),
    "exception_for_nobody": (
        "ngoại lệ chưa nói dành cho ai, khi nào; hãy thêm units, kinds hoặc periods",
        "the exception does not say for whom or when; add units, kinds or periods",
    ),
    "exception_without_end": (
        "ngoại lệ không có ngày hết; hãy thêm until: một ngày, hoặc periods",
        "the exception never ends; add until: a date, or periods",
    ),
    "exception_stage_unknown": (
        "không có bước {found}; hãy viết một trong: {known}",
        "there is no stage {found}; write one of: {known}",
    ),
    "exception_stage_unknown_near": (
        "không có bước {found}; có phải là {nearest}?",
        "there is no stage {found}; did you mean {nearest}?",
    ),
    "exception_clause_fixed": (
        "{found} làm nên chính bước này, ngoại lệ không đổi được; hãy sửa ở bước, cho tất cả",
        "{found} makes the stage what it is and allows no exception; change it in the stage, for everybody",
    ),
    "exceptions_conflict": (
        "{clause} đã được ngoại lệ số {first} đặt cho cùng đối tượng, cùng thời gian; hãy giữ lại một",
        "{clause} is set by exception {first} for the same units at the same time; keep one of them",
    ),
    "exceptions_conflict_at": (
        "{clause} đã được ngoại lệ số {first} đặt, và cả hai cùng áp dụng cho {unit}; hãy giữ lại một",
        "{clause} is set by exception {first} too, and both apply to {unit}; keep one of them",
    ),
    "exception_ended": (
        "ngoại lệ hết ngày {found}, trước khi bắt đầu được ({begins}); hãy lùi ngày hết, hoặc xoá ngoại lệ",
        "the exception ends on {found}, before it could begin ({begins}); move its end, or delete it",
    ),
    "exception_without_period": (
        "bước {stage} họp theo {every}, mà ngoại lệ không bao trọn kỳ nào; hãy viết kỳ đủ dài, ví dụ: 2026-Q4",
        "{stage} sits every {every}, and the exception holds for no whole one; write longer periods, as in 2026-Q4",
    ),
    "exception_same_as_default": (
        "{found} giống hệt điều khoản chung, không thay đổi gì; hãy viết giá trị khác, hoặc xoá dòng này",
        "{found} says what holds for everybody and changes nothing; write another value, or delete the line",
    ),
    "exception_reaches_nobody": (
        "không đơn vị nào được nêu có việc ở bước {stage}; hãy nêu đơn vị có hội đồng ở bước này, hoặc xoá dòng này",
        "none of the units that are named has {stage}; name units whose council sits there, or delete the line",
    ),
    "unit_unknown": (
        "không có đơn vị {found}; hãy viết mã đơn vị đã đăng ký",
        "there is no unit {found}; write the id of a unit on the register",
    ),
    "unit_unknown_near": (
        "không có đơn vị {found}; có phải là {nearest}?",
        "there is no unit {found}; did you mean {nearest}?",
    ),
    "unit_closed": (
        "đơn vị {found} đã giải thể ngày {last}; hãy viết đơn vị tiếp nhận, hoặc xoá",
        "the unit {found} ended on {last}; write the unit that took over, or delete it",
    ),
    "unit_kind_unknown": (
        "không có đơn vị loại {found}; hãy viết một trong: {known}",
        "there is no unit of kind {found}; write one of: {known}",
    ),
    "unit_kind_unknown_near": (
        "không có đơn vị loại {found}; có phải là {nearest}?",
        "there is no unit of kind {found}; did you mean {nearest}?",
    ),
    # dates
    "calendar_does_not_cover": (
        "lịch chỉ có từ {first} đến {last}, không có {found}; hãy viết ngày khác, hoặc kéo dài lịch",
        "the calendar goes from {first} to {last} and does not cover {found}; write another date, or extend it",
    ),
    "told_before_vote": (
        "ở kỳ {period}, {found} trước khi đóng là lúc chưa mở bỏ phiếu; hãy viết before ngắn hơn",
        "in {period}, {found} before the vote closes it has not opened yet; make before shorter",
    ),
    "sitting_backwards": (
        "ở kỳ {period} các mốc của phiên không theo thứ tự trên lịch; hãy để nhận đề nghị, mở, đóng, công bố lần lượt",
        "in {period} the sitting's moments are out of order on the calendar; close, open, vote and publish in turn",
    ),
    "begins_in_the_past": (
        "ngày {found} đã qua (hôm nay {today}); hãy viết một ngày sau hôm nay",
        "{found} is past (today is {today}); write a day after today",
    ),
    "begins_with_another": (
        "ngày {found} đã có bản quy định {edition} bắt đầu; hãy chọn ngày khác",
        "the edition {edition} begins on {found} already; choose another day",
    ),
    # councils
    "council_without_members": (
        "hội đồng của {unit} không có ai biểu quyết nên không bao giờ đủ người dự; hãy cử thành viên trước",
        "the council of {unit} has nobody who votes and can never reach its quorum; seat members first",
    ),
    "council_without_chair": (
        "{found} đòi hỏi chủ tịch, mà hội đồng của {unit} không có; hãy cử chủ tịch có biểu quyết, hoặc bỏ đòi hỏi",
        "{found} asks for the chair, and the council of {unit} has none who votes; seat a chair, or ask for none",
    ),
    "council_without_category": (
        "{found} đòi hỏi diện {category}, mà hội đồng của {unit} không có ai; hãy cử một người thuộc diện ấy, hoặc bỏ",
        "{found} asks for a {category}, and the council of {unit} has none who votes; seat one, or ask for none",
    ),
    # cases
    "cases_missing": (
        "chưa có trường hợp đã quyết; hãy viết {beside} bên cạnh trước khi áp dụng",
        "there are no decided cases; write {beside} beside the file before it is adopted",
    ),
}
