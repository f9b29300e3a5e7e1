"""A family's rights, clicked through from the question to the answer; nobody meets a barrier on the way."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import Told
from tests.browser.inspection import barriers
from tests.browser.story import KARI, SIV, SUNNIVA, until_it_says
from tests.unit.pdf import faults, text_of

OSKAR, ELLA = "c-4083210b", "c-6b74d966"
SILJE, TERJE = "Silje Brekke", "Terje Hagen far til Ella"  # Oskar's mother; who has no foreldreansvar
OTHERS = ("Berit Sande", "Arne Lie", "Guro Bakke")
SEEN = "Stod ved gjerdet og så på de andre."
QUESTION, ANSWER = "Hvordan går det med Ella?", "Ella trives, og leker mest ute."


def here(told: Told, page: Page) -> str:
    return page.url.removeprefix(told.looking.base)


def pressed(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_innsyn_and_begrensning_have_no_barrier_from_the_question_to_the_answer(told: Told) -> None:
    people, mine = told.looking, f"/familie/{OSKAR}/opplysninger"
    _write_undring(people.page(KARI, f"/barn/{OSKAR}/undring"))
    silje = people.page(SILJE, mine)
    pressed(silje, "Be om innsyn")
    until_it_says(silje, "Svaret kommer senest")
    assert barriers(people, SILJE, mine, "Mine opplysninger") == []
    assert barriers(people, SUNNIVA, "/kontroll/frister", "Det familier venter på svar på") == []
    expect(people.page(SUNNIVA).locator("form[action^='/kontroll/frister/']").first).to_be_attached()
    siv = _asked(told, SIV)
    assert barriers(people, SIV, here(told, siv), "Familien ber om innsyn") == []
    pressed(siv, "Avgjør")
    for who in OTHERS:
        pressed(_asked(told, who), "Avgjør")
    until_it_says(silje, "Last ned som PDF")
    silje.get_by_role("link", name="Les svaret", exact=True).click()
    assert barriers(people, SILJE, here(told, silje), "Det som er lagret om Oskar Brekke") == []
    _printed(silje)
    silje.get_by_role("link", name="Skal dette ikke brukes?").first.click()
    silje.get_by_label("Det er feil, og må sjekkes først.").check()
    silje.get_by_label("Fortell mer").fill("Det stemmer ikke.")
    pressed(silje, "Be om begrensning")
    until_it_says(people.page(SIV, f"/begrensning/{OSKAR}"), "Det stemmer ikke.")
    assert barriers(people, SIV, f"/begrensning/{OSKAR}", "Familien ber om at noe ikke brukes") == []
    _restricted(siv)
    assert barriers(people, SIV, f"/begrensning/{OSKAR}", "Familien ber om at noe ikke brukes") == []
    assert barriers(people, SILJE, mine, "Mine opplysninger") == []
    expect(people.page(SILJE).get_by_text("Under begrensning")).to_be_visible()
    kari = people.page(KARI, f"/barn/{OSKAR}")
    assert SEEN not in kari.content()


def _write_undring(page: Page) -> None:
    page.get_by_label("Hva så eller hørte du?").first.fill(SEEN)
    page.get_by_label("Nei", exact=True).check()
    pressed(page, "Lagre undringen")


def _asked(told: Told, who: str) -> Page:
    tasks = told.looking.page(who, "/oppgaver")
    until_it_says(tasks, "Svar familien som ber om innsyn")
    tasks.locator("a[href^='/innsyn/']").first.click()
    expect(tasks.get_by_role("heading", level=1)).to_have_text("Familien ber om innsyn")
    return tasks


def _printed(page: Page) -> None:
    with page.expect_download() as got:
        page.get_by_role("link", name="Last ned som PDF").click()
    made = got.value.path().read_bytes()
    assert faults(made) == []
    assert SEEN in " ".join(text_of(made).split())


def _restricted(page: Page) -> None:
    page.get_by_label("Ja. Personvernforordningen art. 18 nr. 1 a").check()
    page.get_by_role("textbox", name="Grunn").fill("Vi sjekker.")
    pressed(page, "Svar")
    expect(page.get_by_text("Svaret er lagret.")).to_be_visible()


def test_a_parent_without_foreldreansvar_asks_and_is_answered_without_a_barrier(told: Told) -> None:
    people, mine, desk = told.looking, f"/sporsmal/{ELLA}", f"/opplysninger/{ELLA}"
    page = people.page(TERJE, "/familie")
    page.locator(f"a[href='{mine}']").first.click()
    page.get_by_label("Hva vil du vite?").fill(QUESTION)
    pressed(page, "Send spørsmålet")
    assert barriers(people, TERJE, mine, "Opplysninger om Ella") == []
    siv = people.page(SIV, desk)
    assert barriers(people, SIV, desk, "En forelder uten foreldreansvar spør") == []
    siv.get_by_label("Svarer. Barnelova § 47").check()
    siv.get_by_label("Svaret til forelderen").fill(ANSWER)
    siv.get_by_role("textbox", name="Grunn").fill("Forelderen har rett til det.")
    pressed(siv, "Svar")
    assert barriers(people, SIV, desk, "En forelder uten foreldreansvar spør") == []
    assert barriers(people, TERJE, mine, "Opplysninger om Ella") == []
    expect(people.page(TERJE).get_by_text(ANSWER)).to_be_visible()
