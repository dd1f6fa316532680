"""What the public Golden Book says: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

BOOKS: Sentences = {
    "book.title": ("Sổ Vàng", "Golden Book"),
    "book.lead": (
        "Những việc tốt vì Nhân dân đã được Hội đồng xét chọn và ghi danh.",
        "Good deeds for the People, chosen by their councils and recorded here.",
    ),
    "book.which": ("Sổ", "Book"),
    "book.quarter": ("Quý", "Quarter"),
    "book.unit": ("Đơn vị", "Unit"),
    "book.none": ("Chưa có trang nào được công bố.", "No page has been published yet."),
    "book.number": ("Số {number}/{year}", "Number {number}/{year}"),
    "book.recorded": ("Ghi ngày {on}", "Recorded on {on}"),
    "book.decision": ("Quyết định số {number}", "Decision number {number}"),
    "book.honoured": ("Tôn vinh", "Honoured"),
    "book.note": ("Ghi chú", "Note"),
    "book.back": ("Về danh sách", "Back to the list"),
    "book.entry_id": ("Mã trang: {id}", "Entry id: {id}"),
    "book.code": ("Mã QR dẫn đến trang này", "QR code of this page"),
    "book.photos": ("Ảnh", "Photos"),
    "book.photo": ("Ảnh {number}: {title}", "Photo {number}: {title}"),
    "book.photos.choose": ("Chọn ảnh công bố", "Choose the photos to publish"),
    "book.photos.lead": (
        "Mọi người xem được ảnh đã chọn. Chỉ chọn khi người trong ảnh đồng ý; không có giấy tờ, trẻ em, người bị hại.",
        "Everybody sees what is chosen. Choose only if its people agree; no identity papers, children or victims.",
    ),
    "book.photos.publish": ("Công bố ảnh {number}", "Publish photo {number}"),
    "book.photos.save": ("Lưu lựa chọn", "Keep the choice"),
    "book.photos.saved": ("Đã lưu lựa chọn ảnh công bố.", "The choice of photos is kept."),
    "book.not_public": (
        "Trang này chưa công bố; đồng chí xem được vì có liên quan.",
        "Not public yet; you may see it.",
    ),
    "book.kind.unit": ("Sổ vàng đơn vị", "Unit book"),
    "book.kind.province": ("Sổ vàng cấp tỉnh", "Provincial book"),
    "book.kind.other": ("Sổ: {book}", "Book: {book}"),
}
