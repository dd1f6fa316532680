"""What `up`, `doctor`, `keys` and `check` say to the person who runs the house: code -> (Vietnamese, English).

Sentences only; which of them is said, and with what in the braces, the commands decide.
"""

from words.catalogue import Sentences

OPERATIONS: Sentences = {
    # accounts
    "first_code": (
        (
            "Chưa có tài khoản nào. Mở {api}/first và nhập mã một lần này để trở thành quản trị đầu tiên; mỗi lần khởi "
            "động in một mã mới: {secret}"
        ),
        (
            "Nobody has an account. Open {api}/first and enter this one-time code to become the first administrator; "
            "each start prints a new one: {secret}"
        ),
    ),
    "account_code": (
        (
            "Tài khoản {name} mở bằng mã một lần dưới đây, đến {until}. Chỉ hiện lần này: đưa tận tay, người nhận tự "
            "đặt mật khẩu ở trang /sign-in/code."
        ),
        (
            "The account {name} is opened by this one-time code until {until}. It is shown only now: hand it over in "
            "person; its holder sets a password at /sign-in/code."
        ),
    ),
    "account_unknown": ("Không có tài khoản {name}.", "There is no account {name}."),
    "account_disabled": (
        "Đã khóa tài khoản {name}; mọi phiên đăng nhập của nó đã kết thúc.",
        "The account {name} is disabled; nobody is signed in by it any more.",
    ),
    "account_enabled": ("Đã mở lại tài khoản {name}.", "The account {name} is open again."),
    "account_column_name": ("Tên đăng nhập", "Name"),
    "account_column_person": ("Người dùng", "Person"),
    "account_column_ways": ("Mở bằng", "Opened by"),
    "account_column_sessions": ("Đang đăng nhập", "Signed in"),
    "account_column_state": ("Trạng thái", "State"),
    "account_state_open": ("đang dùng", "open"),
    "account_state_disabled": ("đã khóa", "disabled"),
    # settings and the data folder
    "setting_not_a_number": ("{name} phải là một số, không phải {value!r}.", "{name} must be a number, not {value!r}."),
    "setting_not_understood": (
        "Không hiểu giá trị {value!r} của {name}.",
        "{name} has a value not understood: {value!r}.",
    ),
    "setting_missing": (
        "Cần đặt {name}; nếu không, đừng đặt kênh gửi tin dùng đến nó.",
        "{name} must be set, or else the channel that needs it must not be.",
    ),
    "data_not_writable": (
        "Không ghi được vào thư mục dữ liệu {data}: {reason}.",
        "The data folder {data} cannot be written to: {reason}.",
    ),
    "data_in_use": (
        (
            "Thư mục {data} đang được dùng (tiến trình {pid}). Dừng tiến trình đó (Ctrl-C), hoặc dùng --data với "
            "thư mục khác."
        ),
        "{data} is in use by process {pid}. Stop that one (Ctrl-C), or choose another folder with --data.",
    ),
    "data_newer": (
        "Dữ liệu do Sổ Vàng {theirs} tạo ra, còn đây là bản {ours}: hãy cài bản mới hơn.",
        "The data was made by Sổ Vàng {theirs} and this is {ours}: install the newer one.",
    ),
    "database_missing": (
        "Thiếu tệp cơ sở dữ liệu {file}. Hãy khôi phục từ bản sao lưu (docs/operations.md); đừng tạo lại từ đầu.",
        "The database file {file} is missing. Restore a backup (docs/operations.md); do not begin again from nothing.",
    ),
    "no_house": (
        "Thư mục {folder} chưa có dữ liệu. Xem lại --data; nếu mới: `./sovang prepare --only-tables --data {folder}`.",
        "There is no house in {folder}. Look at --data; a new one: `./sovang prepare --only-tables --data {folder}`.",
    ),
    "disk_low": (
        "Ổ đĩa của {data} chỉ còn {free} MB trống, cần ít nhất {wanted} MB. Hãy giải phóng chỗ trống.",
        "The disk of {data} has {free} MB left and at least {wanted} MB are wanted. Free some space.",
    ),
    "port_taken": (
        "Cổng {port} đang có chương trình khác dùng. Chọn cổng khác bằng {name}, hoặc bỏ {name} để tự chọn.",
        "Another program uses port {port}. State another in {name}, or leave {name} out to have one chosen.",
    ),
    # keys
    "key_missing": (
        "Thiếu tệp khoá {file}. Hãy khôi phục từ bản sao lưu khoá; tạo khoá mới sẽ không mở được dữ liệu cũ.",
        "The key file {file} is missing. Restore it from the backup of the keys; a new one would not open old data.",
    ),
    "key_unreadable": (
        "Không đọc được tệp khoá {file}. Hãy khôi phục từ bản sao lưu khoá.",
        "The key file {file} cannot be read. Restore it from the backup of the keys.",
    ),
    "key_open_to_others": (
        "Người dùng khác đọc được tệp khoá {file}. Chạy: chmod 600 {file}",
        "Other users can read the key file {file}. Run: chmod 600 {file}",
    ),
    "key_made": (
        "Đã tạo khoá {file}. Hãy sao lưu nó ở nơi khác với dữ liệu.",
        "Made the key {file}. Back it up, apart from the data.",
    ),
    "key_added": (
        "Khoá {key_id} nay là khoá hiện hành; các khoá cũ vẫn mở được dữ liệu cũ. Hãy sao lưu {file}.",
        "{key_id} is the current key now; the old ones still open what they sealed. Back up {file}.",
    ),
    # up
    "starting": ("Đang khởi động trên {data} ...", "Starting on {data} ..."),
    "leftover_stopped": (
        "Đã dừng tiến trình {pid} còn sót lại từ lần chạy trước.",
        "Stopped process {pid}, left over from an earlier run.",
    ),
    "server_backed_up": (
        "Máy chủ Temporal đổi từ bản {old} sang {new}: đã sao lưu tệp của nó vào {file}.",
        "The Temporal server changes from {old} to {new}: backed up its file to {file}.",
    ),
    "ready": ("Sổ Vàng đã sẵn sàng sau {seconds} giây.", "Sổ Vàng is ready after {seconds} s."),
    "where_api": ("API và trang", "API and pages"),
    "where_temporal": ("Máy chủ Temporal", "Temporal server"),
    "where_data": ("Dữ liệu", "Data"),
    "where_logs": ("Nhật ký", "Logs"),
    "how_to_stop": ("Bấm Ctrl-C để dừng.", "Press Ctrl-C to stop."),
    "child_died": (
        "{child} đã dừng (mã {exit_code}); khởi động lại sau {pause} giây. Xem {log}.",
        "{child} ended with code {exit_code}; starting it again in {pause} s. See {log}.",
    ),
    "never_ready": (
        "Không khởi động được {child}. Những dòng cuối của {log}:",
        "{child} could not be started. The last lines of {log}:",
    ),
    "stopping": ("Đang dừng ...", "Stopping ..."),
    "stopped": ("Đã dừng.", "Stopped."),
    # reminders and outages
    "not_an_instant": (
        'Không hiểu thời điểm “{found}”. Viết ví dụ: "thứ Hai tới 08:00", "ngày mai 8h", 2026-11-30T08:00.',
        '"{found}" is not understood. Write for instance "next Monday 08:00", "tomorrow 08:00", 2026-11-30T08:00.',
    ),
    "instant_is_past": ("{at} đã qua.", "{at} is past."),
    "reminders_until": (
        "Từ nay đến {until} sẽ gửi {count} tin nhắc, nếu không có gì thay đổi:",
        "Until {until}, messages that will go out if nothing changes: {count}",
    ),
    "person_unknown": ("Không có người {found}.", "There is no person {found}."),
    "reminders_none": (
        "Từ nay đến {until} không có tin nhắc nào.",
        "Nobody will be reminded of anything until {until}.",
    ),
    "because_missing": ("Hãy viết lý do (--because).", "Say why (--because)."),
    "outage_backwards": ("Thời gian ngừng phải kết thúc sau khi bắt đầu.", "An outage ends after it begins."),
    "outage_not_over": ("Chỉ ghi thời gian ngừng đã kết thúc.", "Only an outage that is over is recorded."),
    "outage_known": (
        "Đã ghi một lần ngừng từ {start} đến {end}: không trả lại cùng một thời gian hai lần.",
        "An outage from {start} to {end} is known: the same time is not given back twice.",
    ),
    "outage_preview": ("Sẽ lùi {count} hạn:", "Deadlines that would move: {count}"),
    "outage_recorded": ("Đã ghi; {count} hạn được lùi:", "Recorded; deadlines that move: {count}"),
    "outage_at_next_start": (
        "Hệ thống đang tắt: các hạn sẽ được lùi khi khởi động, trước mọi việc khác.",
        "The house is not running: they move at the next start, before anything else happens.",
    ),
    # doctor: what was looked at
    "check.versions": ("Phiên bản", "Versions"),
    "check.data": ("Thư mục dữ liệu", "Data folder"),
    "check.lock": ("Khoá thư mục", "Lock"),
    "check.keys": ("Khoá", "Keys"),
    "check.disk": ("Ổ đĩa", "Disk"),
    "check.sqlite": ("SQLite", "SQLite"),
    "check.database": ("Cơ sở dữ liệu", "Database"),
    "check.api": ("API", "API"),
    "check.server": ("Máy chủ Temporal", "Temporal server"),
    "check.worker": ("Tiến trình làm việc", "Worker"),
    "check.stuck": ("Quy trình bị kẹt", "Stuck workflows"),
    "check.backlog": ("Việc tồn đọng", "Backlog"),
    "check.channels": ("Gửi ra ngoài", "Ways out"),
    "channels_off": (
        "Không có kênh nào được đặt: tin nhắn chỉ nằm trong hộp thư của hệ thống, không gì ra khỏi máy này.",
        "None is set up: messages stay in people's inboxes here, and nothing leaves this machine.",
    ),
    "mail_ok": ("{where} nhận kết nối; {waits} thư đang chờ.", "{where} answers; letters that wait: {waits}."),
    "mail_away": (
        "Không kết nối được {where}; {waits} thư đang chờ, sẽ gửi khi máy chủ trở lại. Xem SOVANG_MAIL_*.",
        "{where} does not answer; letters that wait: {waits}; they go out when it is back. See SOVANG_MAIL_*.",
    ),
    "mail_certificate": (
        "Chứng thư của {where} không được tin cậy hoặc mang tên khác: {waits} thư đang chờ. Xem SSL_CERT_FILE.",
        "The certificate of {where} is not trusted or names another; letters that wait: {waits}. See SSL_CERT_FILE.",
    ),
    "mail_no_encryption": (
        "{where} không mã hoá được như SOVANG_MAIL_TLS yêu cầu: không gửi gì; {waits} thư đang chờ.",
        "{where} can't encrypt as SOVANG_MAIL_TLS asks: nothing is sent; letters that wait: {waits}.",
    ),
    "mail_no_sign_in": (
        "{where} không cho đăng nhập mà SOVANG_MAIL_USER lại được đặt: không gửi gì; {waits} thư đang chờ.",
        "{where} lets nobody sign in, and SOVANG_MAIL_USER is set: nothing is sent; letters that wait: {waits}.",
    ),
    "mail_password": (
        "{where} không nhận {user} với mật khẩu trong SOVANG_MAIL_PASSWORD_FILE: không gửi gì; {waits} thư đang chờ.",
        "{where} refuses {user} with the password in SOVANG_MAIL_PASSWORD_FILE; letters that wait: {waits}.",
    ),
    "mail_password_file": ("Thiếu tệp SOVANG_MAIL_PASSWORD_FILE.", "The file SOVANG_MAIL_PASSWORD_FILE is missing."),
    "webhook_ok": ("Webhook: có khoá ký {file}.", "Webhook: its key is {file}."),
    "apprise_ok": ("Kênh khác: đặt trong {file}.", "Other channels: set up in {file}."),
    "file_missing": ("Thiếu tệp {file}.", "The file {file} is missing."),
    "check.evidence": ("Tệp đính kèm", "Evidence"),
    "check.audit": ("Chuỗi kiểm toán", "Audit chain"),
    # doctor: what was found
    "versions_ok": (
        "Sổ Vàng {sovang}, Python {python}, Temporal {temporal}.",
        "Sổ Vàng {sovang}, Python {python}, Temporal {temporal}.",
    ),
    "versions_differ": (
        "Dữ liệu được tạo với máy chủ Temporal {theirs}, máy này có {ours}; `sovang up` sẽ sao lưu trước khi dùng.",
        (
            "The data was last used with the Temporal server {theirs}, this machine has {ours}; `sovang up` backs"
            " it up first."
        ),
    ),
    "data_ok": ("{data}", "{data}"),
    "data_none": ("Chưa có {data}; `sovang up` sẽ tạo.", "There is no {data} yet; `sovang up` makes it."),
    "data_open": (
        "Người dùng khác vào được {data}. Chạy: chmod 700 {data}",
        "Other users can look into {data}. Run: chmod 700 {data}",
    ),
    "lock_held": ("Đang chạy, tiến trình {pid}.", "Running, process {pid}."),
    "lock_free": ("Không có `sovang up` nào đang chạy.", "No `sovang up` is running."),
    "leftovers": (
        "`sovang up` đã chết nhưng còn tiến trình {pids}. Chạy lại `sovang up`, nó sẽ dừng chúng.",
        "`sovang up` died and left processes {pids}. Run `sovang up` again, it stops them.",
    ),
    "keys_ok": ("Đủ khoá, chỉ chủ sở hữu đọc được.", "All there, readable by their owner only."),
    "keys_none_yet": ("Chưa có khoá; `sovang up` sẽ tạo.", "No keys yet; `sovang up` makes them."),
    "evidence_ok": ("Đủ {count} tệp, không tệp nào hỏng.", "All {count} files are there and whole."),
    "evidence_unreadable": (
        "Không đọc được tệp trong {files} ({reason}). Kiểm tra quyền và ổ đĩa.",
        "Files in {files} cannot be read ({reason}). Look at its permissions and its disk.",
    ),
    "evidence_damaged": (
        "{count} tệp trong {files} bị mất hoặc hỏng: {hashes}. Lấy lại từ bản sao lưu, hoặc nhờ người ghi gửi lại.",
        "{count} files in {files} are lost or damaged: {hashes}. Restore them from a backup, or ask for them again.",
    ),
    "evidence_nobodys": (
        "{count} tệp trong {files} không thuộc hồ sơ nào: {hashes}. Có thể xoá.",
        "{count} files in {files} belong to no nomination: {hashes}. They may be deleted.",
    ),
    "disk_ok": ("Còn {free} MB trống.", "{free} MB free."),
    "sqlite_ok": ("{version}", "{version}"),
    "sqlite_old": (
        (
            "{version}: bản trước 3.51.3 có thể làm hỏng nhật ký WAL khi nhiều kết nối cùng ghi; Sổ Vàng xếp hàng"
            " mọi lần ghi nên không gặp. Đừng ghi vào tệp bằng chương trình khác."
        ),
        (
            "{version}: before 3.51.3 several writers at once can damage the write-ahead log; Sổ Vàng writes in "
            "turns, so it does not meet this. Let no other program write to the file."
        ),
    ),
    "database_ok": ("Nguyên vẹn, bảng ở bản {revision}.", "Sound, tables at revision {revision}."),
    "database_none": ("Chưa có; `sovang up` sẽ tạo.", "Not there yet; `sovang up` makes it."),
    "database_damaged": (
        "Tệp cơ sở dữ liệu bị hỏng: {reason}. Dừng hệ thống và khôi phục từ bản sao lưu (docs/operations.md).",
        "The database file is damaged: {reason}. Stop the system and restore a backup (docs/operations.md).",
    ),
    "database_behind": (
        "Bảng ở bản {found}, chương trình cần {wanted}. Chạy `sovang up`, hoặc `sovang prepare` khi dùng cụm.",
        (
            "The tables are at revision {found} and the program wants {wanted}. Run `sovang up`, or `sovang "
            "prepare` on a cluster."
        ),
    ),
    "database_newer": (
        "Bảng ở bản {found}, chương trình này chưa biết bản đó: hãy dùng phiên bản Sổ Vàng mới hơn đã tạo ra nó.",
        "The tables are at revision {found}, which this program does not know: use the newer Sổ Vàng that made them.",
    ),
    "database_away": (
        "Không dùng được cơ sở dữ liệu: {reason}. Kiểm tra SOVANG_DATABASE_URL và máy chủ của nó.",
        "The database cannot be used: {reason}. Look at SOVANG_DATABASE_URL and its server.",
    ),
    "api_ok": ("{url} trả lời.", "{url} answers."),
    "api_away": ("{url} không trả lời. Xem {log}.", "{url} does not answer. See {log}."),
    "server_ok": (
        "{address} trả lời, lưu quy trình đã đóng {days} ngày.",
        "{address} answers, keeps closed workflows {days} days.",
    ),
    "server_unprepared": (
        (
            "{address} chưa có thời hạn lưu hoặc thuộc tính tìm kiếm của Sổ Vàng. Chạy `sovang up`, hoặc `sovang "
            "prepare` khi dùng cụm."
        ),
        "{address} lacks our retention or search attributes. Run `sovang up`, or `sovang prepare` on a cluster.",
    ),
    "server_away": (
        "{address} không trả lời. Xem {log}, hoặc kiểm tra TEMPORAL_ADDRESS.",
        "{address} does not answer. See {log}, or check TEMPORAL_ADDRESS.",
    ),
    "server_does_not_tell": ("Máy chủ không cho biết ({reason}).", "The server does not tell ({reason})."),
    "not_running": ("Không xem được vì hệ thống không chạy.", "Not looked at: the system is not running."),
    "worker_ok": ("{workers} tiến trình đang nhận việc.", "{workers} taking work."),
    "worker_none": (
        "Không có tiến trình nào nhận việc: lệnh của mọi người sẽ chờ. Xem {log}, hoặc khởi động worker.py.",
        "Nobody takes work: what people ask for waits. See {log}, or start worker.py.",
    ),
    "stuck_none": ("Không có.", "None."),
    "stuck_some": (
        (
            "{count} quy trình gặp lỗi chương trình. Cài bản sửa lỗi rồi khởi động lại, chúng sẽ tự đi tiếp; đừng"
            " huỷ chúng."
        ),
        (
            "{count} workflows stand on a fault of the program. Install the fix and start again, they go on by "
            "themselves; do not end them."
        ),
    ),
    "backlog_ok": (
        "{messages} tin chờ gửi, sổ cái và Temporal khớp nhau ({open} hồ sơ đang mở).",
        "{messages} messages wait; ledger and Temporal agree ({open} open nominations).",
    ),
    "backlog_differs": (
        "Sổ cái có {open} hồ sơ đang mở, Temporal có {running}. Nếu vài phút sau vẫn lệch, xem docs/operations.md.",
        (
            "The ledger has {open} open nominations and Temporal {running}. If they still differ in some minutes,"
            " see docs/operations.md."
        ),
    ),
    "outbox_stuck": (
        "{messages} tin chờ gửi, tin cũ nhất từ {since}. Xem {log}.",
        "{messages} messages wait, the oldest since {since}. See {log}.",
    ),
    "audit_ok": ("Liền mạch, {entries} dòng.", "Unbroken, {entries} entries."),
    "audit_broken": (
        "Đứt ở dòng {seq}: có người đã sửa ngoài chương trình. Giữ nguyên tệp và báo người phụ trách.",
        (
            "Broken at entry {seq}: somebody changed it outside the program. Keep the file as it is and tell who "
            "is in charge."
        ),
    ),
    "audit_disagrees": (
        "{count} mục không khớp với chuỗi kiểm toán, ví dụ {objects}: có người đã sửa ngoài chương trình.",
        "{count} objects are not as the audit chain says, {objects} for instance: changed outside the program.",
    ),
    "all_well": ("Mọi thứ đều ổn.", "All is well."),
    "problems": ("Vấn đề cần xử lý: {count}.", "Problems to see to: {count}."),
    # check and prepare
    "registered_otherwise": (
        "Temporal đã có thuộc tính tìm kiếm {names} với kiểu khác: hãy gỡ chúng khỏi không gian tên này.",
        "Temporal has the search attributes {names} with another type: remove them from this namespace.",
    ),
    "temporal_away": (
        "Máy chủ Temporal không trả lời: {reason}. Kiểm tra TEMPORAL_ADDRESS.",
        "The Temporal server does not answer: {reason}. Look at TEMPORAL_ADDRESS.",
    ),
    "check_passed": ("đạt", "passed"),
    "check_failed": ("không đạt", "failed"),
    "tables_prepared": ("Cơ sở dữ liệu ở bản mới nhất.", "The database is at the newest revision."),
    "prepared": (
        "Cơ sở dữ liệu ở bản mới nhất; Temporal có thời hạn lưu và thuộc tính tìm kiếm.",
        "The database is at the newest revision; Temporal has our retention and search attributes.",
    ),
}
