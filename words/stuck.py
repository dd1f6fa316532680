"""What is stuck and what can be done about it: code -> (Vietnamese, English). Sentences only."""

from words.catalogue import Sentences

STUCK: Sentences = {
    # causes
    "cause.person": ("Chờ người được giao xem xét.", "Waits for the person who is asked."),
    "cause.document": ("Chờ hồ sơ.", "Waits for its dossier."),
    "cause.ballot": ("Phiên xét còn thiếu phiếu.", "The sitting still lacks ballots."),
    "cause.sitting": (
        "Chờ phiên xét: chưa có phiên nào, hoặc phiên đã quá giờ.",
        "Waits for a sitting: none is planned, or it is late.",
    ),
    "cause.candidate": (
        "Đơn vị chưa có đề nghị nào cho kỳ này.",
        "The unit has nobody before its council for this period.",
    ),
    "cause.second_approval": (
        "Có người đề nghị làm thay; cần người thứ hai đồng ý.",
        "Somebody asks to pass over a silent step; a second person must agree.",
    ),
    "cause.hold": ("Đang tạm dừng.", "On hold."),
    "cause.objection": (
        "Có ý kiến phản ánh: thời gian lấy ý kiến dừng lại, chờ giải quyết.",
        "Somebody objects: the time for comment stands still until the objection is ruled on.",
    ),
    "cause.overdue": ("Đã quá hạn.", "Past its deadline."),
    "cause.decider_gone": (
        "Người phải xử lý đã nghỉ, chuyển đi hoặc không còn giữ chức trách.",
        "Whoever must act has left, or holds the office no more.",
    ),
    "cause.technical": ("Hệ thống đang trục trặc với mục này.", "The program fails at this one."),
    "cause.unprojected": (
        "Đang chạy nhưng chưa được ghi vào sổ cái.",
        "It runs, and has never been written in the ledger.",
    ),
    "cause.diverged": (
        "Sổ cái ghi khác với quy trình; không được tự gộp.",
        "The ledger tells another story than the case; nothing is merged by itself.",
    ),
    # what the program fails at
    "trouble.activity": (
        "Hoạt động {what} hỏng {attempt} lần. {message}",
        "The activity {what} has failed {attempt} times. {message}",
    ),
    "trouble.workflow_task": (
        "Quy trình {what} hỏng {attempt} lần. {message}",
        "The workflow task of {what} has failed {attempt} times. {message}",
    ),
    "trouble.not_running": ("Không có quy trình nào đang chạy cho mục này.", "No workflow runs for it."),
    "trouble.late": ("Đã đến giờ mà chưa có gì xảy ra.", "An instant has gone by and nothing followed."),
    "trouble.diverged": ("Sổ cái ghi khác.", "The ledger holds another event."),
    # remedies: what they do
    "remedy.nudge": ("Nhắc ngay người còn nợ việc.", "Reminds at once whoever owes it."),
    "remedy.reassign": ("Giao cho người khác.", "Asks another person."),
    "remedy.deputise": ("Cử người thay cho người được giao.", "Names a deputy for whoever is asked."),
    "remedy.extend": ("Gia hạn.", "Moves the deadline."),
    "remedy.override": (
        "Làm thay người im lặng; có hiệu lực khi người thứ hai đồng ý.",
        "Passes over the silent step, once a second person wants the same.",
    ),
    "remedy.retry": ("Thử lại ngay hoạt động đang hỏng.", "Tries the failing activity again at once."),
    "remedy.reproject": ("Ghi lại vào sổ cái từ quy trình.", "Has the case hand its events to the ledger again."),
    "remedy.rebuild": ("Dựng lại quy trình từ sổ cái.", "Builds the case anew from the ledger."),
    "would.nudge": ("Nhắc ngay: {who}.", "Reminds at once: {who}."),
    "would.reassign": ("Giao cho {to}.", "Asks {to} instead."),
    "would.deputise": ("Cử {to} thay {who} đến {until}.", "Has {to} stand in for {who} until {until}."),
    "would.extend": ("Dời hạn: {was} → {until}.", "Moves the deadline: {was} → {until}."),
    # why a remedy does not apply
    "no.stands_in_for_herself": (
        "Người thay chính là người đang được giao: hãy chọn người khác.",
        "The deputy is the very person who is asked: choose another one.",
    ),
    "no.nobody_owes": ("Không có ai đang nợ việc này để nhắc.", "Nobody owes anything here that could be reminded."),
    "no.nobody_is_asked": (
        "Bước này không chờ một người cụ thể.",
        "No single person is asked at this stage.",
    ),
    "no.nobody_to_stand_in_for": (
        "Người được giao đã nghỉ hoặc thôi chức trách: không cử người thay được, hãy giao cho người khác.",
        "Whoever is asked has left or lost the office, and nobody can stand in for that: ask another person.",
    ),
    "no.no_deadline": ("Không có hạn để gia hạn.", "There is no deadline to move."),
    "no.nothing_to_pass_over": (
        "Phiếu chấm điểm chưa có điểm thì không làm thay được; hãy giao cho người khác.",
        "A score sheet that nobody filled cannot be passed over; give it to another person.",
    ),
    "no.not_silent": (
        "Chưa quá hạn: người được giao vẫn còn thời gian.",
        "It is not past its deadline: whoever is asked still has time.",
    ),
    "no.nothing_fails": (
        "Không có hoạt động nào đang hỏng. Quy trình hỏng thì cần bản sửa lỗi, nó sẽ tự đi tiếp.",
        "No activity is failing. A workflow task that fails needs a fix of the program, and goes on by itself.",
    ),
    "no.in_order": ("Sổ cái và quy trình khớp nhau: không có gì để sửa.", "Ledger and case agree: nothing to repair."),
    "no.not_running": (
        "Không có quy trình nào đang chạy: hãy dựng lại từ sổ cái.",
        "No workflow runs for it: build it anew from the ledger.",
    ),
    "no.not_in_ledger": (
        "Sổ cái chưa có mục này, nên không dựng lại được: hãy thử lại hoạt động đang hỏng.",
        "The ledger does not know it, so there is nothing to build from: try the failing activity again.",
    ),
    "no.still_runs": (
        "Quy trình vẫn chạy và có thể biết việc mà sổ cái chưa ghi: hãy thử lại, hoặc ghi lại vào sổ cái.",
        "The case runs and may know what the ledger does not: try again, or have it hand its events over again.",
    ),
    # what is foreseen
    "risk.nobody_nominated": ("Đơn vị chưa có đề nghị nào cho kỳ này.", "The unit has nobody for this period yet."),
    "risk.empty_council": ("Hội đồng không có ai được biểu quyết.", "Nobody may vote in this council."),
    "risk.cannot_pass": (
        "Dù mọi người còn lại đều tán thành cũng không đủ.",
        "Even if everybody who is left were in favour, it would not be enough.",
    ),
    "risk.quorum_at_risk": (
        "Nếu người vắng mặt không bỏ phiếu thì không đủ.",
        "Without those who are away it would not be enough.",
    ),
    "risk.more_than_places": (
        "Số đề nghị dự kiến nhiều hơn chỉ tiêu.",
        "More candidates are likely than there are places.",
    ),
    "nothing_foreseen": ("Không thấy trước trục trặc nào.", "Nothing is foreseen to go wrong."),
    "foreseen_until": ("Còn kịp đến {until}.", "There is time until {until}."),
    "counts": (
        "{members} thành viên, {away} vắng, {candidates} đề nghị (+{coming})",
        "{members} members, {away} away, {candidates} candidates (+{coming})",
    ),
    # statistics
    "stats_none": ("Chưa có gì kết thúc trong thời gian này.", "Nothing came to its end in this time."),
    "stats_slowest": ("Bước giữ lâu nhất: {stage}.", "The stage that holds longest: {stage}."),
    "column.count": ("Số lượng", "Count"),
    "column.median": ("Trung vị (ngày)", "Median (days)"),
    "column.ninetieth": ("90% (ngày)", "90th (days)"),
    "column.month": ("Tháng", "Month"),
    "column.kind": ("Từ - đến", "From - to"),
    "act_to_decision": ("việc tốt - quyết định", "deed - decision"),
    "decision_to_publication": ("quyết định - công bố", "decision - publication"),
    # the command
    "nothing_stuck": ("Không có gì bị tắc.", "Nothing is stuck."),
    "more_stuck": ("Còn nữa; xem tiếp với --cursor {cursor}", "There is more; go on with --cursor {cursor}"),
    "temporal_not_asked": (
        "Không hỏi được máy chủ Temporal: lỗi kỹ thuật có thể chưa hiện hết.",
        "The Temporal server could not be asked: technical faults may be missing.",
    ),
    "nobody_works": (
        "Không có tiến trình nào nhận việc: mọi thứ sẽ đứng yên. Xem `sovang doctor`.",
        "Nobody takes work: nothing will move. See `sovang doctor`.",
    ),
    "others_in_trouble": (
        "Ngoài ra có {count} quy trình khác của hệ thống đang trục trặc: {ids}.",
        "Besides, {count} other cases of the program are in trouble: {ids}.",
    ),
    "letters_wait": (
        "{count} thư điện tử đang chờ: {why} Xem `sovang doctor`.",
        "Letters that wait: {count}. {why} See `sovang doctor`.",
    ),
    "mail.away": ("Máy chủ thư không trả lời.", "The mail server does not answer."),
    "mail.certificate": (
        "Chứng thư của máy chủ thư không được tin cậy.",
        "The certificate of the mail server is not trusted.",
    ),
    "mail.no_encryption": (
        "Máy chủ thư không mã hoá được như yêu cầu.",
        "The mail server can't encrypt as it must.",
    ),
    "mail.no_sign_in": ("Máy chủ thư không cho đăng nhập.", "The mail server lets nobody sign in."),
    "mail.password": (
        "Máy chủ thư không nhận tên hoặc mật khẩu.",
        "The mail server takes not the user or the password.",
    ),
    "mail.password_file": ("Thiếu tệp mật khẩu của máy chủ thư.", "The file of the mail server's password is missing."),
    "no_such_unit": ("Không có đơn vị {unit}.", "There is no unit {unit}."),
    "token_file_missing": ("Không có tệp mã truy cập {file}.", "There is no file {file} with a token."),
    "cause_unknown": ("Không có nguyên nhân {found}. Có: {known}.", "There is no cause {found}. There are: {known}."),
    "not_an_age": ("{found}: hãy viết 3d (ngày làm việc) hoặc 4h (giờ làm việc).", "{found}: write 3d or 4h."),
    "column.stage": ("Bước", "Stage"),
    "column.unit": ("Đơn vị", "Unit"),
    "waits": ("đã chờ {age}", "has waited {age}"),
    "unblocks": ("Gỡ được: {who}.", "Can act: {who}."),
    "helps": ("Giúp được: {who}.", "Can help: {who}."),
    "due": ("Hạn {due}.", "Due {due}."),
    "reminded": ("Đã nhắc {count} lần.", "Reminders sent: {count}."),
    "reminded_next": ("Nhắc tiếp lúc {at}.", "Next reminder {at}."),
    "programme_unknown": (
        "Không có chương trình {found}. Có: {known}.",
        "There is no programme {found}. There are: {known}.",
    ),
    "stage_not_there": ("Không có bước {found}. Có: {known}.", "There is no stage {found}. There are: {known}."),
    "age": ("{days} ngày làm việc", "{days} working days"),
    "quorum": ("còn thiếu {count} người", "{count} more needed"),
    "ayes_needed": (
        "Hồ sơ {id} còn cần {count} phiếu tán thành, có thể từ: {who}.",
        "{id} still needs {count} ayes, which could come from: {who}.",
    ),
    "ayes_enough": ("Hồ sơ {id} đã đủ phiếu tán thành.", "{id} has the ayes it needs."),
    "ayes_out_of_reach": ("Hồ sơ {id} không còn đủ phiếu để được thông qua.", "{id} can't reach its ayes any more."),
}
"""Causes, troubles, and what `sovang stuck` says around them."""
