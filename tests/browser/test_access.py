"""Every page is for everyone: axe, three widths, keyboard."""

import pytest

from tests.browser.conftest import Told
from tests.browser.inspection import faults
from tests.browser.story import HANNE, INGRID, KARI, LISE, SIV, SUNNIVA, TOR

CHILD = "c-47fc3ec6"  # Maja
QUIET_CHILD = "c-8d9fe3a3"  # Leah, whom nobody wonders about


def test_pages_in_passing_states_have_no_barrier(told: Told) -> None:
    assert told.faults == []


@pytest.mark.parametrize("path", ["/", "/kalender", "/demo/epost", "/finnes-ikke"])
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
