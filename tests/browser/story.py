"""One family's story, told by clicking: what each person does, in the order of the first issue's walk-through."""

import re
from datetime import timedelta
from typing import Final

from playwright.sync_api import Browser, BrowserContext, Page, expect

from services.portal.dates import today

KARI, SIV, TOR, LISE, HANNE = "Kari Nes", "Siv Berg", "Tor Eide", "Lise Moen", "Hanne Vik"
INGRID, MAREK, SUNNIVA = "Ingrid Solheim", "Marek Kowalski", "Sunniva Aas"
CHILD = "Maja"
SEEN: Final = ("Satt alene ved vinduet hele formiddagen.", "Svarte ikke da vi ropte fra garderoben.")
PARENTS: Final = "De ser det samme hjemme på ettermiddagen."
WHY: Final = "Vi trenger råd om språk og hørsel."
ATTENTION: Final = "Maja leker mest alene og bruker få ord sammen med andre."
GOAL: Final = "Maja bruker språket i lek med andre barn."
MEASURE: Final = "Lekegruppe med tre barn, tirsdag og torsdag"
ASSESSMENT: Final = "Ordforrådet er mindre enn ventet. Tren på begreper i lek."
GLIMPSE: Final = "Hun fortalte om hele dagen sin ved middagsbordet!"
PRIVATE: Final = (*SEEN, PARENTS, WHY)
SHARED: Final = (ATTENTION, GOAL, MEASURE, ASSESSMENT, GLIMPSE)
WITHDRAWN: Final = re.compile(
    r"Hvorfor ser jeg ikke denne stafettloggen\? Samtykket til PPT er trukket \d+\. \w+\. "
    r"Familien har sagt nei til tjenesten, eller samtykket er trukket eller gått ut\. Til mine oppgaver"
)
"""All that the log's page says to who has taken part, and may no longer (docs/adr/0030)."""


class People:
    """A browser window for each person, signed in when first needed."""

    def __init__(self, browser: Browser, base: str, *, scripts: bool, width: int = 1280) -> None:
        self._browser, self.base, self._scripts, self._width = browser, base, scripts, width
        self._windows: dict[str, BrowserContext] = {}
        self.outside: list[str] = []
        self.failed: list[str] = []

    def page(self, person: str, path: str = "") -> Page:
        if person not in self._windows:
            self._windows[person] = self._sign_in(person)
        page = self._windows[person].pages[0]
        if path:
            page.goto(self.base + path)
        return page

    def _sign_in(self, person: str) -> BrowserContext:
        window = self._browser.new_context(
            viewport={"width": self._width, "height": 900}, locale="nb-NO", timezone_id="Europe/Oslo",
            java_script_enabled=self._scripts, reduced_motion="reduce",
        )  # fmt: skip
        window.set_default_timeout(10_000)
        window.on("request", lambda request: self._watch(request.url))
        window.on("response", lambda answer: self.failed.append(answer.url) if answer.status >= 500 else None)
        page = window.new_page()
        page.goto(self.base + "/")
        if person:
            folded = page.get_by_role("button", name=person, include_hidden=True)
            for more in page.locator("details").filter(has=folded).all():
                more.locator(":scope > summary").click()
            page.get_by_role("button", name=person).click()
        return window

    def _watch(self, address: str) -> None:
        if not address.startswith((self.base, "data:")):
            self.outside.append(address)

    def close(self) -> None:
        for window in self._windows.values():
            window.close()


def until_it_says(page: Page, text: str, tries: int = 40) -> None:
    """Load the page again until it says so: what another service did reaches this one by events."""
    for _ in range(tries):
        if page.get_by_text(text).count():
            return
        page.wait_for_timeout(100)
        page.reload()
    expect(page.get_by_text(text).first).to_be_visible()


def body_of(page: str) -> str:
    """What its main part says, without the marks."""
    return " ".join(
        re.sub(r"<[^>]*>", " ", page.partition("<main")[2].partition(">")[2].partition("</main>")[0]).split()
    )


def write_undring(people: People) -> None:
    kari = people.page(KARI, "/barn")
    kari.get_by_role("link", name=CHILD).click()
    kari.get_by_role("link", name="Skriv en undring").click()
    for field, text in zip(kari.get_by_label("Hva så eller hørte du?").all(), SEEN, strict=True):
        field.fill(text)
    kari.get_by_label("Nei", exact=True).check()
    kari.get_by_role("button", name="Lagre undringen").click()
    expect(kari.get_by_text("Undringen er skrevet ned.")).to_be_visible()


def share_with_leader(people: People) -> None:
    kari = people.page(KARI)
    kari.get_by_role("button", name="Del med leder").click()
    expect(kari.get_by_text("Undringen er delt med lederen din.")).to_be_visible()


def record_conversation(people: People) -> None:
    kari = people.page(KARI)
    kari.get_by_label("Når snakket dere sammen?").fill(today().isoformat())
    kari.get_by_label("Hva sa foreldrene?").fill(PARENTS)
    kari.get_by_role("button", name="Lagre samtalen").click()
    expect(kari.get_by_text("Undringssamtalen er skrevet ned.")).to_be_visible()


