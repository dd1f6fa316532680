"""What the API says when it refuses something about a change of the rules: code → (Vietnamese, English)."""

from words.catalogue import Sentences

RULE_PROBLEMS: Sentences = {
    "own_change": (
        "Không ai tự duyệt thay đổi quy định do chính mình đề nghị, kể cả khi làm thay: phải là người thứ hai.",
        "Nobody decides on a change of the rules that is her own, nor in the name of its author: a second person does.",
    ),
    "change_over": ("Thay đổi này đã kết thúc ({phase}).", "This change is over ({phase})."),
    "change_being_checked": (
        "Thay đổi này đang được kiểm tra; hãy thử lại sau giây lát.",
        "This change is being checked; try again in a moment.",
    ),
    "change_in_force": (
        "Thay đổi này đã có hiệu lực, không dừng lại được nữa: hãy đề nghị một thay đổi mới.",
        "This change is in force and cannot be stopped any more: propose another one.",
    ),
    "change_under_way": (
        "Chương trình hoặc lịch này đang có một thay đổi khác chưa xong: hãy rút lại hoặc chờ thay đổi đó.",
        "Another change of this programme or calendar is not over: withdraw it, or wait for it.",
    ),
    "not_proposed": (
        "Thay đổi này không chờ ai duyệt ({phase}).",
        "This change waits for nobody's approval ({phase}).",
    ),
    "edition_overlaps": (
        "Đã có bản quy định bắt đầu từ ngày ấy hoặc muộn hơn: hãy chọn ngày muộn hơn.",
        "An edition begins on that day or later already: choose a later day.",
    ),
    "edition_replaced": (
        "Đúng bản này đã có hiệu lực từ ngày ấy rồi bị thay: hãy chọn ngày muộn hơn.",
        "This very edition began that day and has been replaced since: choose a later day.",
    ),
    "open_votes": (
        (
            "Không áp dụng ngay được: phiếu đang mở của {sittings} giữ tỷ lệ, số người tối thiểu và cách bỏ phiếu. "
            "Hãy chọn pin hoặc next stage, hoặc chờ đến khi các phiếu ấy đóng."
        ),
        (
            "It cannot apply now: the open votes of {sittings} keep their threshold, quorum and way of voting. "
            "Choose pin or next stage, or wait until they have closed."
        ),
    ),
    "rule_file_broken": (
        "Tệp quy định có {count} lỗi (xem mistakes); không có gì thay đổi.",
        "The rule file has mistakes: {count} (see mistakes); nothing has changed.",
    ),
    "calendar_unknown": (
        "Không chương trình nào dùng lịch {found}; hãy viết một trong: {known}.",
        "No programme goes by a calendar {found}; write one of: {known}.",
    ),
    "calendar_counts_now": (
        "Lịch áp dụng cho mọi việc đang chạy: hãy chọn now, hoặc để trống.",
        "A calendar counts for all that runs: choose now, or nothing.",
    ),
    "date_past": (
        "Ngày {on} đã qua: hãy chọn hôm nay hoặc một ngày sau.",
        "The day {on} is over: choose today or a later day.",
    ),
    "same_rules": (
        "Tệp này không khác bản quy định đang có hiệu lực.",
        "This file says nothing else than the edition in force.",
    ),
    "not_earlier_date": (
        "Thay đổi có hiệu lực từ {on}: ngày mới phải sớm hơn.",
        "The change takes effect on {on}: the new day must be earlier.",
    ),
    "not_later_date": (
        "Thay đổi có hiệu lực từ {on}: ngày mới phải muộn hơn.",
        "The change takes effect on {on}: the new day must be later.",
    ),
}
