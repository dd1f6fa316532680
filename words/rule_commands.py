"""What the `sovang rules` commands say beside mistakes and prose: code → (Vietnamese, English)."""

from words.catalogue import Sentences

RULE_COMMANDS: Sentences = {
    "file_sound": (
        "{file}: đúng. Bản quy định {edition}; {cases} trường hợp được quyết đúng như đã hẹn.",
        "{file}: sound. Edition {edition}; {cases} cases decided as promised.",
    ),
    "calendar_sound": ("{file}: đúng. Lịch {name}.", "{file}: sound. Calendar {name}."),
    "no_cases": (
        "{file}: đúng. Bản quy định {edition}. Chưa có {beside}: hãy viết các trường hợp đã quyết trước khi áp dụng.",
        "{file}: sound. Edition {edition}. There is no {beside}: write decided cases before it is adopted.",
    ),
    "mistakes": (
        "{count} lỗi. Tệp có lỗi không làm thay đổi điều gì đang chạy.",
        "Mistakes: {count}. A file with mistakes changes nothing that runs.",
    ),
}