def decide(people: People) -> None:
    siv = people.page(SIV, "/oppgaver")
    until_it_says(siv, "Avklar undringen")
    siv.get_by_role("link", name="Les og avklar").click()
    siv.get_by_label("Nivå 2: samarbeid med andre").check()
    siv.get_by_label("Hvorfor?").fill(WHY)
    siv.get_by_role("button", name="Lagre beslutningen").click()
    expect(siv.get_by_text("Beslutningen er lagret.")).to_be_visible()


def ask_for_consent(people: People) -> None:
    kari = people.page(KARI, "/barn")
    kari.get_by_role("link", name=CHILD).click()
    kari.get_by_role("main").get_by_role("link", name="Be om samtykke").first.click()
    for service in ("Helsestasjonen", "PPT"):
        kari.get_by_label(service, exact=True).check()
    kari.get_by_role("button", name="Send spørsmålet").click()
    expect(kari.get_by_text("Foreldrene har fått spørsmålet.")).to_be_visible()


def say_yes(people: People, parent: str) -> None:
    page = people.page(parent, "/familie")
    until_it_says(page, "Du mister ikke hjelp om du sier nei.")
    for yes in page.get_by_label("Ja", exact=True).all():
        yes.check()
    page.get_by_label("Jeg har lest hva jeg svarer på, og jeg svarer frivillig").check()
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_text("Takk. Svaret ditt er lagret.")).to_be_visible()


def open_log(people: People) -> None:
    kari = people.page(KARI, "/oppgaver")
    until_it_says(kari, "Åpne stafettloggen")
    kari.get_by_role("link", name="Åpne stafettloggen").click()
    kari.get_by_label("Oppmerksomhet").fill(ATTENTION)
    kari.get_by_label("Mål").fill(GOAL)
    kari.get_by_role("button", name="Åpne stafettloggen").click()
    expect(kari.get_by_text("Stafettloggen er åpnet. Du har stafettpinnen.")).to_be_visible()


def log_address(people: People) -> str:
    """Where the stafettlogg is, for those who take part."""
    kari = people.page(KARI, "/barn")
    kari.get_by_role("region", name="Stafettlogger du er med i").get_by_role("link", name=CHILD).click()
    return kari.url.removeprefix(people.base)


def invite(people: People, service: str) -> None:
    kari = people.page(KARI, log_address(people))
    kari.get_by_role("button", name=f"Inviter {service}").click()
    expect(kari.get_by_text("Invitasjonen er sendt.")).to_be_visible()


def accept_invitation(people: People, person: str) -> None:
    page = people.page(person, "/oppgaver")
    until_it_says(page, "Svar på invitasjonen")
    page.get_by_role("link", name="Svar på invitasjonen").click()
    page.get_by_role("button", name="Bli med").click()
    expect(page.get_by_text("Du er med i stafettloggen.")).to_be_visible()


def agree_measure(people: People) -> None:
    kari = people.page(KARI, log_address(people))
    kari.get_by_text("Avtal et tiltak").click()
    kari.get_by_label("Hva skal gjøres?").fill(MEASURE)
    kari.get_by_label("Hvem er ansvarlig?").select_option(label=f"{KARI} (deg)")
    kari.get_by_label("Når ser dere om det hjelper?").fill((today() + timedelta(days=42)).isoformat())
    kari.get_by_role("button", name="Lagre tiltaket").click()
    expect(kari.get_by_text("Tiltaket er avtalt.")).to_be_visible()


def write_assessment(people: People) -> None:
    tor = people.page(TOR, log_address(people))
    tor.get_by_label("Skriv i loggen").fill(ASSESSMENT)
    tor.get_by_label("Faglig vurdering").check()
    tor.get_by_role("button", name="Lagre").click()
    expect(tor.get_by_text("Lagret i stafettloggen.")).to_be_visible()


def share_glimpse(people: People) -> None:
    ingrid = people.page(INGRID, "/familie")
    ingrid.get_by_label("Et lysglimt hjemmefra").fill(GLIMPSE)
    ingrid.get_by_role("button", name="Del lysglimtet").click()
    expect(ingrid.get_by_text("Lagret i stafettloggen.")).to_be_visible()


def offer_baton(people: People) -> None:
    kari = people.page(KARI, log_address(people))
    kari.get_by_text("Gi videre").click()
    kari.get_by_label("Hvem skal ta over?").select_option(label=f"{LISE}, helsestasjonen")
    kari.get_by_role("button", name="Tilby stafettpinnen").click()
    expect(kari.get_by_text("Stafettpinnen er tilbudt. Du har den til den andre tar imot.")).to_be_visible()


def take_baton(people: People) -> None:
    lise = people.page(LISE, "/oppgaver")
    until_it_says(lise, "Svar på stafettpinnen")
    lise.get_by_role("link", name="Svar på stafettpinnen").click()
    lise.get_by_role("button", name="Ta imot").click()
    expect(lise.get_by_text("Du har stafettpinnen.").first).to_be_visible()


def withdraw(people: People, service: str) -> None:
    ingrid = people.page(INGRID, "/familie")
    ingrid.get_by_role("link", name=f"Trekk samtykket til {service}").click()
    ingrid.get_by_role("button", name="Ja, trekk samtykket").click()
    expect(ingrid.get_by_text("Samtykket er trukket.")).to_be_visible()
