"""What `sovang import`, `sovang reconcile` and `sovang token` say: code → (Vietnamese, English)."""

from words.catalogue import Sentences

IMPORTS: Sentences = {
    "import_line": ("Dòng", "Line"),
    "import_key": ("Mã", "Key"),
    "import_state": ("Kết quả", "State"),
    "import_why": ("Lý do", "Why"),
    "import_new": ("mới", "new"),
    "import_changed": ("thay đổi", "changed"),
    "import_unchanged": ("không đổi", "unchanged"),
    "import_error": ("lỗi", "error"),
    "import_taken": (
        "Đã nhận: {new} mới, {changed} thay đổi, {unchanged} không đổi; {error} dòng lỗi không nhận.",
        "Taken: {new} new, {changed} changed, {unchanged} unchanged; {error} rows with errors left out.",
    ),
    "import_nothing_taken": (
        "Chưa ghi gì: {error} dòng lỗi. Sửa các dòng đó, hoặc dùng --partial để nhận các dòng đúng.",
        "Nothing was written: {error} rows have errors. Correct them, or take the good rows with --partial.",
    ),
    "import_previewed": (
        "Mới xem trước, chưa ghi gì: {new} mới, {changed} thay đổi, {unchanged} không đổi, {error} dòng lỗi.",
        "A preview, nothing was written: {new} new, {changed} changed, {unchanged} unchanged, {error} with errors.",
    ),
    "import_refused": (
        "Không nhận được {file}: {errors} dòng lỗi.",
        "{file} cannot be taken: {errors} rows have errors.",
    ),
    "house_not_running": (
        "Hệ thống chưa chạy trên thư mục dữ liệu này: hãy chạy `./sovang up` trước.",
        "The house does not run on this data folder: start it with `./sovang up` first.",
    ),
    "reconciled": (
        "Đã khởi động phần thiếu: {periods} kỳ, {sittings} phiên xét, {nominations} đề nghị.",
        "Started what was missing: {periods} periods, {sittings} sittings, {nominations} nominations.",
    ),
    "token_for_whom": (
        "Hãy cho biết --person (cấp mã) hoặc --revoke (thu hồi), một trong hai.",
        "Say --person (to issue) or --revoke (to revoke), one of the two.",
    ),
    "token_for_nobody": (
        "Không có ai mang mã {person}: hãy nhập người đó trước (`sovang import people`).",
        "Nobody has the id {person}: import the person first (`sovang import people`).",
    ),
    "token_issued": (
        "Mã truy cập {id}, dùng đến {until}. Mã chỉ hiện một lần:",
        "Token {id}, good until {until}. It is shown this once:",
    ),
    "token_revoked": ("Đã thu hồi mã {id}.", "Token {id} is revoked."),
    "token_unknown": ("Không có mã {id} đang dùng.", "There is no token {id} in use."),
    # a file of which no row can be told
    "columns_missing": ("{file}: thiếu cột {columns}.", "{file}: columns {columns} are missing."),
    "columns_twice": ("{file}: cột {columns} có hai lần.", "{file}: columns {columns} stand there twice."),
    "columns_unknown": (
        "{file}: không biết cột {columns}; hãy xóa hoặc sửa tên cột.",
        "{file}: columns {columns} are not known; remove or rename them.",
    ),
    "file_empty": ("{file} không có dòng nào.", "{file} has no lines."),
    "file_not_csv": ("{file}, dòng {line}: không phải CSV.", "{file}, line {line}: not CSV."),
    "file_not_utf8": (
        "{file}, dòng {line}: không phải UTF-8 (có thể là {looks_like}); hãy lưu lại bằng UTF-8.",
        "{file}, line {line}: not UTF-8 (perhaps {looks_like}); save it as UTF-8.",
    ),
    "file_too_large": (
        "{file} lớn hơn {at_most} byte: hãy tách nhỏ.",
        "{file} is larger than {at_most} bytes: split it.",
    ),
    # a row that cannot be taken, or was taken in another way
    "administrator_on_council": (
        "Quản trị hệ thống không ngồi trong hội đồng: không ai giữ cả hai trong một ngày.",
        "An administrator has no seat in a council: nobody has both on one day.",
    ),
    "auditor_with_other_role": (
        "Kiểm toán không giữ chức vụ khác (trừ cán bộ), không ngồi trong hội đồng: không ai giữ cả hai trong một ngày.",
        "An auditor has no other office than an officer's and no seat in a council: nobody has both on one day.",
    ),
    "bad_value": ("Cột {column} có giá trị không dùng được.", "Column {column} has a value that can't be used."),
    "cell_empty": ("Cột {column} để trống.", "Column {column} is empty."),
    "cell_too_long": ("Cột {column} dài hơn {at_most} ký tự.", "Column {column} is longer than {at_most} characters."),
    "changes_at_once": (
        "Đơn vị giữ nguyên mã thì thay đổi từ hôm nay: hãy để trống cột last_day.",
        "A unit that keeps its id changes from today: leave the column last_day empty.",
    ),
    "closed_unit": (
        "Đơn vị {unit_id} không còn vào ngày {on} và không có đơn vị kế thừa.",
        "Unit {unit_id} is not there on {on}, and nobody took over.",
    ),
    "unit_ended": (
        "Đơn vị {unit_id} không còn vào ngày {on}; hãy ghi đơn vị kế thừa {successor} hoặc ngày kết thúc.",
        "Unit {unit_id} is not there on {on}; name {successor}, which took over, or a last day.",
    ),
    "unit_not_begun": ("Đơn vị {unit_id} bắt đầu từ {first}.", "Unit {unit_id} begins on {first}."),
    "deputy_of_herself": ("Không ai làm thay chính mình.", "Nobody stands in for herself."),
    "ends_before_it_begins": (
        "Kết thúc {last} trước khi bắt đầu {first}.",
        "It ends on {last}, before it begins on {first}.",
    ),
    "garbled": (
        "Chữ bị hỏng dấu (UTF-8 đã bị đọc như Windows-1252): hãy xuất lại tệp bằng UTF-8.",
        "The letters are garbled (UTF-8 was read as Windows-1252): export the file as UTF-8 again.",
    ),
    "goes_elsewhere": (
        "Đơn vị {unit_id} đã được {successor} tiếp nhận.",
        "Unit {unit_id} has gone into {successor} already.",
    ),
    "goes_over": (
        (
            "Từ {first}, {unit_id} thành {into}: {people} người, {units} đơn vị trực thuộc, {offices} chức trách,"
            " {seats} ghế hội đồng, {nominations} đề nghị đang mở; {sittings} phiên xét đã định của hội đồng cũ"
            " vẫn họp."
        ),
        (
            "From {first} on, {unit_id} is {into}: {people} people, {units} units below, {offices} offices,"
            " {seats} seats, {nominations} open nominations; {sittings} sittings of the old council"
            " that are planned still sit."
        ),
    ),
    "goes_in_a_circle": ("Cột {column} quay lại chính đơn vị này.", "Column {column} leads back to the unit itself."),
    "held_already": (
        "Đã có cho một phần thời gian này: từ {first} đến {last}. Hãy ghi ngày kết thúc cho dòng đó trước.",
        "It is there for some of these days already: from {first} to {last}. Give that one a last day first.",
    ),
    "is_collective": (
        "Cột {column}: {found} là tập thể, không giữ chức vụ.",
        "Column {column}: {found} is a collective, which holds no office.",
    ),
    "logged_otherwise": (
        "Đã ghi trước đây với nội dung khác ({nomination_id}).",
        "Logged before with another content ({nomination_id}).",
    ),
    "not_a_count": ("Cột {column}: {found} không phải số đếm.", "Column {column}: {found} is not a count."),
    "not_a_date": (
        "Cột {column}: {found} không phải ngày (yyyy-mm-dd).",
        "Column {column}: {found} is no date (yyyy-mm-dd).",
    ),
    "not_an_id": ("Cột {column}: {found} không phải mã.", "Column {column}: {found} is not an id."),
    "not_its_council": (
        "Đơn vị {unit_id} không có hội đồng loại {council}: province chỉ dành cho cấp tỉnh, unit cho đơn vị khác.",
        "Unit {unit_id} has no council of kind {council}: province is for the province alone, unit for all others.",
    ),
    "not_one_of": ("Cột {column}: {found} không thuộc {words}.", "Column {column}: {found} is none of {words}."),
    "number_taken": ("Số hiệu {number} đã có người khác.", "The number {number} belongs to somebody else."),
    "said_otherwise": (
        "Cột {column}: dòng khác ghi {found} cho cùng đơn vị này.",
        "Column {column}: another row says {found} of the same unit.",
    ),
    "stays_itself": (
        (
            "{unit_id} thay đổi ngay, giữ nguyên mã: {people} người, {units} đơn vị trực thuộc, {offices} chức trách,"
            " {seats} ghế hội đồng, {nominations} đề nghị đang mở, {sittings} phiên xét đã định."
        ),
        (
            "{unit_id} changes at once and keeps its id: {people} people, {units} units below, {offices} offices,"
            " {seats} seats, {nominations} open nominations, {sittings} sittings that are planned."
        ),
    ),
    "twice": ("Trùng với dòng {first}.", "The same key as line {first}."),
    "two_chairs": (
        "Một hội đồng không có hai chủ tịch trong cùng một ngày: đã có {other}.",
        "A council has no two chairs on one day: {other} is there too.",
    ),
    "unknown_person": ("Không có người này trong danh sách.", "Nobody of this id or number is known."),
    "unknown_unit": ("Cột {column}: không có đơn vị {found}.", "Column {column}: there is no unit {found}."),
    "moved_to_successor": (
        "{named} đã kết thúc; ghi ở {successor}.",
        "{named} has ended; taken to {successor}.",
    ),
    "wrong_number_of_columns": (
        "Số ô của dòng khác với dòng tiêu đề.",
        "The row has not as many cells as the heading.",
    ),
}
