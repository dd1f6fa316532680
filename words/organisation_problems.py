"""What the API says when it refuses something about units, people and their files: code → (Vietnamese, English)."""

from words.catalogue import Sentences

ORGANISATION_PROBLEMS: Sentences = {
    "file_unreadable": ("Không đọc được tệp: {why}", "No row of the file can be told: {why}"),
    "row_refused": ("Không ghi được dòng này: {why}", "The row cannot be written: {why}"),
    "unknown_unit": ("Không có đơn vị {unit}.", "There is no unit {unit}."),
    "unit_closed": (
        "Đơn vị {unit} đã kết thúc ngày {closed_on}; đơn vị kế tiếp là {successor}.",
        "The unit {unit} ended on {closed_on}; its successor is {successor}.",
    ),
    "unit_ended": (
        "Đơn vị {unit} đã kết thúc ngày {closed_on} và không có đơn vị kế tiếp.",
        "The unit {unit} ended on {closed_on}, and no unit took over from it.",
    ),
    "unit_not_begun": (
        "Đơn vị {unit} chỉ hoạt động từ ngày {begins_on}.",
        "The unit {unit} begins on {begins_on}.",
    ),
    "unknown_person": ("Không có người hoặc tập thể {person}.", "There is no person or collective {person}."),
}
