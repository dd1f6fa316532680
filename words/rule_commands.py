"""What the `sovang rules` commands say beside mistakes and prose: code → (Vietnamese, English)."""

from words.catalogue import Sentences

RULE_COMMANDS: Sentences = {
    "file_sound": (
        "{file}: đúng. Bản quy định {edition}; {cases} trường hợp được quyết đúng như đã hẹn.",
        "{file}: sound. Edition {edition}; {cases} cases decided as promised.",
    ),
    "calendar_sound": ("{file}: đúng. Lịch {name}.", "{file}: sound. Calendar {name}."),
    "no_cases": (
        "{file}: đúng. Bản quy định {edition}. CHƯA áp dụng được vì thiếu {beside}: hãy viết các trường hợp đã quyết.",
        "{file}: sound. Edition {edition}. It can NOT be adopted yet: there is no {beside}; write decided cases there.",
    ),
    "mistakes": (
        "{count} lỗi. Tệp có lỗi không làm thay đổi điều gì đang chạy.",
        "Mistakes: {count}. A file with mistakes changes nothing that runs.",
    ),
}
