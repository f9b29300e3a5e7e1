"""How a session from a provider ends: by the person, by the provider, by the municipality."""

import time
from uuid import uuid4

import pytest

from services.portal.signin.proofs import LOGOUT
from shared.contracts.common import Role
from tests.unit.portal.foreign import NURSE, Abroad, ago, asked


async def test_signing_out_goes_on_to_the_provider_and_forms_still_lead_nowhere_else() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        answer = await browser.post("/ut", data={"token": abroad.world.token(browser)})
    where = answer.headers["refresh"].removeprefix("0;url=")
    assert where.startswith(f"{abroad.family.issuer}/leave?")
    assert asked(where)["post_logout_redirect_uri"] == "http://127.0.0.1:8000/ut"
    assert asked(where)["id_token_hint"].count(".") == 2
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert not abroad.inside


async def test_the_quick_exit_tells_the_provider_nothing() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        answer = await browser.post("/rask-ut", data={"token": abroad.world.token(browser)})
    assert answer.headers["location"] == "/kalender"
    assert "refresh" not in answer.headers
    assert not abroad.inside


async def test_signing_out_works_at_a_provider_that_has_no_way_out() -> None:
    abroad = Abroad()
    abroad.family.metadata["end_session_endpoint"] = None
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        answer = await browser.post("/ut", data={"token": abroad.world.token(browser)})
    assert answer.headers["location"] == "/?melding=signed-out"
    assert not abroad.inside


def logout(abroad: Abroad, **claims: object) -> str:
    now = int(time.time())
    told = {
        "iss": abroad.family.issuer, "aud": abroad.family.door.provider.client, "iat": now, "exp": now + 120,
        "jti": uuid4().hex, "sub": "s-1", "sid": "session-1", "events": {LOGOUT: {}}, **claims,
    }  # fmt: skip
    return abroad.family.signed({name: value for name, value in told.items() if value is not None})


@pytest.mark.parametrize("left_out", [None, "sub", "sid"])
async def test_a_provider_ends_the_session_from_behind(left_out: str | None) -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        token = logout(abroad, **({left_out: None} if left_out else {}))
        # No cookie, no browser's headers: the provider's server asks.
        browser.headers.pop("sec-fetch-site")
        answer = await browser.post(f"{abroad.family.door.path}/ut", data={"logout_token": token})
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert not abroad.inside


@pytest.mark.parametrize(
    "claims",
    [
        {"events": {}}, {"events": None}, {"events": {LOGOUT: []}}, {"nonce": "x"}, {"aud": "x"}, {"iat": ago(3600)},
        {"iss": "https://another.test"}, {"sub": None, "sid": None}, {"exp": ago(60)}, {"sid": "another"},
        {"sub": "another", "sid": None},
    ],
)  # fmt: skip
async def test_what_is_no_word_of_the_provider_about_this_session_ends_nothing(claims: dict[str, object]) -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        await browser.post(f"{abroad.family.door.path}/ut", data={"logout_token": logout(abroad, **claims)})
        await browser.post(f"{abroad.staff.door.path}/ut", data={"logout_token": logout(abroad)})
    assert abroad.inside


async def test_an_id_token_is_no_logout_token() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        (session,) = abroad.world.sessions.rows.values()
        assert session.kept
        answer = await browser.post(f"{abroad.family.door.path}/ut", data={"logout_token": session.kept.id_token})
    assert answer.status_code == 400
    assert abroad.inside


async def test_a_provider_without_a_back_way_ends_the_session_in_a_frame_by_its_own_name_of_it() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
    async with abroad.browser() as frame:
        at = f"{abroad.family.door.path}/ut"
        for wrong in (
            {"sid": "session-1"},
            {"iss": "https://x.test", "sid": "session-1"},
            {"iss": abroad.family.issuer},
        ):
            await frame.get(at, params=wrong, headers={"sec-fetch-site": "cross-site"})
        assert abroad.inside
        right = {"iss": abroad.family.issuer, "sid": "session-1"}
        await frame.get(at, params=right, headers={"sec-fetch-site": "cross-site"})
    assert not abroad.inside


async def test_who_leaves_the_list_or_gets_another_role_is_out_at_once() -> None:
    for after in ((), (NURSE.model_copy(update={"unit": None}),), (NURSE.model_copy(update={"role": Role.LEADER}),)):
        abroad = Abroad()
        async with abroad.browser() as browser:
            await abroad.sign_in(browser, abroad.staff)
            assert (await browser.get("/oppgaver")).status_code == 200
            abroad.roster.staff = after
            assert (await browser.get("/oppgaver")).headers["location"] == "/?melding=ended"
