"""Signing in by a provider: what is asked, who comes in, and how they leave."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from services.portal.signin.proofs import LOGOUT
from shared.contracts.common import Role
from tests.unit.portal.foreign import NUMBER, NURSE, Abroad, ago, asked
from tests.unit.portal.sample import INGRID, KARI


async def test_a_parent_comes_in_by_a_number_that_stays_nowhere() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        answer = await abroad.sign_in(browser)
        assert (answer.status_code, answer.headers["location"]) == (303, "/familie")
        page = await browser.get("/familie", follow_redirects=True)
    assert page.status_code == 200
    (session,) = abroad.world.sessions.rows.values()
    assert (session.actor.id, session.actor.role, session.actor.level) == (
        INGRID.id,
        Role.GUARDIAN,
        "idporten-loa-high",
    )
    assert NUMBER not in session.actor.model_dump_json() + page.text
    (asking,) = [actor for request, _, actor in abroad.world.services.asked if request.name == "find-person"]
    assert (asking.id, asking.role) == ("portal", Role.DOOR)
    assert abroad.world.trail.actions == ["sign-in"]


async def test_an_employee_comes_in_as_the_municipalitys_list_says() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        answer = await abroad.sign_in(browser, abroad.staff)
        assert answer.headers["location"] == "/oppgaver"
    (session,) = abroad.world.sessions.rows.values()
    assert (session.actor.id, session.actor.owner, session.actor.level) == (NURSE.id, "helsestasjon", "helseid-4")


async def test_the_browser_carries_nothing_but_a_reference() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = asked(await abroad.to_provider(browser))
    assert told.keys() == {"client_id", "request_uri"}
    question = abroad.family.asked[told["request_uri"]]
    assert question["code_challenge_method"] == "S256"
    assert question["acr_values"] == "idporten-loa-high"
    assert (question["prompt"], question["max_age"]) == ("login", "0")  # parents show who they are each time
    assert len({question["state"], question["nonce"], question["code_challenge"]}) == 3


async def test_a_provider_without_a_back_way_is_asked_by_the_front() -> None:
    abroad = Abroad()
    object.__setattr__(abroad.staff.door.provider, "pushed", False)
    async with abroad.browser() as browser:
        told = asked(await abroad.to_provider(browser, abroad.staff))
        assert {"state", "nonce", "code_challenge", "redirect_uri"} <= told.keys()
        assert "par" not in abroad.staff.seen
        assert (await abroad.sign_in(browser, abroad.staff)).status_code == 303


async def test_each_word_of_ours_to_the_provider_is_signed_and_good_once() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
    by_back_way, for_token = abroad.family.assertions
    assert by_back_way["jti"] != for_token["jti"]
    assert for_token["aud"] == abroad.family.issuer
    assert for_token["exp"] - for_token["iat"] <= 60


async def test_a_bound_token_is_asked_for_again_with_the_providers_own_nonce() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser, abroad.staff)
    assert abroad.staff.seen.count("token") == 2
    assert abroad.inside


async def test_over_tls_both_cookies_are_bound_to_the_host_and_the_first_one_ends() -> None:
    abroad = Abroad(tls=True)
    async with abroad.browser() as browser:
        first = (await browser.get(abroad.family.door.path)).headers["set-cookie"]
        assert first.startswith("__Host-inn=")
        assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(first.split("; "))
        answer = await abroad.back(browser, abroad.family.consent(abroad_address(abroad)))
    cookies = answer.headers.get_list("set-cookie")
    assert any(one.startswith("__Host-sid=") for one in cookies)
    assert any(one.startswith("__Host-inn=") and "Max-Age=0" in one for one in cookies)


def abroad_address(abroad: Abroad) -> str:
    (reference,) = abroad.family.asked
    return f"https://x.test/?request_uri={reference}"


async def test_a_fresh_sign_in_is_asked_for_where_it_must_be_and_leads_back_there() -> None:
    abroad = Abroad()
    there = "/barn/c-1a2b3c4d/nodapning"
    async with abroad.browser() as browser:
        where = await abroad.to_provider(browser, abroad.staff, f"?til={there}")
        question = abroad.staff.asked[asked(where)["request_uri"]]
        assert (question["prompt"], question["max_age"]) == ("login", "0")
        answer = await abroad.back(browser, abroad.staff.consent(where), abroad.staff)
    assert answer.headers["location"] == there


async def test_the_sign_in_is_as_old_as_the_provider_says_and_not_as_the_session() -> None:
    abroad = Abroad()
    abroad.staff.claims["auth_time"] = ago(3600)
    async with abroad.browser() as browser:
        await abroad.sign_in(browser, abroad.staff)
    (session,) = abroad.world.sessions.rows.values()
    assert session.shown.shown_at is not None
    assert datetime.now(UTC) - session.shown.shown_at > timedelta(minutes=59)


async def test_who_is_nobody_here_hears_what_to_do() -> None:
    abroad = Abroad()
    abroad.family.claims["pid"] = "03912190497"
    abroad.staff.claims["helseid://claims/hpr/hpr_number"] = "hpr-999"
    async with abroad.browser() as browser:
        parent = await abroad.sign_in(browser)
        nurse = await abroad.sign_in(browser, abroad.staff)
    assert (parent.status_code, nurse.status_code, abroad.inside) == (403, 403, False)
    assert "Vi finner ikke deg her" in parent.text
    assert "03912190497" not in parent.text
    assert "Be lederen din" in nurse.text
    assert "hpr-999" in nurse.text


async def test_a_provider_that_is_away_is_not_the_persons_fault() -> None:
    abroad = Abroad()
    abroad.family.away = True
    async with abroad.browser() as browser:
        answer = await browser.get(abroad.family.door.path)
    assert answer.status_code == 503
    assert "Innloggingen svarer ikke" in answer.text


async def test_who_stops_it_may_try_again() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        del told["code"]
        answer = await abroad.back(browser, told | {"error": "access_denied"})
    assert "Innloggingen ble avbrutt" in answer.text
    assert not abroad.inside


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


async def test_the_first_page_leads_to_every_door() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        page = (await browser.get("/")).text
        keys = (await browser.get(f"{abroad.family.door.path}/jwks")).json()["keys"]
    assert f'href="{abroad.family.door.path}"' in page
    assert f'href="{abroad.staff.door.path}"' in page
    assert not {"d", "p", "q"} & keys[0].keys()


async def test_nobody_on_the_list_of_staff_can_be_chosen_as_in_a_demo() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        assert (await browser.post("/inn", data={"person": NURSE.id})).status_code == 404
        assert (await browser.post("/inn", data={"person": KARI.id})).status_code == 303  # whom the demo has invented
