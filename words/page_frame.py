"""What stands around every page, and the words that many pages share: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

FRAME: Sentences = {
    "name": ("Sổ Vàng", "Golden Book"),
    "motto": (
        "Sổ vàng lập công - Mỗi ngày một việc tốt vì Nhân dân",
        "Golden Book of Merit - A good deed for the People every day",
    ),
    "skip": ("Đến phần nội dung", "Skip to the content"),
    "other_language": ("English", "Tiếng Việt"),
    "nav": ("Các trang", "Pages"),
    "nav.my_log": ("Nhật ký của tôi", "My log"),
    "nav.to_recommend": ("Chờ giới thiệu", "To recommend"),
    "nav.sittings": ("Phiên xét", "Sittings"),
    "nav.our_unit": ("Đơn vị", "Our unit"),
    "nav.nominations": ("Đề nghị", "Nominations"),
    "nav.board": ("Bảng theo dõi", "Board"),
    "nav.rules": ("Quy chế", "Rules"),
    "nav.organisation": ("Tổ chức", "Organisation"),
    "nav.system": ("Hệ thống", "System"),
    "nav.book": ("Sổ Vàng công khai", "Public book"),
    "sign_in": ("Đăng nhập", "Sign in"),
    "my_account": ("Tài khoản", "Account"),
    "sign_out": ("Đăng xuất", "Sign out"),
    "sample": ("Dữ liệu mẫu", "Sample"),
    "filter": ("Lọc", "Filter"),
    "all": ("Tất cả", "All"),
    "pager": ("Các trang của danh sách", "Pages of the list"),
    "date_hint": ("ngày/tháng/năm, ví dụ 05/11/2026", "day/month/year, for instance 05/11/2026"),
    "instant_hint": (
        "giờ:phút ngày/tháng/năm, ví dụ 17:00 05/11/2026",
        "hour:minute day/month/year, for instance 17:00 05/11/2026",
    ),
    "next_page": ("Trang sau", "Next page"),
    "first_page": ("Về trang đầu", "First page"),
    "nothing_found": ("Không có mục nào khớp với bộ lọc này.", "Nothing fits this filter."),
    "search": ("Tìm (có dấu hoặc không dấu)", "Search (with or without diacritics)"),
    "optional": ("không bắt buộc", "optional"),
    "refused.title": ("Chưa làm được", "This could not be done"),
    "refused.number": ("Mã yêu cầu: {number}", "Request number: {number}"),
    "refused.address": (
        "Địa chỉ này có giá trị không đúng. Hãy mở lại trang từ đầu.",
        "Something in this address is not right. Open the page again from its beginning.",
    ),
    "refused.again": ("Mở lại trang", "Open the page again"),
    "refused.back": ("Về trang của tôi", "To my page"),
}
