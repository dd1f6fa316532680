"""What is stuck and what can be done about it: code -> (Vietnamese, English). Sentences only."""

from words.catalogue import Sentences

STUCK: Sentences = {
    # causes
    "cause.person": ("Chờ người được giao xem xét.", "Waits for the person who is asked."),
    "cause.document": ("Chờ hồ sơ.", "Waits for its dossier."),
    "cause.ballot": ("Phiên xét còn thiếu phiếu.", "The sitting still lacks ballots."),
    "cause.sitting": (
        "Chờ phiên xét: chưa có phiên nào, hoặc phiên đã quá giờ.",
        "Waits for a sitting: none is planned, or it is late.",
    ),
    "cause.candidate": (
        "Đơn vị chưa có đề nghị nào cho kỳ này.",
        "The unit has nobody before its council for this period.",
    ),
    "cause.second_approval": (
        "Có người đề nghị làm thay; cần người thứ hai đồng ý.",
        "Somebody asks to pass over a silent step; a second person must agree.",
    ),
    "cause.hold": ("Đang tạm dừng.", "On hold."),
    "cause.overdue": ("Đã quá hạn.", "Past its deadline."),
    "cause.decider_gone": (
        "Người phải xử lý đã nghỉ, chuyển đi hoặc không còn giữ chức trách.",
        "Whoever must act has left, or holds the office no more.",
    ),
    "cause.technical": ("Hệ thống đang trục trặc với mục này.", "The program fails at this one."),
    "cause.unprojected": (
        "Đang chạy nhưng chưa được ghi vào sổ cái.",
        "It runs, and has never been written in the ledger.",
    ),
    "cause.diverged": (
        "Sổ cái ghi khác với quy trình; không được tự gộp.",
        "The ledger tells another story than the case; nothing is merged by itself.",
    ),
    # what the program fails at
    "trouble.activity": (
        "Hoạt động {what} hỏng {attempt} lần. {message}",
        "The activity {what} has failed {attempt} times. {message}",
    ),
    "trouble.workflow_task": (
        "Quy trình {what} hỏng {attempt} lần. {message}",
        "The workflow task of {what} has failed {attempt} times. {message}",
    ),
    "trouble.not_running": ("Không có quy trình nào đang chạy cho mục này.", "No workflow runs for it."),
    "trouble.late": ("Đã đến giờ mà chưa có gì xảy ra.", "An instant has gone by and nothing followed."),
    "trouble.diverged": ("Sổ cái ghi khác.", "The ledger holds another event."),
    # the command
    "nothing_stuck": ("Không có gì bị tắc.", "Nothing is stuck."),
    "more_stuck": ("Còn nữa; xem tiếp với --cursor {cursor}", "There is more; go on with --cursor {cursor}"),
    "temporal_not_asked": (
        "Không hỏi được máy chủ Temporal: lỗi kỹ thuật có thể chưa hiện hết.",
        "The Temporal server could not be asked: technical faults may be missing.",
    ),
    "nobody_works": (
        "Không có tiến trình nào nhận việc: mọi thứ sẽ đứng yên. Xem `sovang doctor`.",
        "Nobody takes work: nothing will move. See `sovang doctor`.",
    ),
    "others_in_trouble": (
        "Ngoài ra có {count} quy trình khác của hệ thống đang trục trặc: {ids}.",
        "Besides, {count} other cases of the program are in trouble: {ids}.",
    ),
    "cause_unknown": ("Không có nguyên nhân {found}. Có: {known}.", "There is no cause {found}. There are: {known}."),
    "not_an_age": ("{found}: hãy viết 3d (ngày làm việc) hoặc 4h (giờ làm việc).", "{found}: write 3d or 4h."),
    "column.id": ("Mã", "Id"),
    "column.stage": ("Bước", "Stage"),
    "column.unit": ("Đơn vị", "Unit"),
    "column.cause": ("Vì sao", "Why"),
    "column.age": ("Đã chờ", "Waits"),
    "column.who": ("Ai gỡ được", "Who can help"),
    "column.reminded": ("Đã nhắc", "Reminded"),
    "age": ("{days} ngày làm việc", "{days} working days"),
    "quorum": ("còn thiếu {count} người", "{count} more needed"),
}
"""Causes, troubles, and what `sovang stuck` says around them."""
