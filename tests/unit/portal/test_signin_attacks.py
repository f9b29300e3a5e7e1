"""Ways to get in that are none: each is tried whole, with real signatures, and each leaves nobody signed in."""

import json

import pytest

from tests.unit.portal.foreign import Abroad, ago, asked, door


@pytest.mark.parametrize("number", [None, "", "0283901325", "02839013259 ", "p-1", 2839013259, "٠٢٨٣٩٠١٣٢٥٩"])
async def test_no_birth_number_is_nobody(number: object) -> None:
    abroad = Abroad()
    abroad.family.claims["pid"] = number
    async with abroad.browser() as browser:
        answer = await abroad.sign_in(browser)
    assert "Vi kan ikke se hvem du er" in answer.text
    assert not abroad.inside
    assert not abroad.world.services.said("find-person")


async def test_an_answer_is_used_once() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        cookie = browser.cookies["inn"]
        assert (await abroad.back(browser, told)).status_code == 303
        abroad.world.sessions.rows.clear()
        browser.cookies.set("inn", cookie)
        assert (await abroad.back(browser, told)).status_code == 403
    assert not abroad.inside


async def test_a_stolen_code_is_of_no_use_in_another_browser() -> None:
    """Neither to a thief, nor to let a victim act as the thief (login CSRF)."""
    abroad = Abroad()
    async with abroad.browser() as one, abroad.browser() as other:
        told = abroad.family.consent(await abroad.to_provider(one))
        assert (await abroad.back(other, told)).status_code == 403  # began nothing
        await abroad.to_provider(other)
        assert (await abroad.back(other, told)).status_code == 403  # began something else
        own = abroad.family.consent(await abroad.to_provider(other))
        assert (await abroad.back(other, own | {"code": told["code"]})).status_code == 403  # another question's code
    assert not abroad.inside


@pytest.mark.parametrize("state", [None, "", "x", "æ"])
async def test_another_state_opens_nothing_and_asks_the_provider_nothing(state: str | None) -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        told = {name: value for name, value in (told | {"state": state}).items() if value is not None}
        assert (await abroad.back(browser, told)).status_code == 403
    assert "token" not in abroad.family.seen


async def test_an_answer_that_says_something_twice_is_none() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        assert (await abroad.back(browser, [*told.items(), ("code", "x")])).status_code == 403
    assert "token" not in abroad.family.seen


@pytest.mark.parametrize("sender", [None, "https://another.test", "https://id-porten.test/"])
async def test_an_answer_of_another_provider_is_never_taken_to_this_one(sender: str | None) -> None:
    """Mix-up: the code would be handed to whoever runs the other one."""
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        told = {name: value for name, value in (told | {"iss": sender}).items() if value is not None}
        assert (await abroad.back(browser, told)).status_code == 403
    assert "token" not in abroad.family.seen


async def test_an_answer_is_taken_at_the_door_where_it_was_asked_for() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        told["iss"] = abroad.staff.issuer
        assert (await abroad.back(browser, told, abroad.staff)).status_code == 403
    assert "token" not in abroad.staff.seen + abroad.family.seen


async def test_a_code_without_its_verifier_is_worth_nothing() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        told = abroad.family.consent(await abroad.to_provider(browser))
        abroad.family.codes[told["code"]]["code_challenge"] = "of another"
        assert (await abroad.back(browser, told)).status_code == 403
    assert not abroad.inside


async def test_a_token_that_is_not_bound_is_not_taken_where_it_must_be() -> None:
    abroad = Abroad()
    abroad.staff.token_type = "Bearer"
    async with abroad.browser() as browser:
        assert (await abroad.sign_in(browser, abroad.staff)).status_code == 403
    assert not abroad.inside


async def test_an_old_sign_in_is_no_fresh_one_where_a_fresh_one_is_asked_for() -> None:
    """The provider ignores that it was asked to ask again."""
    abroad = Abroad()
    abroad.staff.claims["auth_time"] = ago(120)
    async with abroad.browser() as browser:
        assert (await abroad.sign_in(browser, abroad.staff)).status_code == 303  # good enough to come in
        step_up = await abroad.sign_in(browser, abroad.staff, "?til=/barn/c-1a2b3c4d/nodapning")
    assert step_up.status_code == 403


