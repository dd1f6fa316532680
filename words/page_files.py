"""What the pages say of photos and papers, and of drafts: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

FILES: Sentences = {
    "files.title": ("Ảnh và giấy tờ", "Photos and papers"),
    "files.none": ("Chưa có ảnh hay giấy tờ nào.", "No photos or papers yet."),
    "files.photo": ("Ảnh {name}", "Photo {name}"),
    "files.choose": ("Chọn ảnh hoặc tệp PDF", "Choose photos or a PDF"),
    "files.hint": (
        "Nhiều nhất {most} tệp {kinds}, mỗi tệp {megabytes} MB. Người khác chỉ thấy bản ảnh đã xóa nơi chụp.",
        "At most {most} files ({kinds}) of {megabytes} MB. Others see copies without the place of the photo.",
    ),
    "files.attach": ("Gửi ảnh, giấy tờ", "Attach"),
    "files.withdraw": ("Gỡ tệp này", "Take it back"),
    "files.not_taken": ("Có tệp chưa nhận được.", "Some files were not taken."),
    "files.others_stay": (
        "Tệp khác của lần gửi này, nếu có, đã được nhận. Hãy chọn lại tệp khác cho những tệp trên.",
        "Other files of this form, if there were any, were taken. Choose others in place of these.",
    ),
    "files.back": ("Về trang việc tốt", "Back to the deed"),
    "files.done.attach": ("Đã nhận ảnh, giấy tờ.", "The files were attached."),
    "files.done.detach": ("Đã gỡ tệp.", "The file was taken back."),
    "files.again": (
        "Trình duyệt không giữ lại ảnh đã chọn: hãy chọn lại ảnh trước khi gửi.",
        "A browser does not keep the photos that were chosen: choose them again before sending.",
    ),
    "files.later": (
        "Ảnh chưa kèm được vì việc tốt chưa hiện ra: hãy mở trang của việc tốt và gửi ảnh ở đó.",
        "The photos could not be attached yet: open the page of the deed in a moment and send them there.",
    ),
    # drafts
    "draft.kept": ("Bản nháp, lưu lúc {at}.", "A draft, saved at {at}."),
    "draft.save": ("Lưu nháp", "Save as a draft"),
    "draft.saved": (
        "Đã lưu nháp. Có thể mở lại ở máy khác và viết tiếp.",
        "Saved as a draft. You can go on with it on another device.",
    ),
    "draft.saved_at": ("Đã lưu nháp lúc {at}.", "Draft saved at {at}."),
    "draft.discard": ("Bỏ bản nháp", "Discard the draft"),
    "draft.discarded": ("Đã bỏ bản nháp.", "The draft was discarded."),
}
