"""Who gets in."""

from tests.web.callers import Api, code


async def test_without_a_token_nobody_gets_in(api: Api) -> None:
    response = await api.get("/nominations")

    assert code(response) == (401, "token_missing")
    assert response.headers["www-authenticate"].startswith("Bearer")


async def test_a_made_up_token_is_not_accepted(api: Api) -> None:
    response = await api.get("/nominations", headers={"Authorization": "Bearer sv1_guess"})

    assert code(response) == (401, "token_not_accepted")


async def test_a_good_token_gets_in(api: Api) -> None:
    response = await api.get("/nominations", as_="an")

    assert response.status_code == 200
