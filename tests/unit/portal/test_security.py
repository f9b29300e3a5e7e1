"""What a browser is told with every page, and what it must show before a page does anything."""

import pytest

from services.portal.security import LARGEST_BODY
from tests.unit.portal.sample import INGRID, KARI, SUNNIVA
from tests.unit.portal.world import World

NOTE = {"child": "c-1a2b3c4d", "seen": "Satt alene ved vinduet."}


async def test_every_answer_carries_the_protective_headers() -> None:
    async with World().visitor() as visitor:
        for address in ("/", "/livez", "/static/app.css", "/finnes-ikke", "/oppgaver"):
            headers = (await visitor.get(address)).headers
            assert headers["content-security-policy"].startswith("default-src 'none'; script-src 'none'")
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["referrer-policy"] == "no-referrer"
            assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
            assert "strict-transport-security" not in headers


async def test_over_tls_the_cookie_is_bound_to_the_host_and_the_browser_is_told_to_stay() -> None:
    world = World(tls=True)
    async with world.visitor() as visitor:
        answer = await visitor.post("/inn", data={"person": KARI.id})
    assert answer.headers["strict-transport-security"].startswith("max-age=63072000")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-sid=")
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))


async def test_pages_are_never_kept_but_style_sheets_are() -> None:
    async with World().as_person(KARI) as visitor:
        assert (await visitor.get("/oppgaver")).headers["cache-control"] == "no-store"
        assert "immutable" in (await visitor.get("/static/app.css")).headers["cache-control"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 303),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 303),
        ({"origin": "http://127.0.0.1:8000"}, 303),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.test"}, 403),
        ({"origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_only_our_own_pages_may_send_a_form(headers: dict[str, str], status: int) -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        visitor.headers.pop("sec-fetch-site")
        form = NOTE | {"token": world.token(visitor), "id": "019ab000-0000-7000-8000-000000000001"}
        answer = await visitor.post("/notat", data=form, headers=headers)
    assert answer.status_code == status
    assert bool(world.services.said("register-concern") or world.services.said("add-observation")) == (status == 303)


@pytest.mark.parametrize("token", ["", "x", "æ", None])
async def test_a_form_without_the_sessions_own_token_does_nothing(token: str | None) -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await visitor.post("/notat", data=NOTE | ({} if token is None else {"token": token}))
    assert answer.status_code == 403
    assert not world.services.asked


async def test_another_sessions_token_does_nothing() -> None:
    world = World()
    async with world.as_person(INGRID) as other, world.as_person(KARI) as visitor:
        answer = await visitor.post("/notat", data=NOTE | {"token": world.token(other)})
        assert world.token(other) != world.token(visitor)
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["evil.test", "evil.test:8000", "", "[", "127.0.0.1.evil.test"])
async def test_a_foreign_name_that_leads_here_is_refused(host: str) -> None:
    async with World().visitor() as visitor:
        for address in ("/", "/demo/epost"):
            assert (await visitor.get(address, headers={"host": host})).status_code == 421


async def test_too_large_a_form_gets_a_page_that_says_so() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await visitor.post("/notat", data={"seen": "x" * LARGEST_BODY})
    assert answer.status_code == 413
    assert "Det ble for mye på én gang" in answer.text


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
async def test_only_ordinary_forms_are_read(kind: str) -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        answer = await visitor.post("/notat", content=b"--x\r\n", headers={"content-type": kind})
    assert answer.status_code == 415


async def test_signing_in_gives_a_new_id_and_signing_out_ends_it() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        first = visitor.cookies["sid"]
        await visitor.post("/inn", data={"person": INGRID.id})
        second = visitor.cookies["sid"]
        assert first != second
        assert set(world.sessions.rows) == {second}
        gone = await visitor.post("/ut", data={"token": world.token(visitor)})
        assert gone.headers["clear-site-data"] == '"cache"'
        assert not world.sessions.rows
        visitor.cookies.set("sid", second)
        assert (await visitor.get("/oppgaver")).headers["location"] == "/?melding=ended"
    assert world.trail.actions == ["sign-in", "sign-in", "sign-out"]


async def test_the_quick_exit_ends_the_session_and_shows_a_page_that_tells_nothing() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        answer = await visitor.post("/rask-ut", data={"token": world.token(visitor)})
        page = await visitor.get(answer.headers["location"])
    assert not world.sessions.rows
    assert not any(word in page.text for word in ("Stafett", "barn", "kommune", "Maja", "samtykke"))


async def test_what_is_not_there_not_theirs_and_misspelt_look_the_same() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        pages = [
            await visitor.get(address)
            for address in ("/finnes-ikke", "/kontroll", "/familie", "/barn/c-ukjent", "/barn/%00", "/logg/" + "x" * 65)
        ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.text for page in pages}) == 1


async def test_nobody_reaches_another_roles_pages() -> None:
    world = World()
    async with world.as_person(SUNNIVA) as visitor:
        for address in ("/oppgaver", "/barn", "/barn/c-1a2b3c4d", "/logg/l-99998888", "/familie/c-1a2b3c4d", "/meld"):
            assert (await visitor.get(address)).status_code == 404
    assert not world.services.asked


@pytest.mark.parametrize("address", ["/oppgaver", "/barn/c-1a2b3c4d", "/familie", "/kontroll", "/hjem"])
async def test_without_a_session_every_page_leads_to_the_start(address: str) -> None:
    async with World().visitor() as visitor:
        answer = await visitor.get(address)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
