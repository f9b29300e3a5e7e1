"""A page on paper says what the page says to the same person, to those who listen too, and has no ways on."""

from typing import Any

import pytest

from services.portal.directory import Person
from services.portal.paper import sheet
from shared.contracts import case
from tests.unit.pdf import faults, tags, text_of
from tests.unit.portal.sample import CHILD, INGRID, KARI, LOG, NOW, consents, stafettlogg
from tests.unit.portal.world import World, refuse

ATTACK, ARABIC, TIGRINYA, LOST = "#strong[x] *y* $z$", "الطفل", "ቆልዓ", "你"
MEETING = "m-1"
PAGE = "<html lang='nb'><title>Logg</title><main><h1>Logg</h1>{}</main></html>"


def held(text: str) -> case.StafettloggView:
    minutes = case.Said(text=text, by=KARI.id, at=NOW)
    meeting = case.Meeting(
        meeting=MEETING, stage=case.MeetingStage.HELD, evaluation=False, held_on=NOW.date(), minutes=minutes, edition=1
    )
    log = stafettlogg()
    return log.model_copy(update={"meetings": (meeting,), "attention": text})


def receipt() -> str:
    return consents(mine=True).consents[0].consent


@pytest.mark.parametrize(
    ("person", "address", "name", "says"),
    [
        (KARI, f"/logg/{LOG}", "stafettlogg", ("Vurdering fra PPT", "Synlig for foreldrene", "Skrevet ut")),
        (INGRID, f"/familie/{CHILD}", "stafettlogg", ("Hvem kan se?", "Hun lo!", "Skrevet ut")),
        (KARI, f"/logg/{LOG}/mote/{MEETING}", "referat", ("Referat fra", ATTACK)),
        (INGRID, f"/familie/{CHILD}/samtykke/{receipt()}", "samtykke", ("Kvittering for samtykke", "ord for ord")),
    ],
)
async def test_each_page_that_is_printed_is_a_pdf_for_everybody(
    person: Person, address: str, name: str, says: tuple[str, ...]
) -> None:
    world = World()
    world.services.answers["read-stafettlogg"] = lambda *_: held(ATTACK)
    async with world.as_person(person) as visitor:
        page, answer = await visitor.get(address), await visitor.get(f"{address}/utskrift.pdf")
    assert f'href="{address}/utskrift.pdf"' in page.text
    assert answer.headers["content-disposition"] == f'attachment; filename="{name}.pdf"'
    assert answer.headers["cache-control"] == "no-store"
    assert faults(answer.content) == []
    said = " ".join(text_of(answer.content).split())
    assert [words for words in says if words not in said] == []
    assert "Maja" not in str(answer.headers)


async def test_what_is_printed_is_asked_for_as_printed_and_what_is_read_is_not() -> None:
    world = World()
    async with world.as_person(INGRID) as visitor:
        await visitor.get(f"/familie/{CHILD}")
        await visitor.get(f"/familie/{CHILD}/utskrift.pdf")
    for name, act in (("read-stafettlogg", "print-stafettlogg"), ("read-consents", "print-consents")):
        asked: list[Any] = world.services.said(name)
        assert [one.action for one in asked] == [name, act]


async def test_who_may_not_read_the_page_is_given_nothing_to_print() -> None:
    world = World()
    world.services.answers["read-stafettlogg"] = refuse("AccessDenied", 403)
    async with world.as_person(KARI) as visitor:
        answer = await visitor.get(f"/logg/{LOG}/utskrift.pdf")
        assert answer.status_code == 404
        assert (await visitor.get(f"/familie/{CHILD}/utskrift.pdf")).status_code == 404


async def test_no_sign_becomes_a_box() -> None:
    world = World()
    world.services.answers["read-stafettlogg"] = lambda *_: held(f"{ARABIC} {TIGRINYA} {LOST}")
    async with world.as_person(KARI) as visitor:
        made = (await visitor.get(f"/logg/{LOG}/utskrift.pdf")).content
    assert faults(made) == []
    assert TIGRINYA in text_of(made)
    assert "[U+4F60]" in text_of(made)
    assert "[U+06" not in text_of(made)


@pytest.mark.parametrize("language", ["ar", "uk"])
async def test_it_is_in_the_language_that_the_reader_has(language: str) -> None:
    async with World().as_person(INGRID) as visitor:
        answer = await visitor.get(f"/familie/{CHILD}/utskrift.pdf", headers={"accept-language": language})
    assert faults(answer.content, language) == []


def test_a_page_says_in_which_language_and_direction_each_text_is() -> None:
    document = sheet(
        "<html lang='ar' dir='rtl'><title>x</title><main><h1>x</h1><p lang='nb' dir='ltr'>Hei</p></main>", ""
    )
    assert [(run["language"], run["direction"]) for one in document["blocks"] for run in one["runs"]] == [
        ("ar", "rtl"),
        ("nb", "ltr"),
    ]


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("<form><h2>Svar</h2><p>Ja</p></form>", []),
        ("<section><h2>Svar</h2><form><p>Ja</p></form></section>", []),
        ("<details><summary>Rett</summary><form></form></details>", []),
        ("<p class='noprint'>Tilbake</p><nav>Her</nav>", []),
        ("<p>En<br>to</p>", ["paragraph"]),
        ("<ul><li>En</li><li>to</li></ul>", ["list"]),
        ("<ol><li><h3>Notat</h3>Hei</li></ol>", ["heading", "paragraph"]),
        ("<dl><div><dt>Navn</dt><dd>Maja</dd></div></dl>", ["paragraph"]),
    ],
)
def test_what_cannot_be_used_on_paper_is_left_out(written: str, kinds: list[str]) -> None:
    assert [one["kind"] for one in sheet(PAGE.format(written), "")["blocks"]] == ["heading", *kinds]


def test_headings_go_down_one_step_at_a_time() -> None:
    assert [one["level"] for one in sheet(PAGE.format("<h4>En</h4><h2>To</h2><h3>Tre</h3>"), "")["blocks"]] == [
        1,
        2,
        2,
        3,
    ]


async def test_a_list_stays_a_list_and_a_line_break_a_line() -> None:
    async with World().as_person(KARI) as visitor:
        made = (await visitor.get(f"/logg/{LOG}/utskrift.pdf")).content
    assert {"/H1", "/H2", "/H3", "/P", "/L", "/LI", "/LBody"} <= {*tags(made)}
    (one,) = sheet(PAGE.format("<p class='pre'>En\nto</p>"), "")["blocks"][1:]
    assert one["runs"][0]["text"] == "En\nto"
