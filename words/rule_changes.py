"""What is said of a change of the rules: on its way, and of what it does to what runs. Code → (Vietnamese, English)."""

from words.catalogue import Sentences

RULE_CHANGES: Sentences = {
    # the phases
    "checking": ("đang kiểm tra", "being checked"),
    "refused": ("không đạt khi kiểm tra", "refused by the checks"),
    "proposed": ("chờ người thứ hai duyệt", "waits for a second person"),
    "approved": ("đã duyệt, chờ ngày có hiệu lực", "approved, waits for its day"),
    "rejected": ("không được duyệt", "rejected"),
    "withdrawn": ("đã rút lại", "withdrawn"),
    "adopting": ("có hiệu lực, đang áp dụng", "in force, being adopted"),
    "done": ("xong", "done"),
    # what becomes of what runs
    "pin": ("giữ bản cũ đến hết", "keeps the old edition to its end"),
    "next stage": ("theo bản mới từ bước sau", "follows from its next stage"),
    "now": ("theo bản mới ngay", "follows now"),
    # one change, line by line
    "change": (
        "{id}  {programme}  từ {day}  [{running}]  {phase}",
        "{id}  {programme}  from {day}  [{running}]  {phase}",
    ),
    "change_because": ("  Lý do: {because} ({by})", "  Because: {because} ({by})"),
    "change_decided": ("  Quyết định của {by}: {because}", "  Decided by {by}: {because}"),
    "change_refused": ("  Không đạt: {codes}", "  Refused: {codes}"),
    "change_edition": ("  Bản quy định: {base} → {edition}", "  Edition: {base} → {edition}"),
    "change_progress": (
        "  Đã chuyển {moved} trên {of}; giữ nguyên {kept}; không chuyển được {failed}",
        "  Moved {moved} of {of}; stayed {kept}; failed {failed}",
    ),
    "change_failure": ("  - {about}: {why}", "  - {about}: {why}"),
    "change_calendar": (
        "{id}  lịch {programme}  từ {day}  [{running}]  {phase}",
        "{id}  calendar {programme}  from {day}  [{running}]  {phase}",
    ),
    "no_changes": ("Chưa có thay đổi nào.", "There are no changes."),
    "change_done": ("{id}: {phase}.", "{id}: {phase}."),
    "change_next": (
        "Người thứ hai duyệt bằng: ./sovang rules approve {id}",
        "A second person approves it: ./sovang rules approve {id}",
    ),
    # asking the house
    "api_token_missing": (
        "Thiếu mã truy cập: hãy đặt SOVANG_TOKEN (cấp bằng ./sovang token --person MÃ).",
        "A token is missing: set SOVANG_TOKEN (./sovang token --person ID gives one).",
    ),
    "api_not_there": (
        "Không có hệ thống nào trả lời ở {address}: hãy chạy ./sovang up.",
        "No system answers at {address}: start it with ./sovang up.",
    ),
    "api_refuses": ("Không được: {detail} ({refusal})", "Refused: {detail} ({refusal})"),
    # why something stays as it is
    "pinned": ("giữ bản cũ đến hết", "keeps the old edition to its end"),
    "next_stage": ("theo bản mới từ bước sau", "follows from its next stage on"),
    "same_terms": ("bản mới không nói khác về bước này", "the new edition says the same of its stage"),
    "waits_for_council": ("đang chờ Hội đồng; phiên họp quyết định", "waits for a council, and follows its sitting"),
    "stage_gone": ("bản mới không còn bước này; đi hết theo bản cũ", "the new edition has no such stage"),
    "stage_changed": ("bước này đổi loại; đi hết theo bản cũ", "its stage is of another kind in the new edition"),
    "over_by_then": ("đến khi ấy đã xong", "over by then"),
    "extended": (
        "hạn đã được gia hạn, hoặc đã được bù thời gian tạm dừng; hạn ấy được giữ",
        "its deadline was extended, or got back the time of a hold or an outage, and stands",
    ),
    "would_be_past": ("hạn mới đã qua; không ai lỡ điều chưa được báo", "its new deadline would be past already"),
    "other_period": ("bản mới họp theo kỳ khác; kỳ này giữ như cũ", "the new edition sits in other periods"),
    "second_round": ("đang bỏ phiếu lại vì bằng phiếu", "a run-off is under way"),
    "vote_frozen": (
        "phiếu đang mở giữ nguyên tỷ lệ, số người tối thiểu và cách bỏ phiếu",
        "an open vote keeps its threshold, quorum and way of voting",
    ),
    "moved_on": ("đã sang bước khác trong lúc áp dụng", "went on while the change was adopted"),
    "not_running": ("không tìm thấy quy trình đang chạy", "its workflow is not running"),
    "no_answer": ("không trả lời", "gave no answer"),
    # the instants that move
    "due_at": ("hạn", "deadline"),
    "escalate_at": ("báo cấp trên", "escalation"),
    "lapse_at": ("hết thời gian chờ", "end of silence"),
    "candidates_close_at": ("chốt danh sách", "list closes"),
    "votes_open_at": ("mở phiếu", "vote opens"),
    "votes_close_at": ("đóng phiếu", "vote closes"),
    "published_at": ("công bố", "published"),
}
