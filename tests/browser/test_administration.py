"""A kommuneadministrator changes a deadline and the ombud sees it: no barrier anywhere, no change without a look."""

from playwright.sync_api import expect

from tests.browser.conftest import Told
from tests.browser.inspection import barriers, faults
from tests.browser.story import SUNNIVA

TORILL = "Torill Nygaard"
LOOK = "Se hva som endres"


def test_what_the_municipality_has_chosen_is_seen_and_changed_without_a_barrier(told: Told) -> None:
    people = told.looking
    chosen = {"": "Fjordvik kommune", "/ord": "Ord og nivåer", "/ansatte": "Permisjon", "/frister": "Frister"}
    for path, heading in chosen.items():
        assert barriers(people, TORILL, f"/administrasjon{path}", heading) == []
    page = people.page(TORILL)
    page.get_by_label("Stille i en stafettlogg").fill("60")
    page.get_by_label("Kommunen har vedtatt det").check()
    page.get_by_role("button", name=LOOK).click()
    expect(page.get_by_text("Skriv nummeret på saken").first).to_be_visible()
    assert faults(people, TORILL, "") == []
    page.get_by_label("Saksnummer").fill("2026/77")
    page.get_by_role("button", name=LOOK).click()
    expect(page.get_by_text("42 dager")).to_be_visible()
    assert faults(people, TORILL, "") == []
    page.get_by_role("button", name="Endre nå").click()
    expect(page.get_by_text("Endringen gjelder fra nå.")).to_be_visible()
    for person, path in ((TORILL, "/administrasjon/historikk"), (SUNNIVA, "/kontroll/administrasjon")):
        assert barriers(people, person, path, "Endringer i kommunens valg") == []
        expect(people.page(person).get_by_text("60 dager")).to_be_visible()
