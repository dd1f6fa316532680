"""What the API says when it refuses: code -> (Vietnamese, English). The same codes stand in `web.problems.STATUS`.

Every sentence says what to do next where there is something to do. No sentence names a person.
"""

from collections.abc import Mapping

from words.backups import BACKUP_PROBLEMS
from words.entrance import ENTRANCE
from words.file_problems import FILE_PROBLEMS
from words.organisation_problems import ORGANISATION_PROBLEMS
from words.rule_problems import RULE_PROBLEMS
from words.score_problems import SCORE_PROBLEMS

PROBLEMS: Mapping[str, tuple[str, str]] = {
    # the request itself
    "malformed": ("Không đọc được nội dung gửi lên: hãy gửi JSON hợp lệ.", "The body cannot be read: send valid JSON."),
    "invalid": (
        "Một số trường chưa đúng; xem danh sách `errors` rồi gửi lại.",
        "Some fields are not right; see the list `errors` and send it again.",
    ),
    "not_json": (
        "Chỉ nhận nội dung JSON: hãy đặt Content-Type là application/json.",
        "Only JSON is taken: set Content-Type to application/json.",
    ),
    "too_large": (
        "Nội dung gửi lên lớn hơn {limit} byte. Hãy gửi ngắn hơn.",
        "The body is larger than {limit} bytes. Send less.",
    ),
    "method_not_allowed": ("Địa chỉ này không nhận thao tác {method}.", "This address does not take {method}."),
    "bad_cursor": (
        "Con trỏ trang không dùng được với danh sách này: hãy tải lại từ trang đầu.",
        "The cursor does not belong to this list: start again from the first page.",
    ),
    "idempotency_key_missing": (
        "Thiếu tiêu đề Idempotency-Key: mỗi lần ghi cần một khoá riêng, ví dụ một UUID.",
        "The header Idempotency-Key is missing: every write needs a key of its own, a UUID for instance.",
    ),
    "idempotency_key_invalid": (
        "Idempotency-Key phải dài từ 8 đến 200 ký tự ASCII nhìn thấy được.",
        "An Idempotency-Key has 8 to 200 visible ASCII characters.",
    ),
    "idempotency_key_reused": (
        "Idempotency-Key này đã dùng cho một nội dung khác. Hãy dùng khoá mới.",
        "This Idempotency-Key was used with another content. Use a new one.",
    ),
    # who asks
    "token_missing": (
        "Cần đăng nhập, hoặc gửi mã truy cập trong tiêu đề Authorization: Bearer <mã>.",
        "Sign in, or send a token in the header Authorization: Bearer <token>.",
    ),
    "token_not_accepted": (
        "Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi.",
        "The token is unknown, expired or revoked.",
    ),
    "not_allowed": ("Đồng chí không có quyền làm việc này.", "You may not do this."),
    "not_found": (
        "Không có mục này, hoặc đồng chí không được xem.",
        "There is no such thing, or none that you may see.",
    ),
    # logging a deed
    "no_rules": (
        "Không có chương trình {programme} nào có hiệu lực ngày {on}.",
        "No edition of the programme {programme} is in force on {on}.",
    ),
    "fields_missing": (
        "Quy chế yêu cầu ghi đủ; còn thiếu: {fields}.",
        "The rules ask for more than the entry states: {fields}.",
    ),
    "deed_in_future": (
        "Ngày làm việc tốt {done_on} còn ở tương lai (hôm nay là {today}).",
        "The deed's date {done_on} is in the future (today is {today}).",
    ),
    "deed_too_old": (
        "Việc tốt ngày {done_on} đã quá hạn ghi ({at_most}): hạn cuối là ngày {until}.",
        "The deed of {done_on} is too long ago ({at_most}): it could be logged until {until}.",
    ),
    "not_logged_for": (
        "Quy chế không cho ghi việc tốt cho đối tượng này ({honoured}).",
        "The rules do not let a deed be logged for this kind of honoured ({honoured}).",
    ),
    "wrong_subject": (
        "{person} không thuộc loại {subject}: cá nhân là cán bộ, tập thể là tập thể trong danh sách.",
        "{person} is no {subject}: an individual is an officer, a collective one of the register's collectives.",
    ),
    # what is asked of a nomination
    "ended": ("Hồ sơ này đã kết thúc ({outcome}).", "This nomination has ended ({outcome})."),
    "stage_opening": (
        "Hồ sơ vừa chuyển bước {stage}; hãy thử lại sau giây lát.",
        "The nomination has just entered {stage}; try again in a moment.",
    ),
    "wrong_stage": (
        "Không làm được việc này ở bước {stage}.",
        "This cannot be done at the stage {stage}.",
    ),
    "own_deed": (
        "Không ai được xét việc tốt của chính mình.",
        "Nobody judges a deed of her own.",
    ),
    "not_author": ("Chỉ người ghi việc tốt mới làm được việc này.", "Only the author of the entry may do this."),
    "not_asked_for": (
        "Quy định không cho nêu ở đây: {what}.",
        "The rules do not ask for this here: {what}.",
    ),
    "award_unknown": (
        "Không có hình thức {found}; chọn một trong: {known}.",
        "There is no award {found}; choose one of: {known}.",
    ),
    "reward_too_high": (
        "Số tiền không được quá {at_most} đồng.",
        "The sum may not be more than {at_most} VND.",
    ),
    "facts_missing": (
        "Người giới thiệu phải xác nhận từng điều sau là có hay không: {facts}.",
        "Whoever recommends must say of each of these whether it is so: {facts}.",
    ),
    "facts_denied": (
        "Không giới thiệu được khi điều sau không đúng: {facts}. Hãy trả lại hoặc không giới thiệu.",
        "This can't be recommended while the following is not so: {facts}. Return it or decline it.",
    ),
    # objections
    "no_objections": (
        "Bước {stage} không lấy ý kiến phản ánh.",
        "No objections are heard at the stage {stage}.",
    ),
    "comment_over": (
        "Thời gian lấy ý kiến đã hết lúc {until}.",
        "The time for comment was over at {until}.",
    ),
    "already_objected": (
        "Đồng chí đã có một ý kiến phản ánh đang chờ giải quyết ở hồ sơ này.",
        "An objection of yours to this nomination is waiting for a ruling already.",
    ),
    "no_such_objection": (
        "Không có ý kiến phản ánh số {found} đang chờ giải quyết.",
        "No objection number {found} is waiting for a ruling.",
    ),
    "own_objection": (
        "Không ai được giải quyết ý kiến phản ánh của chính mình.",
        "Nobody rules on an objection of her own.",
    ),
    "beyond_their_limit": (
        "{person} không có thẩm quyền duyệt {reward_vnd} đồng ở bước này: hãy giao cho người được duyệt mức ấy.",
        "{person} may not approve {reward_vnd} VND at this stage: name somebody who may.",
    ),
    **FILE_PROBLEMS,
    **SCORE_PROBLEMS,
    **BACKUP_PROBLEMS,
    **ORGANISATION_PROBLEMS,
    "documents_missing": ("Hồ sơ còn thiếu: {documents}.", "The dossier still lacks: {documents}."),
    "on_hold": (
        "Hồ sơ đang tạm dừng từ {since}: hãy cho tiếp tục trước.",
        "It has been on hold since {since}: release it first.",
    ),
    "not_on_hold": ("Hồ sơ không bị tạm dừng.", "It is not on hold."),
    "before_open_vote": (
        "Hội đồng đang bỏ phiếu về việc này: hãy đợi phiên xét kết thúc.",
        "A council is voting on it: wait until the vote is over.",
    ),
    "beyond_limit": (
        "Quy định chỉ cho gia hạn đến {limit}.",
        "The rules let it be extended until {limit}.",
    ),
    "past_deadline": (
        "Chỉ được hoãn nhắc đến trước hạn, {due_at}.",
        "A snooze ends before the deadline, {due_at}.",
    ),
    "too_far": ("Chỉ xem trước được {days} ngày.", "The forecast reaches {days} days ahead."),
    "nothing_to_snooze": (
        "Không còn lời nhắc nào có hạn về việc này.",
        "No reminder with a deadline is planned about it.",
    ),
    "not_later": (
        "Thời điểm mới phải sau bây giờ; nếu là gia hạn thì sau cả hạn hiện tại.",
        "The new instant must lie after now, and that of an extension after the present deadline too.",
    ),
    "moved_too_far": (
        "Chỉ dời được đến trong {days} ngày tới: hãy xem lại năm.",
        "A sitting is moved {days} days ahead at most: look at the year again.",
    ),
    "no_deadline": ("Bước {stage} không có hạn để gia hạn.", "The stage {stage} has no deadline to extend."),
    "not_silent": (
        "Bước {stage} chưa quá hạn: người được giao vẫn còn thời gian.",
        "The stage {stage} is not past its deadline: whoever is asked still has time.",
    ),
    "no_such_outcome": (
        "Bước này không có kết quả {outcome}.",
        "This stage has no outcome {outcome}.",
    ),
    # sittings and ballots
    "wrong_phase": (
        "Phiên xét đang ở trạng thái {phase}: không còn gì để dời.",
        "The sitting is {phase}: there is nothing left to move.",
    ),
    "nothing_to_close": (
        "Phiên xét này không đang bỏ phiếu, nên không có gì để đóng.",
        "No vote is open in this sitting, so there is nothing to close.",
    ),
    "not_decided": (
        "Phiên xét này chưa có quyết định, nên chưa có biên bản và quyết định để tải.",
        "The sitting is not decided yet, so there are no minutes and no decisions of it.",
    ),
    "nothing_recognised": (
        "Phiên xét này chưa dẫn đến quyết định nào được ghi sổ.",
        "No decision of this sitting stands in a book yet.",
    ),
    "no_early_close": (
        "Quy chế của phiên này không cho đóng sớm: phiên tự đóng khi hết hạn bỏ phiếu.",
        "Under the rules of this sitting the vote closes at its hour and not before.",
    ),
    "ballots_missing": (
        "Còn thiếu {count} phiếu, nên chưa đóng được. Hãy nhắc người chưa bỏ phiếu, hoặc chờ hết hạn.",
        "Ballots missing: {count}, so it cannot be closed yet. Remind whoever has not voted, or wait for the hour.",
    ),
    "voting_not_open": ("Phiên xét chưa mở bỏ phiếu.", "The vote is not open yet."),
    "voting_closed": (
        "Phiên xét đã đóng bỏ phiếu; phiếu này không được ghi.",
        "The vote has closed; this ballot was not recorded.",
    ),
    "not_on_roster": (
        "Đồng chí không có tên trong danh sách bỏ phiếu của phiên này.",
        "You are not on the roster of this sitting.",
    ),
    "empty_ballot": (
        "Phiếu chưa có lựa chọn nào.",
        "The ballot says nothing.",
    ),
    "unknown_candidate": (
        "Không phải ứng viên của vòng này: {nominations}.",
        "Not candidates of this round: {nominations}.",
    ),
    "stands_aside": (
        "Đồng chí phải tránh biểu quyết về: {nominations}.",
        "You stand aside from these and have no vote on them: {nominations}.",
    ),
    "own_ballot": (
        "Không ai nhập hoặc xác nhận phiếu bằng văn bản của chính mình.",
        "Nobody enters or confirms her own written ballot.",
    ),
    "same_person": (
        "Phiếu bằng văn bản phải do người thứ hai xác nhận, không phải người đã nhập.",
        "A written ballot is confirmed by a second person, not by the one who entered it.",
    ),
    "no_written_ballots": (
        "Theo quy chế, thành viên vắng mặt ở phiên này không biểu quyết bằng văn bản.",
        "Under the rules of this sitting absent members send no written ballot.",
    ),
    "has_voted": (
        "Thành viên {person} đã có phiếu ở vòng này.",
        "The member {person} has a ballot in this round already.",
    ),
    "not_a_voter": (
        "{person} không có tên trong danh sách bỏ phiếu của phiên này.",
        "{person} is not on the roster of this sitting.",
    ),
    "nothing_entered": (
        "Chưa có phiếu bằng văn bản nào của thành viên này được nhập; thư ký nhập trước.",
        "No written ballot of this member has been entered; the secretary enters it first.",
    ),
    "written_ballot_differs": (
        "Lần đọc thứ hai khác lần nhập đầu: phiếu chưa được ghi. Hãy nhập lại từ đầu.",
        "The second reading differs from the first: nothing was cast. Enter the ballot anew.",
    ),
    "no_paper": (
        "Chưa có phiếu bằng văn bản nào của thành viên này ở vòng này nên chưa có gì để kèm; hãy nhập phiếu trước.",
        "There is no written ballot of this member in this round to keep a file with; enter it first.",
    ),
    # rules
    "no_such_edition": ("Không có bản quy định {edition}.", "There is no edition {edition}."),
    "not_a_period": (
        "{found} không phải kỳ của bước này; hãy viết ví dụ: 2026-11 (tháng), 2026-Q4 (quý), 2026 (năm).",
        "{found} is no period of this stage; write for instance 2026-11 (a month), 2026-Q4 (a quarter), 2026 (a year).",
    ),
    "no_such_stage": ("Quy chế không có bước {stage}.", "The rules have no stage {stage}."),
    "not_a_council": ("Bước {stage} không có Hội đồng biểu quyết.", "No council votes at the stage {stage}."),
    "count_over_members": (
        "Tổng số phiếu và người không biểu quyết là {counted}, nhiều hơn {members} thành viên.",
        "Ballots and those who stood aside make {counted}, more than the members: {members}.",
    ),
    "present_over_members": (
        "Số người có mặt là {present}, nhiều hơn {members} thành viên.",
        "Present are {present}, more than the members: {members}.",
    ),
    "present_unknown": (
        "Quy chế tính theo số người có mặt: hãy gửi thêm `present`.",
        "The rules count those present: send `present` too.",
    ),
    **RULE_PROBLEMS,
    "calendar_ends": (
        "Ngày {day} nằm ngoài lịch {calendar}, lịch này từ {first} đến {last}.",
        "The day {day} lies outside the calendar {calendar}, which goes from {first} to {last}.",
    ),
    # faults, ours and the machine's
    "store_busy": (
        "Cơ sở dữ liệu đang bận; chưa ghi gì. Hãy gửi lại với cùng Idempotency-Key.",
        "The database is busy; nothing was written. Send it again with the same Idempotency-Key.",
    ),
    "store_unavailable": (
        "Không tới được cơ sở dữ liệu. Hãy thử lại sau.",
        "The database cannot be reached. Try again later.",
    ),
    "engine_unavailable": (
        "Không tới được máy chủ quy trình. Hãy gửi lại với cùng Idempotency-Key.",
        "The workflow server cannot be reached. Send it again with the same Idempotency-Key.",
    ),
    "engine_not_ready": (
        "Quy trình của mục này đang trục trặc; người vận hành cần xem. Hãy gửi lại với cùng Idempotency-Key.",
        "The workflow behind this is in trouble and an operator must look. Retry with the same Idempotency-Key.",
    ),
    "too_many_at_once": (
        "Quá nhiều thao tác cùng lúc trên mục này. Hãy gửi lại với cùng Idempotency-Key.",
        "Too many acts on this at once. Send it again with the same Idempotency-Key.",
    ),
    "outcome_unknown": (
        "Chưa biết thao tác đã được ghi hay chưa. Hãy gửi lại với cùng Idempotency-Key: không việc nào xảy ra hai lần.",
        "It is not known yet whether this was done. Retry with the same Idempotency-Key: nothing happens twice.",
    ),
    "fault": (
        "Lỗi của hệ thống, không phải của đồng chí. Báo cho người vận hành mã {request_id}.",
        "A fault of the system, not yours. Tell the operator the number {request_id}.",
    ),
    **ENTRANCE,
}

