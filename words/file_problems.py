"""What is said when a file is not taken: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

FILE_PROBLEMS: Sentences = {
    "upload_cut_short": (
        "Tệp chưa được gửi hết nên không được lưu. Hãy gửi lại.",
        "The file did not arrive in full and was not kept. Send it again.",
    ),
    "file_attached_already": (
        "Tệp có cùng nội dung đã được đính kèm hồ sơ này.",
        "A file with the same content is attached to this nomination already.",
    ),
    "too_many_files": (
        "Quy định cho đính kèm nhiều nhất {at_most} tệp: hãy rút bớt một tệp trước.",
        "The rules take {at_most} files at most: withdraw one first.",
    ),
    "evidence_seen": (
        "Hội đồng đã được xem hồ sơ này nên tệp đính kèm phải giữ nguyên.",
        "A council has had this nomination before it: what is attached stays.",
    ),
    "file_too_large": (
        "Quy định chỉ nhận mỗi tệp không quá {megabytes} MB.",
        "The rules take files of {megabytes} MB at most.",
    ),
    "file_kind_refused": (
        "Nội dung tệp không thuộc loại được nhận ({kinds}), dù tên tệp ghi thế nào.",
        "By its content, whatever its name says, the file is none of the kinds that are taken ({kinds}).",
    ),
    "file_name_unfit": (
        "Tên tệp (tiêu đề File-Name) có từ 1 đến {at_most} ký tự, không có dấu gạch chéo hay ký tự ẩn.",
        "A file's name (header File-Name) has 1 to {at_most} characters, no slash and nothing invisible.",
    ),
    "file_empty": ("Tệp rỗng.", "The file is empty."),
    "no_file_chosen": (
        "Chưa chọn tệp nào. Hãy chọn ảnh hoặc tệp PDF rồi gửi.",
        "No file was chosen. Choose photos or a PDF, then send.",
    ),
    "file_broken": (
        "Không đọc được tệp: tệp hỏng, bị cắt ngắn, hoặc ảnh quá lớn.",
        "The file cannot be read: it is damaged, cut off, or a picture that is too large.",
    ),
    "file_damaged": (
        "Tệp đã lưu không còn nguyên vẹn nên không được đưa ra. Hãy báo người vận hành (`sovang doctor`).",
        "The file that was kept is no longer whole and is not handed out. Tell the operator (`sovang doctor`).",
    ),
    "disk_full": (
        "Máy chủ hết chỗ trống nên không lưu được tệp. Hãy báo người vận hành rồi gửi lại sau.",
        "The server has no room left and the file was not kept. Tell the operator, and send it again later.",
    ),
    "files_unavailable": (
        "Hiện không đọc hoặc ghi được tệp đính kèm. Hãy thử lại sau.",
        "Attached files can be neither read nor written now. Try again later.",
    ),
    "scan_may_show_choices": (
        "Phiên bỏ phiếu kín chỉ nhận giấy xác nhận không lộ lựa chọn nào; hãy đánh dấu là đã kiểm tra.",
        "A secret vote takes only a receipt that shows no choice; say that you have looked.",
    ),
}
