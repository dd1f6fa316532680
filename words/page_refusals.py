"""Refusals as pages say them, where the sentence for programs speaks of keys, tokens or JSON."""

from words.catalogue import Sentences

REFUSALS_FOR_PEOPLE: Sentences = {
    "malformed": (
        "Không đọc được biểu mẫu. Hãy tải lại trang và gửi lại.",
        "The form cannot be read. Load the page again and send it again.",
    ),
    "invalid": (
        "Có chỗ chưa đúng, ghi rõ bên cạnh từng ô. Nội dung đã nhập vẫn còn nguyên.",
        "Something is not right yet; it stands beside each field. What you typed is all still here.",
    ),
    "fields_missing": (
        "Còn thiếu mục mà quy chế yêu cầu, ghi rõ bên cạnh ô. Nội dung đã nhập vẫn còn nguyên.",
        "Something that the rules ask for is missing; it stands beside its field. What you typed is all still here.",
    ),
    "bad_cursor": (
        "Liên kết này không còn dùng được. Hãy mở lại danh sách từ đầu.",
        "This link can no longer be used. Open the list again from its beginning.",
    ),
    "idempotency_key_missing": (
        "Biểu mẫu này đã cũ. Hãy tải lại trang rồi gửi lại.",
        "This form is out of date. Load the page again, then send it.",
    ),
    "idempotency_key_invalid": (
        "Biểu mẫu này đã cũ. Hãy tải lại trang rồi gửi lại.",
        "This form is out of date. Load the page again, then send it.",
    ),
    "idempotency_key_reused": (
        "Biểu mẫu này đã gửi với nội dung khác, và lần đó có thể đã được ghi. Hãy xem danh sách rồi mới gửi lại.",
        "This form was sent with another content, which may have been kept. Look at the list before sending again.",
    ),
    "not_proved": (
        "Việc này cần xác nhận lại đồng chí là ai. Hãy xác nhận rồi gửi lại; lần xác nhận có giá trị 5 phút.",
        "This needs you to confirm who you are. Confirm it and send again; it counts for 5 minutes.",
    ),
    "rule_file_broken": (
        "Tệp quy chế còn {count} chỗ cần sửa, ghi ở dưới; chưa có gì thay đổi.",
        "The rule file has mistakes: {count}, told below; nothing has changed.",
    ),
    "token_missing": ("Hãy đăng nhập để tiếp tục.", "Sign in to go on."),
    "token_not_accepted": (
        "Phiên đăng nhập đã hết hạn. Hãy đăng nhập lại.",
        "Your session has ended. Sign in again.",
    ),
    "not_allowed": (
        "Đồng chí không được giao việc này. Nếu cần, hãy hỏi quản trị của đơn vị.",
        "This is not among your offices. If it should be, ask your administrator.",
    ),
    "not_found": (
        "Không có trang này, hoặc đồng chí không được xem.",
        "There is no such page, or none that you may see.",
    ),
    "has_voted": (
        "Thành viên này đã có phiếu ở vòng này, nên không nhập phiếu bằng văn bản nữa.",
        "This member has a ballot in this round already, so no written one is entered.",
    ),
    "not_a_voter": (
        "Người này không có tên trong danh sách bỏ phiếu của phiên.",
        "This person is not on the roster of the sitting.",
    ),
    "own_deed": (
        "Đây là việc tốt của chính đồng chí, hoặc của người đồng chí đang làm thay, nên người khác phải quyết định.",
        "This deed is your own, or of somebody you stand in for, so somebody else must decide.",
    ),
    "store_busy": (
        "Hệ thống đang bận; chưa ghi gì. Hãy bấm gửi lại: không việc nào xảy ra hai lần.",
        "The system is busy; nothing was written. Press send again: nothing happens twice.",
    ),
    "engine_unavailable": (
        "Chưa gửi được: máy chủ quy trình đang nghỉ. Nội dung vẫn còn; hãy bấm gửi lại sau ít phút.",
        "Not sent: the workflow server is away. Your text is still here; press send again in a few minutes.",
    ),
    "engine_not_ready": (
        "Chưa gửi được: mục này đang gặp sự cố kỹ thuật, người vận hành cần xem. Nội dung vẫn còn.",
        "Not sent: there is a technical fault behind this, and an operator must look. Your text is still here.",
    ),
    "too_many_at_once": (
        "Nhiều người đang thao tác cùng lúc. Hãy bấm gửi lại.",
        "Many people act on this at once. Press send again.",
    ),
    "outcome_unknown": (
        "Chưa biết thao tác đã được ghi hay chưa. Hãy bấm gửi lại: không việc nào xảy ra hai lần.",
        "It is not known yet whether this was done. Press send again: nothing happens twice.",
    ),
}

FIELDS_FOR_PEOPLE: Sentences = {
    "missing": ("Cần điền ô này.", "Fill this in."),
    "too_short": ("Cần điền ô này.", "Fill this in."),
    "not_a_date": ("Cần một ngày có thật, dạng 05/11/2026.", "Write an existing day, like 05/11/2026."),
    "not_a_number": ("Cần một số nguyên.", "Write a whole number."),
    "not_an_instant": ("Cần giờ và ngày, dạng 17:00 05/11/2026.", "Write a time and a day, like 17:00 05/11/2026."),
}
"""What is wrong with one field of a form, where the sentence for programs is about their format."""
