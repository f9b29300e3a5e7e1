"""Every page is for everyone: axe, three widths, keyboard."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Told
from tests.browser.inspection import barriers, faults
from tests.browser.story import (
    HANNE,
    INGRID,
    KARI,
    LISE,
    MEASURE,
    SIV,
    SUNNIVA,
    TOR,
    until_it_says,
)

CHILD = "c-47fc3ec6"  # Maja
QUIET_CHILD = "c-8d9fe3a3"  # Leah, whom nobody wonders about
ITEM = "019ab000-0000-7000-8000-00000000000b"
LEADER_OF_LISE = "Berit Sande"
JENNY, YOUTH = "Jenny Solbakk", "c-5d20e7b4"


def test_pages_in_passing_states_have_no_barrier(told: Told) -> None:
    assert told.faults == []


@pytest.mark.parametrize(
    "path", ["/", "/kalender", "/demo/epost", "/finnes-ikke", "/om", "/om/eksempel", "/personvern", "/tilgjengelighet"]
)
def test_pages_for_everyone_have_no_barrier(told: Told, path: str) -> None:
    assert faults(told.looking, "", path) == []


@pytest.mark.parametrize(
    "path",
    [
        "/oppgaver", "/barn", "/meld", f"/barn/{CHILD}", f"/barn/{QUIET_CHILD}", f"/barn/{QUIET_CHILD}/undring",
        f"/barn/{QUIET_CHILD}/samtykke", f"/barn/{QUIET_CHILD}/samtykke?formaal=film",
        f"/barn/{QUIET_CHILD}/delt-etter-lov", f"/barn/{QUIET_CHILD}/stafettlogg", f"/barn/{CHILD}/stafettlogg",
    ],
)  # fmt: skip
def test_an_employees_pages_have_no_barrier(told: Told, path: str) -> None:
    assert faults(told.looking, KARI, path) == []


def test_the_holders_pages_have_no_barrier(told: Told) -> None:
    assert faults(told.looking, LISE, told.log) == []
    assert faults(told.looking, LISE, f"{told.log}/avslutt") == []


def test_writing_down_an_answer_has_no_barrier(told: Told) -> None:
    page = told.looking.page(KARI, f"/barn/{CHILD}")
    href = page.locator("a[href$='/svar']").first.get_attribute("href")
    assert faults(told.looking, KARI, str(href)) == []


def test_the_leaders_page_has_no_barrier(told: Told) -> None:
    assert faults(told.looking, SIV, "/oppgaver") == []


def test_empty_pages_have_no_barrier(told: Told) -> None:
    for person in (TOR, HANNE):
        assert faults(told.looking, person, "/oppgaver") == []
        assert faults(told.looking, person, "/barn") == []


def test_a_parents_pages_have_no_barrier(told: Told) -> None:
    assert faults(told.looking, INGRID, f"/familie/{CHILD}/alt") == []
    assert faults(told.looking, INGRID, f"/familie/{CHILD}/avslutt") == []
    page = told.looking.page(INGRID, f"/familie/{CHILD}")
    href = page.get_by_role("link", name="Trekk samtykket til helsestasjonen").get_attribute("href")
    assert faults(told.looking, INGRID, str(href)) == []
    page = told.looking.page(INGRID, f"/familie/{CHILD}")
    href = page.get_by_role("link", name="Kvittering for helsestasjonen").get_attribute("href")
    assert faults(told.looking, INGRID, str(href)) == []


def test_the_ombuds_pages_have_no_barrier(told: Told) -> None:
    assert faults(told.looking, SUNNIVA, "/kontroll") == []
    assert faults(told.looking, SUNNIVA, "/kontroll/sok") == []
    assert faults(told.looking, SUNNIVA, "/kontroll/sok?child=%C3%86") == []


def test_a_refused_form_has_no_barrier_and_takes_the_reader_to_what_is_wrong(told: Told) -> None:
    page = told.looking.page(LISE, told.log)
    page.get_by_label("Skriv i loggen").fill(" ")
    with page.expect_navigation():
        page.get_by_role("button", name="Lagre").click()
    assert "problem" in page.evaluate("document.activeElement.className")
    assert faults(told.looking, LISE, "") == []


@pytest.mark.parametrize(
    ("person", "path", "heading"),
    [
        (KARI, "/egne-saker", "Egne saker"),
        (HANNE, "/mottatt", "Mottatte meldinger"),
        (KARI, f"/barn/{QUIET_CHILD}/nodapning", "Nødåpning"),
        (KARI, "/nodapninger", "Nødåpninger"),
        (SUNNIVA, "/nodapninger", "Nødåpninger"),
        (SIV, "/bruk", "Bruk i enheten"),
        (SUNNIVA, "/kontroll/hvem-kunne", "Hvem kunne se, og hvem så?"),
        (SUNNIVA, "/kontroll/avvik", "Avvik"),
        (SUNNIVA, "/kontroll/samtykker", "Samtykker"),
        (INGRID, f"/familie/{CHILD}/innsyn", "Hvem har sett på dette?"),
        (INGRID, "/familie/omvisning?steg=5", "Dine rettigheter"),
        (JENNY, "/familie", "Hei, Jenny"),
        (JENNY, f"/familie/{YOUTH}/innsyn", "Hvem har sett på dette?"),
        (JENNY, f"/familie/{YOUTH}/opplysninger", "Mine opplysninger"),
        (INGRID, f"/familie/{CHILD}/retting/barnehage/{ITEM}", "Er noe feil?"),
        (INGRID, f"/familie/{CHILD}/begrensning/barnehage/{ITEM}", "Skal dette ikke brukes?"),
    ],
)
def test_pages_about_rights_and_duties_have_no_barrier(told: Told, person: str, path: str, heading: str) -> None:
    assert barriers(told.looking, person, path, heading) == []


def test_what_is_agreed_and_who_shall_hold_the_baton_has_no_barrier(told: Told) -> None:
    for person, path in ((KARI, told.log), (INGRID, f"/familie/{CHILD}")):
        href = told.looking.page(person, path).get_by_role("link", name=MEASURE).first.get_attribute("href")
        assert barriers(told.looking, person, str(href), MEASURE) == []
    assert barriers(told.looking, LEADER_OF_LISE, f"{told.log}/stafettholder", "Hvem skal ha stafettpinnen?") == []


def test_the_course_of_a_log_has_no_barrier(told: Told) -> None:
    for path, heading in (
        ("mote/na", "Møte om Maja"),
        ("mal", "Mål og hva det handler om"),
        ("niva", "Nivå"),
        ("tiltaksbank/dialoglesing", "Les sammen, to og to"),
    ):
        assert barriers(told.looking, LISE, f"{told.log}/{path}", heading) == []
    page = told.looking.page(INGRID, f"/familie/{CHILD}/alt")
    href = page.locator("a[href*='/uenig/']").first.get_attribute("href")
    assert barriers(told.looking, INGRID, str(href), "Er du uenig?") == []


def test_a_report_has_no_barrier_from_its_draft_until_barnevernet_reads_it(told: Told) -> None:
    page = told.looking.page(KARI, "/egne-saker")
    token = page.locator("input[name=token]").first.get_attribute("value")
    form: dict[str, str | float | bool] = {
        "id": ITEM,
        "token": str(token),
        "child": QUIET_CHILD,
        "child_name": "Leah Strand",
    }
    page.request.post(f"{told.looking.base}/egne-saker", form=form, headers={"sec-fetch-site": "same-origin"})
    assert barriers(told.looking, KARI, f"/egne-saker/{ITEM}", "Melding til barnevernet") == []
    with page.expect_navigation():
        page.get_by_role("button", name="Lagre utkastet").click()
    assert barriers(told.looking, KARI, "", "Melding til barnevernet") == []
    _fill(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Send til barnevernet").click()
    assert barriers(told.looking, KARI, f"/egne-saker/{ITEM}", "Sendt til barnevernet") == []
    received = told.looking.page(HANNE, "/mottatt")
    until_it_says(received, "Leah Strand")
    href = received.get_by_role("link", name="Leah Strand").get_attribute("href")
    assert faults(told.looking, HANNE, str(href)) == []


def _fill(page: Page) -> None:
    for name, text in (
        ("concern", "Leah fortalte om noe."), ("history", "ingenting"), ("children-1-birth-number", "27892188861"),
        ("guardians-1-name", "Hilde Strand"), ("reporter-phone", "20 11 37 53"),
        ("reporter-email", "kari.nes@fjordvik.eksempel.test"),
    ):  # fmt: skip
        page.locator(f"[name={name}]").fill(text)
    for whose in ("children-1", "guardians-1"):
        page.locator(f"[name={whose}-informed][value=yes]").check()
