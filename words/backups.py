"""What is said of backups: refusals of API and pages, and the command `sovang backup`: code → (Vietnamese, English)."""

from words.catalogue import Sentences

BACKUP_PROBLEMS: Sentences = {
    "backup_on_server": (
        "Cơ sở dữ liệu nằm trên máy chủ riêng: hãy sao lưu bằng công cụ của máy chủ đó.",
        "The database is on a server of its own: back it up with that server's tools.",
    ),
    "backup_under_way": (
        "Đang có một bản sao lưu khác được tạo: hãy chờ rồi xem lại danh sách.",
        "Another backup is being made: wait, then look at the list again.",
    ),
}

BACKUPS: Sentences = {
    "no_such_backup": ("Không có bản sao lưu {name}.", "There is no backup {name}."),
    "backup_failed": (
        "Không sao lưu được: {reason}. Xem dung lượng đĩa và quyền của thư mục.",
        "No backup could be made: {reason}. Look at the disk's space and the folder's rights.",
    ),
    "backup_none": ("Chưa có bản sao lưu nào.", "There are no backups."),
    "backup_whole": ("toàn vẹn", "whole"),
    "backup_wrong": ("hỏng: {what}", "damaged: {what}"),
    "backup_line": (
        "{name}: {size}, {files} tệp minh chứng; {state}, kiểm tra lúc {looked}",
        "{name}: {size}, {files} files of evidence; {state}, looked at {looked}",
    ),
}