FIELDS: Mapping[str, tuple[str, str]] = {
    "missing": ("Bắt buộc phải có.", "This is required."),
    "unknown_field": ("Không có trường này.", "There is no such field."),
    "too_short": ("Quá ngắn: ít nhất {least}.", "Too short: at least {least}."),
    "too_long": ("Quá dài: nhiều nhất {most}.", "Too long: at most {most}."),
    "too_small": ("Quá nhỏ: ít nhất {least}.", "Too small: at least {least}."),
    "too_great": ("Quá lớn: nhiều nhất {most}.", "Too great: at most {most}."),
    "not_a_date": ("Phải là ngày có thật, dạng 2026-11-22.", "Write an existing date like 2026-11-22."),
    "not_an_instant": (
        "Phải là thời điểm có múi giờ, dạng 2026-11-22T17:00:00+07:00.",
        "Write an instant with its time zone like 2026-11-22T17:00:00+07:00.",
    ),
    "not_a_number": ("Phải là số nguyên.", "Write a whole number."),
    "not_text": ("Phải là chữ.", "Write text."),
    "not_a_list": ("Phải là danh sách.", "Write a list."),
    "not_an_object": ("Phải là đối tượng JSON.", "Write a JSON object."),
    "not_true_or_false": ("Phải là true hoặc false.", "Write true or false."),
    "not_one_of": ("Phải là một trong: {allowed}.", "Write one of: {allowed}."),
    "one_instant": ("Hãy gửi đúng một trong hai thời điểm.", "Send exactly one of the two instants."),
    "remedy_lacks": ("Cách gỡ này cần thêm: {missing}.", "This remedy also takes: {missing}."),
    "not_understood": ("Giá trị này không dùng được.", "This value cannot be used."),
}
"""What is wrong with one field of a request: code -> (Vietnamese, English)."""
