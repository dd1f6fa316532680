"""The sentences in which a programme is read aloud: code → (Vietnamese, English). `words.prose` chooses and fills.

One sentence says one clause; a committee signs exactly these.
"""

from words.catalogue import Sentences

CLAUSES: Sentences = {
    # the heading
    "edition": ("Bản quy định {edition}, chương trình {programme}.", "Edition {edition} of the programme {programme}."),
    "in_force": ("Có hiệu lực từ ngày {day}.", "In force from {day}."),
    "source": ("Căn cứ: {source}", "Source: {source}"),
    "time": (
        (
            "Ngày làm việc theo lịch {calendar}, từ {starts} đến {ends}, múi giờ {zone}; hạn tính bằng ngày làm việc "
            "rơi vào {ends}."
        ),
        (
            "Working days are those of the calendar {calendar}, from {starts} to {ends}, time zone {zone}; a deadline "
            "in working days falls at {ends}."
        ),
    ),
    "place": ("Nơi gọi là “{title}” ({name}): {where}.", "The place called “{title}” ({name}): {where}."),
    "awards": ("Các hình thức, từ thấp đến cao: {awards}.", "The awards, the lowest first: {awards}."),
    "facts": ("Những điều phải xác nhận: {facts}.", "Facts that are attested: {facts}."),
    "facts.none": ("Không có điều gì phải xác nhận.", "No facts are attested."),
    "awards.none": ("Không phân hình thức.", "There are no awards of different rank."),
    "cluster": (
        "Cụm thi đua “{title}” ({name}): {units}; theo thứ tự này, đơn vị sau kiểm tra chéo đơn vị trước.",
        "The cluster “{title}” ({name}): {units}; in this order each is checked by the next.",
    ),
    "sheet": (
        "Phiếu chấm điểm “{title}” ({name}), tổng {points} điểm: {items}.",
        "The score sheet “{title}” ({name}), {points} points in all: {items}.",
    ),
    "sheet.item": ("{title} ({name}) đến {most}", "{title} ({name}) up to {most}"),
    "sheet.bands": (
        "Theo tổng điểm của phiếu “{title}” được xếp, từ thấp đến cao: {bands}; dưới mức thấp nhất thì không xếp.",
        "By its total the sheet “{title}” is put into a band, the lowest first: {bands}; below the lowest, into none.",
    ),
    "sheet.band": ("{title} ({name}) từ {least} điểm", "{title} ({name}) from {least} points"),
    "sheet.no_bands": ("Phiếu “{title}” không xếp mức.", "The sheet “{title}” has no bands."),
    "reminders.at any hour": (
        "Nhắc việc vào bất cứ giờ nào, ngày nào.",
        "Reminders may come at any hour of any day.",
    ),
    "reminders": (
        "Chỉ nhắc việc từ {starts} đến {ends}, {days}; mỗi việc nhắc một người không quá {at_most} lần.",
        "Reminders come from {starts} to {ends}, {days}; of one thing nobody is reminded more than {at_most} times.",
    ),
    "reminders.working days": ("vào ngày làm việc", "on working days"),
    "reminders.every day": ("vào mọi ngày", "on every day"),
    "article": ("Điều {number}. {title} ({name})", "Article {number}. {title} ({name})"),
    "signatures": (
        "Người lập: ..................    Người duyệt: ..................    Ngày: ....../....../..........",
        "Drawn up by: ................    Approved by: ................    Date: ........................",
    ),
    # exceptions
    "exception": ("Ngoại lệ {number}. Đối với {whom}: {because}", "Exception {number}. For {whom}: {because}"),
    "exception.units": ("đơn vị {said} và các đơn vị trực thuộc", "the units {said} and all below them"),
    "exception.kinds": ("đơn vị loại {said} và các đơn vị trực thuộc", "units of kind {said} and all below them"),
    "exception.everybody": ("mọi đơn vị", "all units"),
    "exception.periods": ("trong kỳ {said}", "in {said}"),
    "exception.until": ("đến hết ngày {said}", "until {said}"),
    "exception.stage": (
        "Ở bước “{title}” ({name}), áp dụng câu có dấu + thay cho câu có dấu -:",
        "At “{title}” ({name}), the sentences marked + hold instead of those marked -:",
    ),
    # every stage
    "remind": ("Nhắc việc: {reminders}.", "Reminders: {reminders}."),
    "remind.never": ("Bước này không nhắc việc.", "This stage sends no reminders."),
    "within": ("Phải xong trong {span}.", "It must be done within {span}."),
    "extend_at_most": (
        "Được gia hạn, nhưng hạn mới không quá {span} sau hạn đầu.",
        "The deadline may be extended, to at most {span} after the first one.",
    ),
    "extend.no limit": ("Được gia hạn không giới hạn.", "The deadline may be extended without a limit."),
    "escalate": (
        "Nếu sau hạn {span} vẫn chưa xong thì báo thêm {doer}.",
        "If it is not done {span} after the deadline, {doer} is told too.",
    ),
    "silence_after": (
        "Sau hạn {span} mà không ai trả lời thì coi là im lặng.",
        "Silence is counted {span} after the deadline.",
    ),
    "leads_to": ("{outcome} thì {target}.", "If {outcome}, {target}."),
    "target.stage": ("chuyển sang bước {name}", "it goes on to {name}"),
    "target.end": ("kết thúc", "it ends"),
    "target.next sitting": ("đưa sang phiên sau", "it is taken to the next sitting"),
    # the log
    "log.by": ("Mỗi {by} được ghi việc tốt của: {whom}.", "Every {by} may log a good deed of: {whom}."),
    "log.age": ("Chỉ ghi việc tốt xảy ra không quá {span} trước khi ghi.", "The deed was done at most {span} ago."),
    "log.asks_for": ("Phải ghi: {items}.", "The entry states: {items}."),
    "log.evidence": (
        "Được kèm không quá {files} tệp, mỗi tệp không quá {size} MB, loại: {kinds}.",
        "At most {files} files of at most {size} MB each may be attached: {kinds}.",
    ),
    "log.within": (
        "Việc bị trả lại phải được bổ sung trong {span}, quá hạn là im lặng.",
        "An entry that was sent back returns within {span}; after that, it counts as silence.",
    ),
    # review and dossier
    "done_by": ("Người thực hiện: {doer}.", "It is done by {doer}."),
    "done_by.amount": ("Người thực hiện tùy số tiền đề nghị: {doers}.", "Who does it depends on the sum: {doers}."),
    "done_by.up_to": ("{doer} đến {most}", "{doer} up to {most}"),
    "done_by.above": ("trên nữa thì {doer}", "above that {doer}"),
    "award.stays": (
        "Không được đổi hình thức; chỉ được hạ số tiền đề nghị, nếu có.",
        "The award stays as it is; a sum that is asked for may only be lowered.",
    ),
    "award.may be raised or lowered": (
        "Được nâng hoặc hạ hình thức; mỗi cấp đổi gì đều được ghi lại.",
        "The award may be raised or lowered; what each level changed is recorded.",
    ),
    "attests": (
        "Người giới thiệu phải xác nhận: {facts}; thiếu hoặc không đúng thì không giới thiệu được.",
        "Whoever recommends answers for this: {facts}; without it, or if it is not so, nothing is recommended.",
    ),
    "attests.nothing": ("Không phải xác nhận điều gì khi giới thiệu.", "Nothing is attested with it."),
    "never_by": ("Không được tự quyết định việc của mình: {people}.", "Never by: {people}."),
    "dossier.needs": ("Hồ sơ gồm: {papers}.", "The dossier holds: {papers}."),
    "score.sheet": (
        "Chấm theo phiếu “{title}” ({name}); phiếu chấm sau có giá trị, phiếu trước được giữ để đối chiếu.",
        "The score sheet “{title}” ({name}) is filled; the later one stands, each earlier one is kept and shown.",
    ),
    "score.quarter": (
        "Phiếu chấm cho {quarter}: chấm khi quý đã kết thúc, thời hạn tính từ lúc đó.",
        "The sheet is about the {quarter}: it is filled once that is over, and the time runs from then.",
    ),
    "score.passes_with": ("Đạt khi được {mark}.", "It passes with {mark}."),
    "score.all_pass": ("Tổng điểm nào cũng được chuyển tiếp.", "Every total goes on."),
    # councils
    "council": (
        "Hội đồng {council} họp một phiên mỗi {every}.",
        "The council of the {council} sits once every {every}.",
    ),
    "candidates_until": ("Nhận đề nghị đến: {moment}.", "Candidates are taken until: {moment}."),
    "votes_open": ("Mở bỏ phiếu: {moment}.", "Voting opens: {moment}."),
    "votes_close": ("Đóng bỏ phiếu: {moment}.", "Voting closes: {moment}."),
    "early_close.when all have voted": (
        "Nếu mọi thành viên đã bỏ phiếu thì đóng sớm.",
        "It closes early once all have voted.",
    ),
    "early_close.never": ("Không đóng bỏ phiếu sớm.", "It never closes early."),
    "ballot.secret": ("Bỏ phiếu kín.", "The ballot is secret."),
    "ballot.open": ("Biểu quyết công khai.", "The vote is open."),
    "absent.written ballot": (
        "Thành viên vắng mặt được lấy ý kiến bằng văn bản.",
        "An absent member votes in writing.",
    ),
    "absent.does not vote": ("Thành viên vắng mặt không bỏ phiếu.", "An absent member does not vote."),
    "missing_ballots": (
        "Còn thiếu phiếu khi sắp đóng thì trước lúc đóng {span} báo {doer}, và người chưa bỏ phiếu được biết.",
        "If ballots are missing {span} before it closes, {doer} is told, and whoever owes one hears of it.",
    ),
    "missing_ballots.none": (
        "Thiếu phiếu thì chỉ nhắc người chưa bỏ phiếu.",
        "Of missing ballots only those who owe them are reminded.",
    ),
    "stands_aside": ("Không biểu quyết vì liên quan: {people}.", "These stand aside: {people}."),
    "recused.leave the count": (
        "Người không biểu quyết vì liên quan không tính vào tổng số, kể cả khi tính số người dự.",
        "Whoever stands aside leaves the count, that of the quorum too.",
    ),
    "recused.stay in the count": (
        "Người không biểu quyết vì liên quan vẫn tính vào tổng số.",
        "Whoever stands aside stays in the count.",
    ),
    "quorum": ("Phiên xét hợp lệ khi có {share} tham gia.", "The sitting decides when {share} take part."),
    "passes_with": ("Được thông qua khi có {share} tán thành.", "A deed passes with the ayes of {share}."),
    "on_tie.fails": ("Số phiếu bằng nhau là không thông qua.", "On a tie it fails."),
    "on_tie.chair decides": ("Số phiếu bằng nhau thì chủ tịch hội đồng quyết định.", "On a tie the chair decides."),
    "on_tie.chair votes only then": (
        "Chủ tịch hội đồng chỉ bỏ phiếu khi số phiếu của các thành viên khác bằng nhau.",
        "The chair votes only when the others tie.",
    ),
    "select.at_least": ("Mỗi kỳ chọn ít nhất {number} việc.", "At least {number} is selected in a period."),
    "select.no_least": ("Không quy định số việc ít nhất phải chọn.", "There is no number that must be selected."),
    "select.at_most": ("Số việc được chọn: {quota}.", "Selected are: {quota}."),
    "select.rank_by": (
        "Thứ tự xếp, điều trước quyết định trước: {order}.",
        "The order of rank, the first to differ decides: {order}.",
    ),
    "select.per.all": (
        "Xếp và chọn chung cho tất cả.",
        "All are ranked and selected together.",
    ),
    "select.per.cluster": (
        "Xếp và chọn riêng trong từng cụm thi đua; đơn vị không thuộc cụm nào thì không được chọn.",
        "They are ranked and selected in each cluster by itself; a unit of no cluster is not selected.",
    ),
    "select.on_tie_at_limit.run-off": (
        "Bằng nhau ở vị trí cuối thì bỏ phiếu vòng hai.",
        "Those that tie for the last places go into a run-off.",
    ),
    "select.on_tie_at_limit.stated order": (
        "Bằng nhau ở vị trí cuối thì theo đúng thứ tự xếp, rồi đến việc ghi trước.",
        "Those that tie for the last places follow the stated order, then the earlier entry.",
    ),
    "if_none": ("Nếu không có việc nào: {shortfall}.", "If there is none: {shortfall}."),
    "not_selected.ends": ("Việc không được chọn thì không xét lại.", "What is not selected is not considered again."),
    "not_selected.considered again at the next sitting, once": (
        "Việc không được chọn được xét lại ở phiên sau, một lần.",
        "What is not selected is considered again at the next sitting, once.",
    ),
    "not_selected_but_passed.ends": (
        "Việc đủ phiếu nhưng hết chỗ thì không chờ.",
        "What passes and finds no place does not wait for one.",
    ),
    "not_selected_but_passed.waiting list until results are published": (
        "Việc đủ phiếu nhưng hết chỗ thì vào danh sách chờ đến khi công bố kết quả.",
        "What passes and finds no place is on a waiting list until results are published.",
    ),
    "results_published": ("Công bố kết quả: {moment}.", "Results are published: {moment}."),
    "results_not_published": ("Kết quả không công bố riêng.", "Results are not published on a date of their own."),
    "gives": (
        "Việc được chọn được ghi vào sổ vàng {book}, kèm văn bản {document}, đánh số {number}.",
        "What is selected enters the Golden Book of the {book}, with the document {document}, numbered {number}.",
    ),
    "gives_nothing": ("Bước này không ghi sổ.", "This stage writes in no book."),
    "reports_to": ("Tổng hợp báo cáo về hội đồng ở bước {name}.", "A summary is reported to the council of {name}."),
    "reports_to_nobody": ("Bước này không có báo cáo lên trên.", "This stage reports to no council above."),
    "objections": (
        (
            "Trong thời gian lấy ý kiến, ai cũng được phản ánh; thời gian ấy dừng lại cho đến khi {doer} giải quyết, "
            "trong {span}."
        ),
        (
            "While there is time for comment anybody may object; that time stands still until {doer} has ruled on it, "
            "within {span}."
        ),
    ),
    "objections.escalate": (
        "Nếu sau hạn {span} vẫn chưa giải quyết thì báo thêm {doer}; im lặng không thay cho giải quyết.",
        "If it is not ruled on {span} after the deadline, {doer} is told too; silence never stands for a ruling.",
    ),
    "objections.none": ("Không nhận ý kiến phản ánh.", "No objections are heard."),
    "fund": ("Tiền thưởng lấy từ quỹ: {fund}.", "The reward comes from a fund: {fund}."),
    "fund.none": ("Không kèm tiền thưởng từ quỹ.", "No reward comes from a fund."),
    "publish": ("Sau khi ghi sổ: {publication}.", "Once recorded it is {publication}."),
    # outcomes
    "outcome.logged": ("Đã ghi", "it is logged"),
    "outcome.silence": ("Im lặng", "there is silence"),
    "outcome.recommended": ("Được giới thiệu", "it is recommended"),
    "outcome.returned": ("Bị trả lại để bổ sung", "it is returned"),
    "outcome.declined": ("Không được giới thiệu", "it is declined"),
    "outcome.selected": ("Được chọn", "it is selected"),
    "outcome.not_selected": ("Không được chọn", "it is not selected"),
    "outcome.no_quorum": ("Không đủ số người dự", "there is no quorum"),
    "outcome.scored": ("Đã chấm điểm", "it is scored"),
    "outcome.fell_short": ("Không đủ điểm", "it falls short of the points"),
    "outcome.filed": ("Đã đủ hồ sơ", "the dossier is filed"),
    "outcome.fund_spent": ("Quỹ của kỳ không còn đủ", "the fund has not enough left in this period"),
    "outcome.upheld": ("Ý kiến phản ánh được chấp nhận", "an objection is upheld"),
    "outcome.recorded": ("Đã ghi sổ", "it is recorded"),
}
