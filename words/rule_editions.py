"""What `sovang rules history | show | diff | rollback | applied` say: code → (Vietnamese, English)."""

from words.catalogue import Sentences

RULE_EDITIONS: Sentences = {
    "edition": (
        "{mark} {hash}  từ {since}  {by} ban hành lúc {at}{note}",
        "{mark} {hash}  from {since}  adopted by {by} at {at}{note}",
    ),
    "editions_none": ("Chưa có bản quy định nào của {programme}.", "There is no edition of {programme} yet."),
    "mark.now": ("●", "●"),
    "mark.coming": ("○", "○"),
    "mark.past": ("·", "·"),
    "legend": ("● đang có hiệu lực, ○ sắp có hiệu lực, · đã hết", "● in force, ○ yet to come, · over"),
    "edition_unknown": (
        "Không có bản quy định {found}. Hãy viết mã (sv1-…), một ngày, hoặc một tệp; xem: sovang rules history.",
        "There is no edition {found}. Write a hash (sv1-…), a date, or a file; see: sovang rules history.",
    ),
    "same": ("Hai bản giống hệt nhau.", "The two say the same."),
    "clause_changed": ("{where}{clause}: {before} → {after}", "{where}{clause}: {before} → {after}"),
    "clause_new": ("{where}{clause}: thêm {after}", "{where}{clause}: new, {after}"),
    "clause_gone": ("{where}{clause}: bỏ {before}", "{where}{clause}: gone, {before}"),
    "part": ("[{part}]", "[{part}]"),
    "part.heading": ("[phần đầu]", "[heading]"),
    "rolled_back": (
        "Đã viết {file}: nội dung của {hash}, hiệu lực từ {since}. Tiếp theo: sovang rules apply {file} --from {since}",
        "Wrote {file}: what {hash} says, from {since}. Next: sovang rules apply {file} --from {since}",
    ),
    "rolled_back_without_cases": (
        "Bản ấy không có trường hợp đã quyết kèm theo; hãy viết {beside} trước khi đề nghị.",
        "That edition has no decided cases with it; write {beside} before it is proposed.",
    ),
    "file_there": ("{file} đã có; hãy chọn tên khác bằng --to.", "{file} is there already; choose another with --to."),
    "terms": (
        "{at}  {stage}: bản {edition}, lịch {calendar}, hạn {due}",
        "{at}  {stage}: edition {edition}, calendar {calendar}, due {due}",
    ),
    "sitting_terms": (
        "{id}: bản {edition}, lịch {calendar}",
        "{id}: edition {edition}, calendar {calendar}",
    ),
    "none": ("không có", "none"),
    "applied_unknown": (
        "Không có việc đề nghị hoặc phiên xét {found}.",
        "There is no nomination or sitting {found}.",
    ),
}
