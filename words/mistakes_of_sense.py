"""What is said about the sense of a rule file: its phrases, its ways, its clauses together, its decided cases.

code → (Vietnamese, English): what is wrong; what to write instead. `words.mistakes` puts the parts together.
"""

from words.catalogue import Sentences

MISTAKES_OF_SENSE: Sentences = {
    # forms
    "not_a_name": (
        "{found} không phải tên hợp lệ; hãy dùng chữ thường không dấu, chữ số và gạch nối, ví dụ: unit-month",
        "{found} is not a name; use lower-case letters without accents, digits and hyphens, for instance: unit-month",
    ),
    "not_a_numbering": (
        '{found} không phải cách đánh số; cần {{n}} một lần, thêm được {{year}} và {{unit}}, ví dụ: "{{n}}/QĐ-CNVT"',
        '{found} is not a numbering; it needs {{n}} once, may have {{year}} and {{unit}}, as in "{{n}}/QĐ-CNVT"',
    ),
    "not_a_clock_time": (
        '{found} không phải giờ trong ngày; hãy viết giờ:phút đủ bốn chữ số, ví dụ: "07:30"',
        '{found} is not a time of day; write hours and minutes with four digits, for instance: "07:30"',
    ),
    "hours_in_disorder": (
        'giờ {found} kết thúc trước khi bắt đầu; hãy viết starts sớm hơn ends: {{starts: "07:30", ends: "17:00"}}',
        'the hours {found} end before they start; write starts before ends, as in {{starts: "07:30", ends: "17:00"}}',
    ),
    "country_unknown": (
        "không có lịch nghỉ lễ của nước {found}; hãy viết mã hai chữ cái, ví dụ: VN",
        "no holidays are known for {found}; write a country of two letters, for instance: VN",
    ),
    "string_pattern_mismatch": (
        "cách viết không đúng; hãy viết mã nước hai chữ cái in hoa, ví dụ: VN",
        "the form is not right; write a country of two capital letters, for instance: VN",
    ),
    "closing_of_whom": (
        "office closed phải nêu units, còn ngày nghỉ và ngày làm việc là của tất cả; hãy thêm hoặc bỏ units",
        "office closed needs units, and days off and working days are everybody's; add units, or leave them out",
    ),
    "day_twice": (
        "ngày {found} có hai thông báo; hãy giữ lại một",
        "the day {found} has two notices; keep one",
    ),
    # phrases
    "phrase_too_long": (
        "dài hơn {limit} ký tự ({found}); hãy viết đúng một mệnh đề ngắn",
        "longer than {limit} characters ({found}); write one short phrase",
    ),
    "not_a_share": (
        "không hiểu tỷ lệ {found}; hãy viết ví dụ: at least 80% of members, hoặc more than 1/2 of votes cast",
        "{found} is not a share; write for instance: at least 80% of members, or more than 1/2 of votes cast",
    ),
    "share_not_exact": (
        "{found} không phải phần trăm nguyên hay phân số; hãy viết ví dụ: 80% hoặc 2/3",
        "{found} is neither a whole percentage nor a fraction; write for instance: 80% or 2/3",
    ),
    "share_base_unknown": (
        "không rõ tỷ lệ tính trên {found}; hãy chọn một trong: {known}",
        "a share of {found} is not known; choose one of: {known}",
    ),
    "share_impossible": (
        "{found} thì không bao giờ hoặc luôn luôn đạt; hãy viết từ 1% đến 100% (more than: dưới 100%)",
        "{found} is met never or always; write from 1% to 100% (more than: below 100%)",
    ),
    "not_a_span": (
        "không hiểu thời hạn {found}; hãy viết số và đơn vị, ví dụ: 3 working days, 30 days, 1 month, 24 hours",
        "{found} is not a span; write number and unit, for instance: 3 working days, 30 days, 1 month, 24 hours",
    ),
    "span_is_zero": (
        "{found} thì không còn thời gian; hãy viết từ 1 trở lên",
        "{found} leaves no time; write 1 or more",
    ),
    "not_a_moment": (
        (
            "không hiểu thời điểm {found}; hãy viết ví dụ: last day of the period, day 25, hoặc 5 working days after "
            "the period ends (candidates close, voting opens, voting closes)"
        ),
        (
            "{found} is not a moment; write for instance: last day of the period, day 25, or 5 working days after "
            "the period ends (candidates close, voting opens, voting closes)"
        ),
    ),
    "day_not_in_every_month": (
        "không phải tháng nào cũng có {found}; hãy viết day 1 đến day 28, hoặc last day of the period",
        "not every month has {found}; write day 1 to day 28, or last day of the period",
    ),
    "not_a_remind": (
        (
            'không hiểu lời nhắc {found}; hãy viết ví dụ: 1 working day before, when due, hoặc "every working day '
            'after, at most 5 times" (trong dấu nháy)'
        ),
        (
            '{found} is not a reminder; write for instance: 1 working day before, when due, or "every working day '
            'after, at most 5 times" (in quotes)'
        ),
    ),
    "reminder_never_sent": (
        "{found} thì không nhắc lần nào; hãy viết at most 1 time trở lên",
        "{found} is never sent; write at most 1 time or more",
    ),
    "not_a_quota": (
        "{found} không phải số lượng; hãy viết một số nguyên từ 1 đến 9999, ví dụ 20, hoặc no limit",
        "{found} is not a quota; write a whole number from 1 to 9999, for instance 20, or no limit",
    ),
    "not_a_quota_near": (
        "{found} không phải số lượng; có chữ cái lẫn trong chữ số, hãy viết {nearest}",
        "{found} is not a quota; there is a letter among the digits, write {nearest}",
    ),
    "not_a_part_quota": (
        (
            "{found} không phải hạn mức theo tỷ lệ; hãy viết ví dụ 15% of holders of lower-title, rounded down "
            "(hoặc rounded up, rounded half up)"
        ),
        (
            "{found} is not a part of holders; write for instance 15% of holders of lower-title, rounded down "
            "(or rounded up, rounded half up)"
        ),
    ),
    "not_a_doer": (
        (
            "không rõ {found} là ai; hãy viết leader, head, secretary hoặc standing office, rồi of the và tên một nơi "
            "trong places, ví dụ: head of the unit"
        ),
        (
            "{found} is nobody the rules know; write leader, head, secretary or standing office, then of the and the "
            "name of one of the places, for instance: head of the unit"
        ),
    ),
    "not_a_shortfall": (
        "không hiểu {found}; hãy viết report none, hoặc report none, remind the head of the unit",
        "{found} is not known; write report none, or report none, remind the head of the unit",
    ),
    "not_a_publication": (
        "không hiểu {found}; hãy viết at once, hoặc after 5 working days of comment",
        "{found} is not known; write at once, or after 5 working days of comment",
    ),
    "not_a_where": (
        (
            "không rõ {found} là đơn vị nào; hãy viết where the deed was logged, hoặc loại đơn vị như trong danh bạ, "
            "ví dụ: a province, right under a province"
        ),
        (
            "{found} says of no unit which it is; write where the deed was logged, or a kind of unit as the register "
            "has it, for instance: a province, right under a province"
        ),
    ),
    "not_money": (
        "{found} không phải số tiền; hãy viết số nguyên và VND, ví dụ: 2,000,000 VND hoặc 2 million VND",
        "{found} is not a sum of money; write a whole number and VND, for instance: 2,000,000 VND, or 2 million VND",
    ),
    "limits_do_not_rise": (
        (
            "các mức trong {found} phải tăng dần, chỉ người cuối được không có mức; ví dụ: head of the unit up to "
            "2,000,000 VND, above that head of the province up to 10,000,000 VND"
        ),
        (
            "the limits in {found} must rise, and only the last may have none; for instance: head of the unit up to "
            "2,000,000 VND, above that head of the province up to 10,000,000 VND"
        ),
    ),
    "not_a_fund": (
        "không hiểu quỹ {found}; hãy viết ví dụ: at most 50,000,000 VND every quarter (month, year)",
        "{found} is not a fund; write for instance: at most 50,000,000 VND every quarter (month, year)",
    ),
    # the whole
    "award_twice": (
        "đã có hình thức {found}; hãy đặt tên khác",
        "there is an award {found} already; choose another name",
    ),
    "no_awards": (
        (
            "hình thức phải được đề nghị khi ghi và được kể trong awards (ít nhất hai nếu được đổi); hãy thêm award "
            "vào asks_for và thêm awards"
        ),
        (
            "an award must be proposed at the log and named in awards (two at least if it may be changed); add award "
            "to asks_for, and the awards"
        ),
    ),
    "amount_never_asked": (
        "bước ghi việc tốt không hỏi số tiền; hãy thêm amount vào asks_for của bước đó",
        "the log asks for no sum; add amount to its asks_for",
    ),
    "category_only_in_quorum": (
        "chỉ số người dự (quorum) mới đòi hỏi được {found}; phiếu thì kín, hãy bỏ phần including",
        "only the quorum can ask for a {found}; ballots are sealed, so leave the including out here",
    ),
    "chair_never_votes": (
        (
            "với {found} thì chủ tịch không bao giờ được bỏ phiếu; hãy viết passes_with: more than 1/2 of those "
            "present (hoặc those taking part, votes cast, valid votes)"
        ),
        (
            "with {found} the chair would never vote; write passes_with: more than 1/2 of those present (or of those "
            "taking part, votes cast, valid votes)"
        ),
    ),
    "fund_asked_for_ever": (
        "khi hết quỹ mà vẫn ở {found} thì hỏi quỹ mãi; hãy viết tên bước duyệt lại, hoặc end",
        "if a spent fund leads to {found} again, it is asked for ever; write the stage that decides anew, or end",
    ),
    "outcome_never": (
        "không có kết quả {found} vì bước này không có {key}; hãy bỏ dòng này hoặc thêm {key}",
        "there is no outcome {found}, for the stage has no {key}; delete the line or add {key}",
    ),
    "place_unknown": (
        "không có nơi nào tên {found} trong places; hãy viết một trong: {known}, hoặc thêm nơi đó vào places",
        "places name no {found}; write one of: {known}, or add it to places",
    ),
    "place_unknown_near": (
        "không có nơi nào tên {found} trong places; có phải là {nearest}?",
        "places name no {found}; did you mean {nearest}?",
    ),
    "place_twice": (
        "đã có nơi tên {found}; hãy đặt tên khác",
        "there is a place {found} already; choose another name",
    ),
    "target_unknown": (
        "không có bước {found}; hãy viết một trong: {known}",
        "there is no stage {found}; write one of: {known}",
    ),
    "target_unknown_near": (
        "không có bước {found}; có phải là {nearest}?",
        "there is no stage {found}; did you mean {nearest}?",
    ),
    "outcome_missing": (
        "chưa nói kết quả {missing} dẫn đến đâu; hãy thêm {missing}: tên một bước, hoặc end",
        "it is not said where {missing} leads; add {missing}: the name of a stage, or end",
    ),
    "no_next_sitting": (
        "chỉ hội đồng mới có next sitting; hãy viết tên một bước, hoặc end",
        "only a council has a next sitting; write the name of a stage, or end",
    ),
    "stage_called_end": (
        "end là điểm kết thúc, không đặt tên bước như vậy; hãy đặt tên khác",
        "end is where a way ends and names no stage; choose another name",
    ),
    "stage_twice": (
        "đã có bước tên {found}; hãy đặt tên khác",
        "there is a stage {found} already; choose another name",
    ),
    "first_stage_not_log": (
        "bước đầu tiên phải là ghi việc tốt; hãy đưa bước kind: log lên đầu",
        "the first stage must be the log; put the stage of kind: log first",
    ),
    "second_log": (
        "chỉ có một bước ghi việc tốt; hãy đổi kind thành review, council, dossier hoặc record",
        "there is one log only; make the kind review, council, dossier or record",
    ),
    "stage_never_reached": (
        "không đường nào dẫn đến bước {found}; hãy đưa nó vào leads_to của một bước trước, hoặc xoá nó",
        "no way leads to the stage {found}; name it in leads_to of an earlier stage, or delete it",
    ),
    "no_way_out": (
        "từ bước {found} không bao giờ kết thúc được; hãy cho một kết quả dẫn đến end",
        "from the stage {found} nothing ever ends; let an outcome lead to end",
    ),
    "time_zone_unknown": (
        "không có múi giờ {found}; hãy viết ví dụ: Asia/Ho_Chi_Minh",
        "there is no time zone {found}; write for instance: Asia/Ho_Chi_Minh",
    ),
    "calendar_unknown": (
        "không có lịch {found}; hãy chọn một trong: {known}",
        "there is no calendar {found}; choose one of: {known}",
    ),
    "calendar_unknown_near": (
        "không có lịch {found}; có phải là {nearest}?",
        "there is no calendar {found}; did you mean {nearest}?",
    ),
    "quorum_not_of_members": (
        "số người dự phải tính trên tổng số thành viên, không phải {found}; hãy viết ví dụ: at least 2/3 of members",
        "a quorum is a share of the members, not {found}; write for instance: at least 2/3 of members",
    ),
    "absent_are_not_present": (
        "{found} bỏ qua phiếu viết của người vắng mặt; hãy viết of those taking part, hoặc absent: does not vote",
        "{found} leaves out the written ballots of the absent; write of those taking part, or absent: does not vote",
    ),
    "at_least_over_at_most": (
        "ít nhất {found} mà không quá {limit} thì không thể; hãy viết at_least không lớn hơn {limit}",
        "at least {found} and at most {limit} can't both be; write at_least of {limit} or less",
    ),
    "holders_for_everybody": (
        (
            "{found} người giữ {of} là số của một đơn vị; hãy bỏ số ấy ở đây và viết nó trong exceptions, với for là "
            "đơn vị và kỳ, because là nguồn của số ấy"
        ),
        (
            "{found} holders of {of} is one unit's number; leave it out here, and write it in exceptions, with the "
            "unit and period under for, and where the number comes from under because"
        ),
    ),
    "fact_twice": ("{found} được nêu hai lần; hãy bỏ bớt một", "{found} is named twice; leave one out"),
    "fact_unknown": (
        "không có điều {found} trong facts ({known}); hãy thêm vào facts hoặc sửa tên",
        "facts does not name {found} ({known}); add it there, or mend the name",
    ),
    "silence_attests": (
        (
            "im lặng dẫn đến {found} như khi được giới thiệu, nên không ai xác nhận gì; hãy cho im lặng dẫn đến "
            "nơi khác, ví dụ end"
        ),
        (
            "silence leads to {found} as a recommendation does, and nobody would have answered for anything; let "
            "silence lead elsewhere, for instance to end"
        ),
    ),
    "objections_without_comment": (
        (
            "{found} thì không có lúc nào để phản ánh; hãy viết publish: after 10 working days of comment, hoặc bỏ "
            "objections"
        ),
        (
            "with {found} there is no time to object; write publish: after 10 working days of comment, or leave "
            "objections out"
        ),
    ),
    "nothing_to_remind_of": (
        "bước này không đợi ai làm gì nên không có gì để nhắc; hãy viết remind: []",
        "this stage waits for nobody, so there is nothing to remind of; write remind: []",
    ),
    "waiting_list_without_date": (
        "danh sách chờ không có ngày hết; hãy thêm results_published, hoặc viết not_selected_but_passed: ends",
        "the waiting list never ends; add results_published, or write not_selected_but_passed: ends",
    ),
    "own_deed_allowed": (
        "có người được quyết định về việc của chính mình; hãy liệt kê cả author và honoured",
        "somebody could decide on a deed of their own; list both author and honoured",
    ),
    "silence_before_escalation": (
        "im lặng đã được tính sau {found}, trước khi báo lên trên sau {escalated}; hãy viết silence_after dài hơn",
        "silence counts after {found}, before the superior is asked after {escalated}; make silence_after longer",
    ),
    "reminder_before_opening": (
        "nhắc {found} là nhắc khi bước chưa bắt đầu, vì hạn chỉ {within}; hãy nhắc gần hạn hơn",
        "{found} reminds before the stage begins, since it has {within} only; remind closer to the deadline",
    ),
    "reports_to_no_council": (
        "{found} không phải hội đồng cấp trên; hãy viết tên một bước khác có kind: council, hoặc xoá khoá này",
        "{found} is no council to report to; name another stage of kind: council, or delete the key",
    ),
    "moment_told_too_early": (
        (
            "{found} tính từ một việc xảy ra sau đó; hãy tính từ việc đã xảy ra: the period ends, candidates close, "
            "voting opens, voting closes (theo thứ tự này)"
        ),
        (
            "{found} is told from what happens only later; tell it from what went before: the period ends, candidates "
            "close, voting opens, voting closes (in this order)"
        ),
    ),
    "moment_not_later": (
        "{found} đến trước hoặc cùng lúc với thời điểm liền trước; hãy viết muộn hơn",
        "{found} comes before or together with the moment before it; make it later",
    ),
    "misses_next_sitting": (
        (
            "việc được chọn ở kỳ cuối đến bước {next} sau {arrives} ngày làm việc kể từ cuối kỳ, khi bước đó chỉ nhận "
            "đến ngày thứ {closes}; hãy bỏ phiếu sớm hơn, hoặc lùi candidates_until của {next}"
        ),
        (
            "what is selected in the last period reaches {next} {arrives} working days after the period's end, and "
            "{next} takes candidates for {closes} only; vote earlier, or move candidates_until of {next}"
        ),
    ),
    # decided cases
    "cases_of_another": (
        "các trường hợp này của chương trình {found}; hãy viết programme: {programme}",
        "these cases belong to {found}; write programme: {programme}",
    ),
    "case_of_another_kind": (
        "bước {found} là loại {kind}; hội đồng thì viết trong votes và selections, các bước khác viết trong acts",
        "the stage {found} is of kind {kind}; councils are decided under votes and selections, others under acts",
    ),
    "case_says_nothing": (
        "trường hợp chưa nói kết quả; hãy viết outcome và leads_to, hoặc chỉ viết refused",
        "the case does not say what comes out; write outcome and leads_to, or refused alone",
    ),
    "case_decided_otherwise": (
        (
            'quy định cho kết quả khác ở trường hợp "{case}": {found}, không phải {expected}; hãy sửa quy định, '
            "hoặc sửa trường hợp này"
        ),
        'the rules decide the case "{case}" otherwise: {found}, not {expected}; mend the rules, or the case',
    ),
    "outcome_undecided": (
        "chưa có trường hợp nào cho kết quả {outcome}; hãy thêm một trường hợp",
        "no case decides the outcome {outcome}; add one",
    ),
}
