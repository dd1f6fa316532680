"""What `sovang demo` says: code → (Vietnamese, English)."""

from words.catalogue import Sentences

DEMO: Sentences = {
    "rehearsing": (
        "Diễn tập {first} - {last} qua các quy trình thật, trên máy chủ Temporal chạy nhanh thời gian.",
        "Rehearsing {first} - {last} through the real workflows, on the time-skipping Temporal server.",
    ),
    "rehearsing_day": ("Đang diễn tập", "Rehearsing"),
    "rehearsal_stuck": (
        "Buổi diễn tập đứng lại, chưa xong: {behind}. Xem nhật ký trong thư mục dữ liệu, logs/rehearsal.log.",
        "The rehearsal stands still; not done: {behind}. See logs/rehearsal.log in the data folder.",
    ),
    "demo_folder_not_empty": (
        "Thư mục {data} đã có dữ liệu khác. Diễn tập sẽ xóa cả thư mục, nên hãy chọn một thư mục trống bằng --data.",
        "{data} holds other data. A rehearsal empties its folder, so choose an empty one with --data.",
    ),
    "demo_dates": (
        "Ngày bắt đầu phải từ 01/09/2021 và trước ngày kết thúc; ngày kết thúc không quá 30/06/2025.",
        "--from must be 2021-09-01 or later and before --to; --to must be 2025-06-30 or earlier.",
    ),
    "book_of_quarter": (
        "Sổ vàng Công an tỉnh, {quarter}: {count} việc tốt",
        "Provincial Golden Book, {quarter}: {count} deeds",
    ),
    "column_number": ("Số", "No."),
    "column_deed": ("Việc tốt", "Deed"),
    "column_unit": ("Đơn vị", "Unit"),
    "column_ayes": ("Tán thành", "Ayes"),
    "column_entries": ("Số việc tốt", "Entries"),
    "column_stage": ("Bước", "Stage"),
    "column_reason": ("Lý do", "Reason"),
    "column_deeds": ("Số việc", "Deeds"),
    "unit_books": ("Sổ vàng các đơn vị", "Golden Books of the units"),
    "not_selected": ("Chưa được chọn, và vì sao", "Not selected, and why"),
    "why_did_not_pass": ("không đủ tỷ lệ tán thành", "not enough ayes"),
    "why_vote_without_quorum": ("không đủ thành viên bỏ phiếu", "no quorum"),
    "why_no_place_left": ("đủ tỷ lệ nhưng hết chỉ tiêu", "passed, but no place left"),
    "why_later_in_stated_order": ("đủ tỷ lệ, xếp sau theo thứ tự đã định", "passed, later in the stated order"),
    "why_waiting_ended": ("hết thời gian chờ bổ sung", "the waiting list ended"),
    "why_not_selected": ("không được chọn", "not selected"),
    "why_declined": ("đội không giới thiệu", "declined by the team"),
    "why_withdrawn": ("tác giả rút", "withdrawn by the author"),
    "why_lapsed": ("quá hạn không bổ sung", "not amended in time"),
    "deeds": (
        (
            "Việc tốt: {real} việc thật (nguồn trong demo/SOURCES.md), {samples} việc mẫu. Không đưa vào: "
            "{of_the_whole_force} việc của toàn lực lượng, {outside_the_dates} việc ngoài thời gian này, "
            "{of_other_forces} việc của lực lượng khác."
        ),
        (
            "Deeds: {real} real ones (sources in demo/SOURCES.md), {samples} samples. "
            "Left out: {of_the_whole_force} of the whole force, "
            "{outside_the_dates} outside these dates, {of_other_forces} of other forces."
        ),
    ),
    "simulated": (
        "Người trong buổi diễn tập là chức danh, phiếu bầu là mô phỏng từ số {seed}: không phải kết quả có thật.",
        "The people of the rehearsal are posts and the ballots are simulated from seed {seed}: no real votes.",
    ),
    "numbers": (
        (
            "{nominations} đề nghị, {sittings} phiên xét (trong đó {none} phiên không có đề nghị, {run_offs} phiên "
            "bỏ phiếu lại), {ballots} lá phiếu, {no_quorum} lượt thiếu số người, {reminders} lượt nhắc; "
            "diễn tập trong {seconds} giây."
        ),
        (
            "{nominations} nominations, {sittings} sittings ({none} with nobody nominated, {run_offs} with a run-off), "
            "{ballots} ballots, {no_quorum} times no quorum, {reminders} reminders; rehearsed in {seconds} s."
        ),
    ),
    "summary_written": ("Đã ghi bản tổng hợp vào {file}.", "The summary is in {file}."),
    "going_live": (
        "Khởi động hệ thống thật với dữ liệu vừa diễn tập.",
        "Starting the live system with the history just rehearsed.",
    ),
    "logged_now": (
        "{count} đề nghị của tháng này đang được xử lý. Một mã truy cập để xem thử (của {person}):",
        "{count} nominations of this month are in flight. A token to look around with (of {person}):",
    ),
    "accounts_opened": (
        "Đăng nhập tại {api}/sign-in, mỗi vai trò một tài khoản (người giữ chức vụ trong dữ liệu mẫu):",
        "Sign in at {api}/sign-in; an account for each role (and whose office it is in the sample data):",
    ),
    "accounts_password": (
        "Mật khẩu chung cho lần chạy này, chỉ hiện ở đây:",
        "One password for all of them, made for this run and shown only here:",
    ),
    "try_it": (
        "Thử: curl -H 'Authorization: Bearer {token}' {api}/api/v1/nominations",
        "Try: curl -H 'Authorization: Bearer {token}' {api}/api/v1/nominations",
    ),
}
