"""Signing in by a provider: what is asked, and who comes in."""

from datetime import UTC, datetime, timedelta

from services.portal.signin.doors import BEGINNINGS
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


async def test_who_begins_too_often_waits_and_nothing_is_kept_of_it() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        begun = [(await browser.get(abroad.family.door.path)).status_code for _ in range(BEGINNINGS + 1)]
    assert (set(begun[:-1]), begun[-1]) == ({303}, 429)
    assert len(abroad.world.attempts.rows) == BEGINNINGS