@pytest.mark.parametrize(
    "where",
    [
        "https://evil.test", "//evil.test", "/\\evil.test", "/barn/../../evil", "javascript:alert(1)", "/ut",
        "/barn/c-1/nodapning?x=https://evil.test", "/barn/c-1/nodapning\n", "https://evil.test/barn/c-1/nodapning",
    ],
)  # fmt: skip
async def test_nobody_is_led_anywhere_else_afterwards(where: str) -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await browser.get(abroad.family.door.path, params={"til": where})
        (reference,) = abroad.family.asked
        answer = await abroad.back(browser, abroad.family.consent(f"https://x.test/?request_uri={reference}"))
    assert answer.headers["location"] == "/familie"


async def test_a_session_known_before_is_not_the_one_after() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        browser.cookies.set("sid", "chosen-by-a-thief")
        browser.cookies.set("inn", "chosen-by-a-thief")
        await browser.get("/")
        await abroad.sign_in(browser)
        assert not {"chosen-by-a-thief"} & abroad.world.sessions.rows.keys()
        first = next(iter(abroad.world.sessions.rows))
        await abroad.sign_in(browser)
        assert first not in abroad.world.sessions.rows
        assert len(abroad.world.sessions.rows) == 1


async def test_the_cookie_of_a_sign_in_under_way_is_no_session_and_the_other_way_round() -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.to_provider(browser)
        browser.cookies.set("sid", browser.cookies["inn"])
        assert (await browser.get("/familie")).status_code == 303
        assert not abroad.inside


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_another_site_starts_no_sign_in(site: str) -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        answer = await browser.get(abroad.family.door.path, headers={"sec-fetch-site": site})
    assert answer.headers["location"] == "/"
    assert not abroad.world.attempts.rows
    assert not abroad.family.seen


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.test"}, {}])
async def test_another_site_signs_nobody_out(headers: dict[str, str]) -> None:
    abroad = Abroad()
    async with abroad.browser() as browser:
        await abroad.sign_in(browser)
        token = abroad.world.token(browser)
        browser.headers.pop("sec-fetch-site")
        assert (await browser.post("/ut", data={"token": token}, headers=headers)).status_code == 403
        await browser.get("/ut", headers={"sec-fetch-site": "cross-site"})
    assert abroad.inside


@pytest.mark.parametrize(
    "told", [{"issuer": "https://another.test"}, {"token_endpoint": "http://id-porten.test/token"}]
)
async def test_a_provider_that_is_not_who_it_must_be_is_not_asked(told: dict[str, str]) -> None:
    abroad = Abroad()
    abroad.family.metadata.update(told)
    async with abroad.browser() as browser:
        assert (await browser.get(abroad.family.door.path)).status_code == 503
    assert abroad.family.seen == ["openid-configuration"]


async def test_a_question_by_the_back_way_is_never_asked_by_the_front_instead() -> None:
    abroad = Abroad()
    abroad.family.metadata["pushed_authorization_request_endpoint"] = None
    async with abroad.browser() as browser:
        assert (await browser.get(abroad.family.door.path)).status_code == 503


@pytest.mark.parametrize("path", ["/inn/4999/nobody", "/inn/0301/id-porten", "/inn/4999/id-porten/x"])
async def test_there_are_no_other_doors(path: str) -> None:
    async with Abroad().browser() as browser:
        assert (await browser.get(path)).status_code == 404


async def test_the_session_cannot_be_read_from_what_a_provider_or_a_log_has() -> None:
    """What goes out stands in nothing that comes in: the cookie is never in an address."""
    abroad = Abroad()
    async with abroad.browser() as browser:
        where = await abroad.to_provider(browser)
        secret = browser.cookies["inn"]
        question = abroad.family.asked[asked(where)["request_uri"]]
    assert secret not in json.dumps(question)
    assert {"state", "nonce"} <= question.keys()


def test_only_signatures_of_one_holder_are_allowed() -> None:
    for algorithm in ("none", "HS256", "RS1"):
        with pytest.raises(ValueError, match="algorithms"):
            door("id-porten", algorithms=[algorithm])


def test_a_provider_is_reached_over_tls_alone() -> None:
    for address in ("http://idporten.no", "https://u:p@idporten.no", "idporten.no", "file:///etc/passwd", "https://"):
        with pytest.raises(ValueError, match="issuer"):
            door("id-porten", issuer=address)
