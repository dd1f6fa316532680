"""What is wrong with score sheets and the stages that fill them: code -> (Vietnamese, English)."""

from words.catalogue import Sentences

MISTAKES_OF_SCORES: Sentences = {
    "not_a_mark": (
        "không hiểu mức đạt {found}; hãy viết ví dụ: at least 91 points, hoặc at least the band red",
        "{found} does not say from where it passes; write for instance: at least 91 points, or at least the band red",
    ),
    "sheet_twice": (
        "đã có phiếu chấm {found}; hãy đặt tên khác",
        "there is a sheet {found} already; choose another name",
    ),
    "item_twice": (
        "phiếu đã có mục {found}; hãy đặt tên khác",
        "the sheet has an item {found} already; choose another name",
    ),
    "band_twice": (
        "phiếu đã có mức {found}; hãy đặt tên khác",
        "the sheet has a band {found} already; choose another name",
    ),
    "points_do_not_add_up": (
        "các mục cộng lại được {total} điểm, không phải {found}; hãy sửa at_most của các mục, hoặc points",
        "the items make {total} points together, not {found}; correct at_most of the items, or points",
    ),
    "bands_do_not_rise": (
        "mức này từ {found} điểm, không cao hơn mức trước; hãy viết các mức từ thấp đến cao",
        "this band begins at {found} points, no higher than the one before; write the lowest band first",
    ),
    "beyond_the_sheet": (
        "phiếu chỉ có {limit} điểm nên không bao giờ đạt {found}; hãy viết số nhỏ hơn",
        "the sheet has {limit} points only, so {found} is never reached; write less",
    ),
    "sheet_unknown": (
        "không có phiếu chấm {found} (đang có: {known}); hãy thêm vào sheets",
        "there is no sheet {found} (there are: {known}); add it to sheets",
    ),
    "sheet_unknown_near": (
        "không có phiếu chấm {found}; có phải là {nearest}?",
        "there is no sheet {found}; did you mean {nearest}?",
    ),
    "band_unknown": (
        "phiếu không có mức {found} (đang có: {known}); hãy thêm vào bands",
        "the sheet has no band {found} (it has: {known}); add it to its bands",
    ),
    "band_unknown_near": (
        "phiếu không có mức {found}; có phải là {nearest}?",
        "the sheet has no band {found}; did you mean {nearest}?",
    ),
    "author_kept_from_her_sheet": (
        "người ghi tự chấm thì không thể cấm chính người đó; hãy bỏ never_by",
        "whoever scores her own entry cannot be kept from it; leave never_by out",
    ),
}
