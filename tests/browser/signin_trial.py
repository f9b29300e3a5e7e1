"""`make signin-trial`: signing in and out in Chromium at npm `oidc-provider`, which is not ours."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree
from typing import Any

import httpx
from joserfc.jwk import RSAKey
from playwright.sync_api import Browser, Page

from deploy import demo
from deploy.process import free_port
from deploy.system import MUNICIPALITIES
from deploy.topology import REGISTER
from shared import bus
from shared.contracts.common import Actor, Role
from shared.municipality import load_demo
from tests.browser.chromium import chromium
from tests.servers import Installation, installation

SERVICES = ("consent", "portal", "case-familie", "case-helsestasjon")
PARENT, STRANGER, NURSE = "ingrid", "stranger", "nurse"
PEOPLE = {
    PARENT: {"pid": "02839013259"}, STRANGER: {"pid": "15818625631"},
    NURSE: {"hpr": "hpr-181", "level": "4"},
}  # fmt: skip
HIGH, WEAK = "idporten-loa-high", "idporten-loa-substantial"


class Trial:
    def __init__(self, browser: Browser, portal: str, issuer: str) -> None:
        self._browser, self.portal, self.issuer = browser, portal, issuer
        self.callbacks: list[str] = []

    def page(self) -> Page:
        """Another browser, without JavaScript."""
        page = self._browser.new_context(java_script_enabled=False).new_page()
        page.on("request", self._note)
        return page

    def _note(self, request: Any) -> None:
        if "/svar?" in request.url:
            self.callbacks.append(request.url)

    def sign_in(self, page: Page, door: str, who: str, how: str = HIGH) -> str:
        """The text of where it ends."""
        page.goto(self.portal)
        page.get_by_role("link", name=door).click()
        link = page.get_by_role("link", name=f"{who} {how}")
        assert link.count() == 1, page.locator("body").inner_text()
        link.click()
        return page.locator("main").inner_text()


def a_parent_comes_in_and_leaves_both_places(trial: Trial) -> None:
    page = trial.page()
    trial.sign_in(page, "Foresatt", PARENT)
    assert "/familie" in page.url, page.url
    assert "Ingrid" in page.locator("main").inner_text(), page.locator("main").inner_text()
    page.locator("form[action='/ut'] button").first.click()
    page.wait_for_url(f"{trial.issuer}/session/end**")
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"{trial.portal}/?melding=signed-out")
    page.goto(f"{trial.portal}/familie")
    assert page.url.startswith(f"{trial.portal}/?") or page.url == f"{trial.portal}/", page.url


def an_answer_is_good_once_and_in_one_browser(trial: Trial) -> None:
    thief, page = trial.page(), trial.page()
    trial.sign_in(page, "Foresatt", PARENT)
    for whose in (page, thief):
        whose.goto(trial.callbacks[-1])
        assert "Innloggingen gikk ikke" in whose.locator("main").inner_text()
    thief.goto(f"{trial.portal}/familie")
    assert "/familie" not in thief.url


def a_weak_sign_in_and_a_stranger_stay_outside(trial: Trial) -> None:
    assert "sikrere måte" in trial.sign_in(trial.page(), "Foresatt", PARENT, WEAK)
    assert "Vi finner ikke deg her" in trial.sign_in(trial.page(), "Foresatt", STRANGER)


def a_nurse_comes_in_with_a_bound_token_and_is_out_when_the_provider_says_so(trial: Trial) -> None:
    page = trial.page()
    trial.sign_in(page, "Ansatt", NURSE)
    page.goto(f"{trial.portal}/hjem")
    assert "/oppgaver" in page.url, page.url
    page.goto(f"{trial.issuer}/session/end")  # at the provider alone; it tells us from behind
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"{trial.issuer}/session/end/success**")
    _until(lambda: _outside(page, trial.portal))


def nobody_is_asked_by_the_front(trial: Trial) -> None:
    page = trial.page()
    told = "client_id=family&response_type=code&scope=openid"
    page.goto(f"{trial.issuer}/auth?{told}&redirect_uri={trial.portal}/inn/4999/trial/svar")
    assert "/interaction/" not in page.url


STEPS: tuple[Callable[[Trial], None], ...] = (
    a_parent_comes_in_and_leaves_both_places, an_answer_is_good_once_and_in_one_browser,
    a_weak_sign_in_and_a_stranger_stay_outside,
    a_nurse_comes_in_with_a_bound_token_and_is_out_when_the_provider_says_so, nobody_is_asked_by_the_front,
)  # fmt: skip


def _outside(page: Page, portal: str) -> bool:
    page.goto(f"{portal}/hjem")
    return "/oppgaver" not in page.url


def _until(happened: Callable[[], bool], patience: float = 30) -> None:
    end = time.monotonic() + patience
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError
        time.sleep(0.2)


# --- What it needs --------------------------------------------------------------------------------


def _places(made: Installation, issuer: str) -> Path:
    """Fjordvik, where people sign in."""
    folder = made.state / "municipalities"
    copytree(MUNICIPALITIES, folder)
    where = folder / "4999-fjordvik"
    staff = {
        "subject": "hpr",
        "strength": {"claim": "level", "enough": ["4"]},
        "scope": "openid",
        "signs_with": "RS256",
    }
    told = {
        "trial": {"builds_on": "id-porten", "issuer": issuer, "client": "family", "name": "prøven"},
        "trial-staff": {"builds_on": "helseid", "issuer": issuer, "client": "staff", "name": "prøven", **staff},
    }
    nurse = {
        "id": "p-nurse001", "name": "Nina Nord", "title": "helsesykepleier", "role": "employee",
        "owner": "helsestasjon", "unit": "fjordvik-helsestasjon", "email": "nina@eksempel.test",
        "known_as": {"trial-staff": "hpr-181"},
    }  # fmt: skip
    (where / "sign_in.yaml").write_text(json.dumps({"providers": told}))
    (where / "staff.yaml").write_text(json.dumps({"kommune": "4999", "staff": [nurse]}))
    return folder


def _client(made: Installation, name: str, door: str, **more: object) -> dict[str, object]:
    key = RSAKey.generate_key(2048)
    (made.secrets / "portal" / f"sign-in.4999.{door}.pem").write_bytes(key.as_pem(private=True))
    public, at = key.as_dict(private=False) | {"kid": key.thumbprint()}, f"{made.url}/inn/4999/{door}"
    return {
        "client_id": name, "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["authorization_code"],
        "token_endpoint_auth_signing_alg": "RS256", "jwks": {"keys": [public]},
        "redirect_uris": [f"{at}/svar"], "post_logout_redirect_uris": [f"{made.url}/ut"],
        "response_types": ["code"], "backchannel_logout_uri": f"{at}/ut", "backchannel_logout_session_required": True,
        **more,
    }  # fmt: skip


@contextmanager
def _provider(folder: Path, made: Installation, port: int) -> Iterator[None]:
    clients = [_client(made, "family", "trial"), _client(made, "staff", "trial-staff", dpop_bound_access_tokens=True)]
    command = ["node", str(Path(__file__).with_name("provider.mjs")), str(folder.resolve()), str(port)]
    environment = {**os.environ, "PEOPLE": json.dumps(PEOPLE)}
    with subprocess.Popen([*command, json.dumps(clients)], env=environment) as process:
        try:
            _until(lambda: _answers(f"http://localhost:{port}/.well-known/openid-configuration"))
            yield
        finally:
            process.terminate()


def _answers(where: str) -> bool:
    try:
        return httpx.get(where).is_success
    except httpx.HTTPError:
        return False


async def _register(made: Installation) -> None:
    """One family, at the consent service alone."""
    settings = made.settings(REGISTER)
    actor = Actor(id=REGISTER, role=Role.REGISTER, kommune="4999", owner=REGISTER)
    fjordvik = next(one for one in load_demo(MUNICIPALITIES) if one.kommune == "4999")
    broker = bus.connect(settings)
    await broker.connect()
    for owner, command in demo.told(fjordvik, fjordvik.children[0]):
        if owner == "consent":
            await bus.Client(broker, settings).ask(command, owner=owner, actor=actor)
    await broker.stop()


def main(folder: Path) -> None:
    port = free_port(0, ())
    issuer = f"http://localhost:{port}"
    with (
        installation() as made, _provider(folder, made, port), ThreadPoolExecutor(1) as thread,
        made.running(*SERVICES, municipalities=_places(made, issuer)), chromium() as browser,
    ):  # fmt: skip
        thread.submit(asyncio.run, _register(made)).result()
        trial = Trial(browser, made.url, issuer)
        for step in STEPS:
            began = time.monotonic()
            step(trial)
            print(f"  {step.__name__.replace('_', ' ')}: {time.monotonic() - began:.1f} s")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
