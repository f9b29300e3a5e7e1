"""What each person sees at the end of the first family's story, in a real browser, without JavaScript."""

from email.utils import parseaddr

from playwright.sync_api import expect

from tests.browser.conftest import Told
from tests.browser.story import (
    ASSESSMENT,
    GLIMPSE,
    HANNE,
    INGRID,
    KARI,
    LISE,
    MAREK,
    MEASURE,
    PRIVATE,
    SHARED,
    SUNNIVA,
    TOR,
    WITHDRAWN,
    body_of,
    until_it_says,
)


def test_barnehage_ppt_and_both_parents_see_the_same_timeline(told: Told) -> None:
    seen = told.timelines
    assert seen[KARI] == seen[TOR] == seen[INGRID] == seen[MAREK]
    for text in (MEASURE, ASSESSMENT, GLIMPSE):
        assert sum(text in line for line in seen[KARI]) == 1


def test_every_line_tells_who_wrote_it_and_who_can_see_it(told: Told) -> None:
    (assessment,) = (line for line in told.timelines[MAREK] if ASSESSMENT in line)
    assert "PPT" in assessment
    assert TOR in assessment
    assert "Synlig for foreldrene, barnehagen, helsestasjonen og PPT" in assessment
    assert all("Synlig for" in line for line in told.timelines[MAREK])


def test_the_holder_keeps_the_baton_until_the_other_has_accepted(told: Told) -> None:
    assert told.holder_while_offered == KARI
    assert told.holder_afterwards == LISE


def test_after_withdrawal_the_ppt_adviser_is_told_why_and_sees_nothing(told: Told) -> None:
    tor = told.people.page(TOR, told.log)
    assert WITHDRAWN.fullmatch(body_of(tor.content()))
    for path in (told.log, "/oppgaver", "/barn"):
        text = told.people.page(TOR, path).content()
        words = (*SHARED, *PRIVATE, "Maja") if path == told.log else (*SHARED, *PRIVATE, "Maja", told.log)
        assert [word for word in words if word in text] == []


def test_those_who_still_take_part_go_on(told: Told) -> None:
    kari = told.people.page(KARI, told.log)
    until_it_says(kari, "PPT er ikke med lenger")
    expect(kari.get_by_text(GLIMPSE)).to_be_visible()
    expect(kari.get_by_text(MEASURE).first).to_be_visible()


def test_barnevern_sees_nothing_it_was_not_given(told: Told) -> None:
    child = told.people.page(INGRID, "/familie").url.rpartition("/")[2]
    for path in ("/oppgaver", "/barn", told.log, f"/barn/{child}", f"/barn/{child}/samtykke", f"/familie/{child}"):
        text = told.people.page(HANNE, path).content()
        assert not any(word in text for word in (*SHARED, *PRIVATE, "Maja"))


def test_parents_never_see_the_private_casework(told: Told) -> None:
    for parent in (INGRID, MAREK):
        page = told.people.page(parent, "/familie")
        page.goto(page.url + "/alt")
        text = page.content()
        assert not any(word in text for word in PRIVATE)


def test_both_parents_are_told_by_mail_that_there_is_news_and_no_more(told: Told) -> None:
    page = told.people.page("", "/demo/epost")
    until_it_says(page, "marek.kowalski@eksempel.test")
    until_it_says(page, "ingrid.solheim@eksempel.test")
    to = {parseaddr(one.inner_text())[1] for one in page.locator("dt:has-text('To') + dd").all()}
    assert {"marek.kowalski@eksempel.test", "ingrid.solheim@eksempel.test"} <= to
    text = page.content()
    assert not any(word in text for word in (*SHARED, *PRIVATE, "Maja", "Kari", "PPT"))


def test_the_ombud_sees_every_act_and_never_the_content(told: Told) -> None:
    page = told.people.page(SUNNIVA, "/kontroll/sok")
    for act in (
        "Skrev en undring", "Delte undringen med leder", "Skrev ned undringssamtalen", "Avklarte undringen",
        "Ba om samtykke", "Svarte på spørsmål om samtykke", "Åpnet stafettloggen", "Inviterte en tjeneste",
        "Ble med i stafettloggen", "Avtalte et tiltak", "Skrev i stafettloggen", "Leste stafettloggen",
        "Tilbød stafettpinnen", "Tok imot stafettpinnen", "Trakk et samtykke", "Logget inn",
    ):  # fmt: skip
        page = told.people.page(SUNNIVA, "/kontroll/sok")
        page.get_by_label("Handling").select_option(label=act)
        page.get_by_role("button", name="Søk").click()
        until_it_says(page, "nyeste først")
        text = page.locator("table").inner_text()
        assert act in text
        assert not any(word in text for word in (*SHARED, *PRIVATE, "Maja", "Nes", "Eide", "Solheim", "Kowalski"))


def test_the_ombud_sees_what_was_refused(told: Told) -> None:
    told.people.page(TOR, told.log)
    page = told.people.page(SUNNIVA, "/kontroll/sok")
    page.get_by_label("Utfall").select_option(label="Avvist")
    page.get_by_role("button", name="Søk").click()
    until_it_says(page, "nyeste først")
    assert "Leste stafettloggen" in page.locator("table").inner_text()


def test_no_page_failed_or_asked_for_anything_elsewhere(told: Told) -> None:
    assert told.people.failed == told.looking.failed == []
    assert told.people.outside == told.looking.outside == []
