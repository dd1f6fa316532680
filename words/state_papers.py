"""What the minutes and the decisions of a council say, in Vietnamese alone: that is the text which is signed.

The form is that of Decree 30/2020/NĐ-CP; what a rule file leaves open (who signs, who receives) is our choice.
"""

from collections.abc import Mapping
from datetime import date

_SAID: Mapping[str, str] = {
    "nation": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "motto": "Độc lập - Tự do - Hạnh phúc",
    "sample": "MẪU",
    "day": "…………, ngày {day:02} tháng {month:02} năm {year}",
    "number": "Số: {number}",
    "foot": "Đầu chuỗi kiểm toán khi in: mục {seq}, {hash}",
    "receivers": "Nơi nhận:",
    "receivers.kept": "- Lưu: VT.",
    "sign.hint": "(Ký, ghi rõ họ tên)",
    # the minutes
    "minutes.number": "Số: ……/BB-HĐ",
    "minutes.kind": "BIÊN BẢN",
    "minutes.about": "{stage}, {period}",
    "minutes.when": "Hội đồng: {council}. Mở bỏ phiếu: {opened}. Đóng bỏ phiếu: {closed}.",
    "minutes.rules": "Theo quy chế “{title}”, bản {edition}.",
    "minutes.present": "I. Thành phần Hội đồng",
    "minutes.took_part": (
        "Hội đồng có {members} thành viên biểu quyết; {voted} người đã gửi phiếu trong vòng cuối. Hình thức: {ballot}."
    ),
    "minutes.secret": "bỏ phiếu kín",
    "minutes.open": "biểu quyết công khai",
    "minutes.name": "Họ và tên",
    "minutes.post": "Chức danh",
    "minutes.voted": "Tham gia biểu quyết",
    "minutes.voted.present": "Tự bỏ phiếu",
    "minutes.voted.written": "Bằng phiếu giấy",
    "minutes.voted.none": "Không gửi phiếu",
    "minutes.voted.no_vote": "Không biểu quyết",
    "minutes.counts": "II. Kết quả kiểm phiếu",
    "minutes.round": "Vòng {round}",
    "minutes.no_candidates": "Không có việc tốt nào được đưa ra xét.",
    "minutes.deed": "Việc tốt",
    "minutes.honoured": "Tôn vinh",
    "minutes.ayes": "Tán thành",
    "minutes.noes": "Không tán thành",
    "minutes.abstentions": "Không ý kiến",
    "minutes.base": "Trên tổng số",
    "minutes.needed": "Cần đạt",
    "minutes.rank": "Xếp thứ",
    "minutes.outcome": "Kết quả",
    "minutes.aside": "III. Không biểu quyết vì có liên quan",
    "minutes.aside.line": "- {who}: việc tốt “{title}”.",
    "minutes.aside.none": "Không có.",
    "minutes.end": "Biên bản được lập từ số liệu kiểm phiếu của phiên xét; không ghi phiếu của từng người.",
    "minutes.to": "- Các thành viên Hội đồng;",
    "minutes.secretary": "THƯ KÝ",
    "minutes.chair": "CHỦ TỌA",
    # a decision
    "decision.kind": "QUYẾT ĐỊNH",
    "decision.about": "Về việc công nhận “{title}”",
    "decision.authority": "THỦ TRƯỞNG {unit}",
    "decision.rules": "Căn cứ quy chế “{title}”, bản {edition}, theo: {source};",
    "decision.clause": "Căn cứ bước “{stage}” của quy chế, theo: {source};",
    "decision.minutes": "Căn cứ kết quả kiểm phiếu của {council}, {stage}, {period}, ngày {on}:",
    "decision.count": (
        "{ayes} phiếu tán thành trên tổng số {base}, cần {needed}; không tán thành {noes}, không ý kiến {abstentions}."
    ),
    "decision.decides": "QUYẾT ĐỊNH:",
    "decision.article": "Điều {number}.",
    "decision.recognises": (
        "Công nhận “{title}” của {honoured}, {unit}, thực hiện ngày {on}; "
        "ghi vào sổ với số {number}/{year} (mã trang: {entry})."
    ),
    "decision.award": "Hình thức: {award}.",
    "decision.reward": "Mức thưởng: {amount} đồng.",
    "decision.score": "Điểm: {score}/{score_of}.",
    "decision.in_force": "Quyết định này có hiệu lực kể từ ngày ký.",
    "decision.to.first": "- Như Điều 1;",
    "decision.to.council": "- {council};",
    "decision.head": "THỦ TRƯỞNG ĐƠN VỊ",
    "decision.head.hint": "(Ký, ghi rõ họ tên, đóng dấu)",
    "decision.code": "Trang trong sổ",
}


def paper_says(code: str, **params: object) -> str:
    """Return a sentence of a state paper with `params` filled in. Raise KeyError if there is none of that code."""
    return _SAID[code].format_map(params)


def paper_day(on: date) -> str:
    """Return the line of place and date; the place is left to the pen."""
    return paper_says("day", day=on.day, month=on.month, year=on.year)
