"""What is refused at the entrance: signing in, accounts, tokens, where a write comes from. In `words.problems` too."""

from words.catalogue import Sentences

ENTRANCE: Sentences = {
    "session_ended": (
        "Phiên đăng nhập đã hết hoặc đã bị kết thúc. Hãy đăng nhập lại.",
        "You are no longer signed in. Sign in again.",
    ),
    "not_from_here": (
        "Yêu cầu không đến từ trang của Sổ Vàng nên không được nhận. Hãy mở lại trang rồi gửi lại.",
        "The request did not come from a page of Sổ Vàng and is not taken. Open the page again and send it from there.",
    ),
    "sign_in_refused": (
        "Tên đăng nhập hoặc mật khẩu không đúng, hoặc tài khoản đang bị khóa.",
        "The name or the password is not right, or the account is disabled.",
    ),
    "oidc_failed": (
        "Không đăng nhập được qua hệ thống kia. Hãy thử lại, hoặc đăng nhập bằng cách khác.",
        "Signing in by way of the other house did not succeed. Try again, or sign in another way.",
    ),
    "oidc_unknown": (
        (
            "Tên ở hệ thống kia chưa gắn với tài khoản nào ở đây. Hãy đăng nhập bằng mật khẩu, rồi gắn ở trang "
            "Tài khoản của tôi."
        ),
        "Your name there is not linked with an account here. Sign in with your password and link it under My account.",
    ),
    "too_many_tries": (
        (
            "Đã thử sai nhiều lần: hãy đợi {seconds} giây rồi thử lại. Khóa truy cập (passkey), trình duyệt đã từng "
            "đăng nhập và mã một lần do quản trị cấp không phải đợi."
        ),
        (
            "Too many wrong tries: wait {seconds} seconds. A passkey, a browser that has signed in before and a "
            "one-time code from an administrator do not wait."
        ),
    ),
    "out_of_scope": (
        "Mã truy cập này không dùng được cho thao tác này.",
        "The token is not good for this.",
    ),
    "not_proved": (
        "Hãy xác nhận lại đồng chí là ai trước khi làm việc này; lần xác nhận có giá trị 5 phút.",
        "Confirm who you are before you do this; it counts for 5 minutes.",
    ),
    "account_name_taken": ("Tên đăng nhập {name} đã có người dùng.", "The name {name} is taken."),
    "account_name_unfit": (
        "Tên đăng nhập dài từ 1 đến {longest} ký tự, không có khoảng trắng.",
        "A name to sign in with has 1 to {longest} characters and no space.",
    ),
    "founder_unfit": (
        "Cần họ tên, số hiệu cán bộ (chữ, số, dấu chấm, gạch) và tên đơn vị cao nhất nếu chưa nhập đơn vị nào.",
        "A name, an officer's number (letters, digits, dots, dashes) and, with no unit imported, the top unit's name.",
    ),
    "administrator_on_council": (
        "Quản trị không giữ ghế trong hội đồng nào; hãy chọn người khác.",
        "An administrator sits in no council; choose somebody else.",
    ),
    "auditor_with_other_role": (
        "Thanh tra không giữ vai trò nào khác ngoài cán bộ, và không có ghế trong hội đồng.",
        "An auditor has no other office than an officer's and no seat.",
    ),
    "not_an_officer": (
        "{person} không phải cán bộ: tập thể không có tài khoản.",
        "{person} is no officer: a collective has no account.",
    ),
    "password_short": (
        "Mật khẩu cần ít nhất {shortest} ký tự; một câu dễ nhớ là tốt nhất.",
        "A password has at least {shortest} characters; a sentence is best.",
    ),
    "password_long": ("Mật khẩu dài nhất {longest} ký tự.", "A password has at most {longest} characters."),
    "password_common": (
        "Mật khẩu này quá dễ đoán: nó gần với những mật khẩu hay dùng, hoặc với tên đồng chí. Hãy chọn một câu khác.",
        "This password is too easy to guess: it is close to common ones, or to your name. Choose another sentence.",
    ),
    "code_not_accepted": (
        "Mã một lần không đúng, đã dùng hoặc đã hết hạn. Hãy xin quản trị mã mới; mã đầu tiên được in khi khởi động.",
        "The one-time code is not right, was used or has expired. Ask an administrator; the first is printed at start.",
    ),
    "passkey_not_accepted": (
        "Không nhận được khóa truy cập này. Hãy thử lại, hoặc đăng nhập bằng cách khác.",
        "The passkey was not accepted. Try again, or sign in another way.",
    ),
    "credential_taken": (
        "Cách đăng nhập này đã gắn với một tài khoản.",
        "This way to sign in belongs to an account already.",
    ),
    "last_credential": (
        "Đây là cách đăng nhập duy nhất còn lại của tài khoản; hãy thêm cách khác trước.",
        "This is the only way left into the account; add another one first.",
    ),
    "unknown_scope": (
        "Không có phạm vi nào tên là {word}: dùng everything, reading, tên đối tượng hoặc tên thao tác.",
        "There is no scope called {word}: use everything, reading, a thing or an action.",
    ),
}
