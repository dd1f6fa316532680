"""What people do on the pages, without scripts, before the whole house: nothing typed is lost, nothing done twice."""

from datetime import timedelta

from tests.pages.browsers import Browser, Shown
from tests.pages.conftest import SITTING, Sit
from tests.web.conftest import Live
from web.house import VIETNAM, now_utc
from words.dates import written_date

STORY = "Chiều nay trên đường về,\ntôi gặp một cụ già bị lạc."


def today() -> str:
    return written_date(now_utc().astimezone(VIETNAM).date())


async def log(officer: Browser, **typed: str | list[str]) -> Shown:
    page = await officer.get("/my-log")
    told = {"title": "Đưa cụ già đi lạc về nhà", "story": STORY, "place": "chợ huyện", "beneficiaries": "1"}
    return await officer.send(page.screen.form("/my-log"), **{**told, **typed})


async def case_of(officer: Browser, **typed: str | list[str]) -> str:
    return (await log(officer, **typed)).leads_to.partition("?")[0]


async def test_a_deed_is_logged_and_its_page_says_what_it_waits_for(sit_live: Sit) -> None:
    officer = sit_live("an")

    logged = await log(officer)
    page = await officer.follow(logged)

    assert (logged.status, page.status) == (303, 200)
    assert page.screen.headings[:2] == ["Đưa cụ già đi lạc về nhà", "Đang chờ gì"]
    assert "Chờ chỉ huy Công an team quyết định." in page.screen.text
    assert "Cán bộ binh" in page.screen.text


async def test_a_form_that_is_sent_twice_logs_one_deed(sit_live: Sit) -> None:
    officer = sit_live("chi")
    form = (await officer.get("/my-log")).screen.form("/my-log")

    first = await officer.send(form, title="Trả lại chiếc ví", story="Ví có giấy tờ.")
    again = await officer.send(form, title="Trả lại chiếc ví", story="Ví có giấy tờ.")

    listed = await officer.get("/my-log")
    assert first.leads_to == again.leads_to
    assert listed.screen.headings.count("Trả lại chiếc ví") == 1


async def test_what_was_typed_survives_a_refusal_and_the_fault_stands_beside_its_field(sit_live: Sit) -> None:
    officer = sit_live("an")
    tomorrow = written_date((now_utc() + timedelta(days=2)).astimezone(VIETNAM).date())

    refused = await log(officer, done_on=tomorrow, place="bến xe")
    form = refused.screen.form("/my-log")
    mended = await officer.send(form, done_on=today())

    fields = dict(form.fields)
    assert (refused.status, mended.status) == (422, 303)
    assert (fields["place"], fields["story"], fields["done_on"]) == ("bến xe", STORY, tomorrow)
    assert f"Ngày làm việc tốt {tomorrow} còn ở tương lai" in refused.screen.text
    assert 'aria-describedby="e-done_on"' in refused.html


async def test_a_leader_recommends_with_one_button_and_nobody_her_own(sit_live: Sit) -> None:
    officer, leader = sit_live("an"), sit_live("binh")
    case = await case_of(officer)
    own = await case_of(leader, title="Việc của chính đội trưởng")

    queue = await leader.get("/to-recommend")
    done = await leader.send(queue.screen.form(f"{case}/recommend"))
    again = await leader.send(queue.screen.form(f"{case}/recommend"))

    assert (done.status, done.leads_to, again.leads_to) == (303, "/to-recommend?done=recommend", done.leads_to)
    assert f"{own}/recommend" not in {form.action for form in queue.screen.forms}
    assert "Hội đồng đơn vị xét hàng tháng (đang ở đây)" in (await officer.get(case)).screen.text


async def test_a_deed_that_was_sent_back_is_completed_by_its_author(sit_live: Sit) -> None:
    officer, leader = sit_live("an"), sit_live("binh")
    case = await case_of(officer)
    page = await leader.get(case)

    unsaid = await leader.send(page.screen.form(f"{case}/return"), because="")
    sent_back = await leader.send(unsaid.screen.form(f"{case}/return"), because="Cho biết tên thôn")
    answered = await officer.send((await officer.get(case)).screen.form(f"{case}/amend"), place="thôn 3, xã Đắk Wer")

    assert (unsaid.status, sent_back.status, answered.status) == (422, 303, 303)
    assert "Cần điền ô này." in unsaid.screen.text
    told = (await officer.follow(answered)).screen.text
    assert "“Cho biết tên thôn”" in told
    assert "thôn 3, xã Đắk Wer" in told


