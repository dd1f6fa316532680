"""What is said about the form of a rule file: its characters, its layout, its keys and the kinds of its values.

code → (Vietnamese, English): what is wrong; what to write instead. `words.mistakes` puts the parts together.
"""

from words.catalogue import Sentences

MISTAKES_OF_FORM: Sentences = {
    # the file
    "file_missing": (
        "không có tệp này; hãy kiểm tra tên tệp và thư mục",
        "there is no such file; check its name and folder",
    ),
    "file_not_readable": (
        "không đọc được tệp; hãy kiểm tra đó là tệp chứ không phải thư mục, và quyền đọc của nó",
        "the file can't be read; check that it is a file and not a folder, and who may read it",
    ),
    "file_is_utf16": (
        "tệp được lưu bằng UTF-16; hãy lưu lại bằng UTF-8",
        "the file is saved as UTF-16; save it as UTF-8",
    ),
    "file_has_bom": (
        "tệp bắt đầu bằng dấu BOM; hãy lưu lại bằng UTF-8 không có BOM",
        "the file begins with a byte order mark; save it as UTF-8 without BOM",
    ),
    "file_not_utf8": (
        "dòng này không phải UTF-8 (có thể là TCVN3, VNI hoặc Windows-1258); hãy lưu lại bằng UTF-8",
        "this line is not UTF-8 (perhaps TCVN3, VNI or Windows-1258); save the file as UTF-8",
    ),
    "file_too_large": (
        "tệp lớn hơn {limit} KB; hãy bớt nội dung, một bản quy định chỉ cần vài chục KB",
        "the file is larger than {limit} KB; shorten it, a programme needs some ten KB",
    ),
    "file_is_empty": (
        "tệp không có nội dung; hãy bắt đầu bằng: schema: sovang.programme/1",
        "there is nothing in the file; begin with: schema: sovang.programme/1",
    ),
    "more_mistakes": (
        "còn ít nhất {count} lỗi nữa; hãy sửa những lỗi trên rồi kiểm tra lại",
        "at least {count} more; mend those above and check again",
    ),
    # the characters
    "invisible_character": (
        "có ký tự không nhìn thấy hoặc dấu cách lạ ({found}); hãy xoá nó, hoặc gõ lại bằng dấu cách thường",
        "there is an invisible character or an odd space ({found}); delete it, or type an ordinary space",
    ),
    "not_nfc": (
        "chữ có dấu được ghép từ nhiều ký tự (không phải NFC); hãy gõ lại chữ này bằng Unicode dựng sẵn",
        "a letter is put together from several characters (not NFC); type it again in composed Unicode",
    ),
    "tab_indents": (
        "dòng thụt vào bằng phím Tab; hãy thay bằng dấu cách",
        "the line is indented with a tab; use spaces",
    ),
    # the form
    "not_yaml": (
        (
            "từ chỗ này không đọc được; hãy xem lại dấu hai chấm và dấu cách sau nó, dấu ngoặc, dấu nháy, độ thụt "
            'dòng, và đặt chữ bắt đầu bằng {{ [ @ % & * ! trong dấu nháy "…"'
        ),
        (
            "the file can't be read from here on; look at colons and the space after them, brackets, quotes and the "
            'indent, and put words that begin with {{ [ @ % & * ! in quotes "…"'
        ),
    ),
    "directive_refused": (
        "dòng bắt đầu bằng % không được dùng; hãy xoá các dòng % và dòng --- theo sau",
        "lines that begin with % are not taken; delete them and the line --- after them",
    ),
    "second_document": (
        "phần thứ hai sau dòng --- không được dùng; hãy tách thành tệp riêng",
        "a second part after --- is not taken; put it in a file of its own",
    ),
    "too_many_values": (
        "tệp có hơn {limit} giá trị; hãy bớt đi",
        "the file holds more than {limit} values; shorten it",
    ),
    "too_deep": (
        "các mục lồng nhau hơn {limit} tầng; hãy viết phẳng hơn",
        "more than {limit} levels stand inside each other; write it flatter",
    ),
    "alias_refused": (
        "{found} tham chiếu đến chỗ khác, không được dùng; hãy viết lại đầy đủ nội dung ở đây",
        "{found} refers to another place, which is not taken; write the whole text here",
    ),
    "anchor_refused": (
        "nhãn {found} không được dùng; hãy xoá nó, chữ bắt đầu bằng & phải đặt trong dấu nháy",
        "the anchor {found} is not taken; delete it, words that begin with & stand in quotes",
    ),
    "tag_refused": (
        "thẻ {found} không được dùng; hãy xoá nó, chữ bắt đầu bằng ! phải đặt trong dấu nháy",
        "the tag {found} is not taken; delete it, words that begin with ! stand in quotes",
    ),
    "merge_refused": (
        "<< không được dùng; hãy viết lại đầy đủ từng khoá ở đây",
        "<< is not taken; write each key in full here",
    ),
    "key_not_a_word": (
        "khoá phải là một từ; hãy viết dạng tên_khoá: giá trị",
        "a key must be a word; write key: value",
    ),
    "key_twice": (
        "khoá {found} đã có ở dòng {first}; hãy xoá một trong hai",
        "the key {found} stands at line {first} already; delete one of the two",
    ),
    "listed_twice": (
        "{found} được liệt kê hai lần; hãy xoá một lần",
        "{found} is listed twice; delete one",
    ),
    # single words
    "empty_value": (
        "chưa có giá trị; hãy viết giá trị sau dấu hai chấm, hoặc xoá khoá nếu nó không bắt buộc",
        "there is no value; write one after the colon, or delete the key if it is not required",
    ),
    "ambiguous_word": (
        '{found} có thể bị hiểu là đúng hoặc sai; hãy viết rõ bằng lời, hoặc đặt trong dấu nháy: "{found}"',
        '{found} can be read as true or false; say it in words, or put it in quotes: "{found}"',
    ),
    "ambiguous_word_share": (
        "{found} không phải tỷ lệ; hãy viết ví dụ: at least 80% of members",
        "{found} is not a share; write for instance: at least 80% of members",
    ),
    "negative_number": (
        "{found} là số âm; hãy viết một số nguyên dương",
        "{found} is negative; write a whole number above zero",
    ),
    "decimal_number": (
        "{found} là số thập phân; hãy viết một số nguyên, còn phân số hay phần trăm thì viết 2/3 hoặc 80%",
        "{found} is a decimal; write a whole number, and a fraction or percentage as 2/3 or 80%",
    ),
    "decimal_number_share": (
        "{found} là số thập phân, không nói rõ là của ai; hãy viết ví dụ: at least 80% of members",
        "{found} is a decimal and does not say of whom; write for instance: at least 80% of members",
    ),
    "not_a_plain_number": (
        "{found} không phải số nguyên viết thường; hãy chỉ dùng chữ số, không có số 0 đứng đầu, ví dụ: 20",
        "{found} is not a plain whole number; use digits only and no leading zero, for instance: 20",
    ),
    "not_a_plain_number_share": (
        "{found} không phải tỷ lệ; hãy viết ví dụ: at least 80% of members",
        "{found} is not a share; write for instance: at least 80% of members",
    ),
    "no_such_date": (
        "không có ngày {found}; hãy viết một ngày có thật dạng năm-tháng-ngày, ví dụ: 2026-01-31",
        "there is no day {found}; write an existing one as year-month-day, for instance: 2026-01-31",
    ),
    # keys and kinds of values
    "key_missing": (
        "thiếu khoá {missing}; hãy thêm {missing}: …",
        "the key {missing} is missing; add {missing}: …",
    ),
    "key_unknown": (
        "không có khoá {found}; ở đây có thể dùng: {known}",
        "there is no key {found}; here may stand: {known}",
    ),
    "key_unknown_near": (
        "không có khoá {found}; có phải là {nearest}?",
        "there is no key {found}; did you mean {nearest}?",
    ),
    "not_one_of": (
        "không hiểu {found}; hãy chọn một trong: {known}",
        "{found} is not known; choose one of: {known}",
    ),
    "not_one_of_near": (
        "không hiểu {found}; có phải là {nearest}? Có thể chọn: {known}",
        "{found} is not known; did you mean {nearest}? The choice is: {known}",
    ),
    "not_text": (
        'chỗ này phải là chữ; hãy viết chữ, và đặt số hay ngày trong dấu nháy "…"',
        'this must be text; write words, and put a number or date in quotes "…"',
    ),
    "not_a_whole_number": (
        "chỗ này phải là số nguyên; hãy viết chữ số không có dấu nháy, ví dụ: 1",
        "this must be a whole number; write digits without quotes, for instance: 1",
    ),
    "not_a_list": (
        "chỗ này phải là danh sách; hãy đặt trong ngoặc vuông, ví dụ: [author, honoured]",
        "this must be a list; put it in square brackets, for instance: [author, honoured]",
    ),
    "not_a_map": (
        "chỗ này phải có các khoá bên trong; hãy viết dạng {{vi: …, en: …}} hoặc các dòng khoá: giá trị",
        "this must hold keys; write {{vi: …, en: …}} or lines of key: value",
    ),
    "not_a_date": (
        "chỗ này phải là ngày; hãy viết dạng năm-tháng-ngày không có dấu nháy, ví dụ: 2026-01-31",
        "this must be a date; write year-month-day without quotes, for instance: 2026-01-31",
    ),
    "list_is_empty": (
        "danh sách trống; hãy viết ít nhất một mục",
        "the list is empty; write at least one item",
    ),
    "list_too_long": (
        "danh sách có hơn {limit} mục; hãy bớt đi",
        "the list has more than {limit} items; shorten it",
    ),
    "text_is_empty": (
        "chưa có chữ nào; hãy viết nội dung trong dấu nháy",
        "there are no words; write some between the quotes",
    ),
    "text_too_long": (
        "dài hơn {limit} ký tự; hãy viết ngắn lại",
        "longer than {limit} characters; shorten it",
    ),
    "number_too_small": (
        "số quá nhỏ; hãy viết một số từ {limit} trở lên",
        "the number is too small; write {limit} or more",
    ),
    "number_too_large": (
        "số quá lớn; hãy viết một số không quá {limit}",
        "the number is too large; write {limit} or less",
    ),
}
