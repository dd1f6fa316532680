"""What the API says when it refuses a score sheet: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

SCORE_PROBLEMS: Sentences = {
    "not_open_yet": (
        "Kỳ được chấm chưa kết thúc: chấm được từ {opens_at}.",
        "The time that is scored is not over: it can be scored from {opens_at} on.",
    ),
    "items_unknown": (
        "Phiếu chấm không có mục: {items}. Các mục là: {known}.",
        "The sheet has no such item: {items}. Its items are: {known}.",
    ),
    "items_missing": (
        "Chưa chấm các mục: {items}. Không có điểm thì ghi 0.",
        "These items have no points yet: {items}. Write 0 where there are none.",
    ),
    "too_many_points": (
        "Điểm vượt khung của các mục: {items}.",
        "These items were given points out of their range: {items}.",
    ),
}