async def test_several_are_recommended_at_once_after_a_look_at_them(sit_live: Sit) -> None:
    officer, leader = sit_live("chi"), sit_live("binh")
    cases = [await case_of(officer, title=f"Việc tốt thứ {number}") for number in (1, 2)]
    ids = [case.rpartition("/")[2] for case in cases]

    preview = await leader.send((await leader.get("/to-recommend")).screen.form("/to-recommend"), id=ids)
    result, again = [await leader.send(preview.screen.form("/to-recommend")) for _ in range(2)]
    elsewhere = await sit_live("stranger").send(preview.screen.form("/to-recommend"))

    assert "2 việc tốt sau đây sẽ được giới thiệu" in preview.screen.text
    assert "Đã giới thiệu 2 trên 2 việc." in result.screen.text
    assert again.screen.text == result.screen.text
    assert "Đã giới thiệu 0 trên 2 việc." in elsewhere.screen.text
    assert "Việc tốt thứ" not in elsewhere.screen.text


async def test_an_act_that_is_not_hers_to_do_is_refused_in_words(sit_live: Sit) -> None:
    officer = sit_live("an")
    case = await case_of(officer)

    refused = await officer.post(f"{case}/recommend", [("key", "a-key-of-this-form")])

    assert (refused.status, refused.screen.headings[0]) == (403, "Đưa cụ già đi lạc về nhà")
    assert "Đồng chí không được giao việc này." in refused.screen.text


async def test_a_form_without_its_key_says_that_the_page_is_old(sit_live: Sit) -> None:
    officer = sit_live("an")
    typed = {"title": "Việc tốt", "programme": "so-vang", "story": "Chuyện", "done_on": today()}

    refused = await officer.post("/my-log", [*typed.items()])

    assert (refused.status, "Biểu mẫu này đã cũ" in refused.screen.text) == (400, True)
    assert dict(refused.screen.form("/my-log").fields)["title"] == "Việc tốt"


async def test_a_ballot_is_cast_changed_and_never_shown(sit: Sit) -> None:
    member = sit("m-2")
    form = (await member.get(f"/sittings/{SITTING}")).screen.form(f"/sittings/{SITTING}")

    cast = await member.post(form.action, [*form.fields, ("choice:n-1", "for")])
    twice = await member.post(form.action, [*form.fields, ("choice:n-1", "for")])
    after = await member.follow(cast)
    anew = after.screen.form(form.action)
    changed = await member.follow(await member.post(anew.action, [*anew.fields, ("choice:n-1", "against")]))

    assert (cast.status, twice.leads_to) == (303, cast.leads_to)
    assert "lần thứ 1," in after.screen.text
    assert "lần thứ 2," in changed.screen.text
    assert "checked" not in after.html
    assert "1 trên 5" not in after.screen.text


async def test_a_member_who_stands_aside_says_why(sit: Sit) -> None:
    member = sit("m-3")
    form = (await member.get(f"/sittings/{SITTING}")).screen.form(f"/sittings/{SITTING}")

    silent = await member.post(form.action, [*form.fields, ("choice:n-1", "aside")])
    again = silent.screen.form(form.action)
    said = await member.post(
        again.action,
        [(name, "Người được giúp là mẹ tôi" if name == "reason:n-1" else value) for name, value in again.fields],
    )
    room = await sit("secretary").get(f"/sitting-room/{SITTING}")

    assert (silent.status, said.status) == (422, 303)
    assert "Hãy ghi vì sao đồng chí có liên quan." in silent.screen.text
    assert "Cán bộ m-3: Tìm người lạc" in room.screen.text


async def test_the_room_tells_who_has_voted_and_not_how(sit: Sit) -> None:
    member = sit("m-4")
    form = (await member.get(f"/sittings/{SITTING}")).screen.form(f"/sittings/{SITTING}")
    await member.post(form.action, [*form.fields, ("choice:n-1", "for")])

    room = await sit("secretary").get(f"/sitting-room/{SITTING}")

    assert "Đã bỏ phiếu 1 trên 5" in room.screen.text
    assert "Tán thành" not in room.screen.text


async def test_the_house_is_the_same_for_the_pages_and_for_the_api(sit_live: Sit, live: Live) -> None:
    case = (await case_of(sit_live("an"))).rpartition("/")[2]

    told = await live.api.get(f"/nominations/{case}", as_="an")

    assert (told.status_code, told.json()["story"]) == (200, STORY)
