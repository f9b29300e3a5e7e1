"""Both population registers, by the one port: a folder for demo, and Skatteetaten's interface against a simulator."""

from datetime import date
from pathlib import Path

import httpx
import pytest
import yaml
from fastapi.responses import JSONResponse, Response

from services.consent.register.filed import FiledRegister
from services.consent.register.folkeregisteret import Folkeregisteret as Client
from services.consent.register.port import Change, Changed, Page, Person, Responsible, Unreachable
from shared.contracts.consent import Grading
from tests.integration.consent import folkeregisteret as sim
from tests.unit.consent.world import CHILD, FATHER, KOMMUNE, MOTHER, NUMBERS, STRANGER

CHILDS, MOTHERS, FATHERS = NUMBERS[CHILD], NUMBERS[MOTHER], NUMBERS[FATHER]
OTHERS = NUMBERS[STRANGER]
BORN = date(2022, 5, 14)


def asking(register: sim.Folkeregisteret, token: str = sim.TOKEN) -> Client:
    async def bearer() -> str:
        return token

    transport = httpx.ASGITransport(app=register.app())
    return Client("https://folkeregisteret.test", bearer, httpx.AsyncClient(transport=transport))


def family(**parts: list[dict[str, object]]) -> sim.Folkeregisteret:
    relations = [
        sim.held(relatertPerson=MOTHERS, relatertPersonsRolle="mor", minRolleForPerson="barn"),
        sim.held(relatertPerson=FATHERS, relatertPersonsRolle="far", minRolleForPerson="barn"),
    ]
    joint = [sim.held(ansvar="felles", ansvarlig=number, ansvarssubjekt=CHILDS) for number in (MOTHERS, FATHERS)]
    told = {"foreldreansvar": joint, "familierelasjon": relations, **parts}
    return sim.Folkeregisteret({CHILDS: sim.person(CHILDS, "Oppdiktet", "Barn", "2022-05-14", **told)})


BOTH = (Responsible(MOTHERS, "mother"), Responsible(FATHERS, "father"))


async def test_somebody_is_looked_up_with_the_parts_that_are_needed_and_no_other() -> None:
    register = family()
    found = await asking(register).person(CHILDS)
    assert found == Person(CHILDS, "Oppdiktet Barn", BORN, BOTH, Grading.OPEN, kommune=KOMMUNE)
    assert "Kanari" not in repr(found)
    assert "part=navn&part=foedsel&part=status" in register.asked[0]


@pytest.mark.parametrize(
    ("ansvar", "responsible"),
    [
        ([sim.held(ansvar="mor", ansvarlig=MOTHERS), sim.gone(ansvar="felles", ansvarlig=FATHERS)], BOTH[:1]),
        ([sim.held(ansvar="ukjent")], ()),
        ([sim.held(ansvar="ukjent", ansvarlig=FATHERS)], ()),
        ([sim.held(ansvar="andre", ansvarligUtenIdentifikator={"foedselsdato": "1980-01-01"})], ()),
        ([sim.held(ansvar="andre", ansvarlig=OTHERS)], (Responsible(OTHERS, "guardian"),)),
        ([], ()),
    ],
)  # fmt: skip
async def test_only_known_foreldreansvar_that_holds_now_counts(
    ansvar: list[dict[str, object]], responsible: tuple[Responsible, ...]
) -> None:
    found = await asking(family(foreldreansvar=ansvar)).person(CHILDS)
    assert found
    assert found.responsible == responsible


@pytest.mark.parametrize(
    ("told", "grading"),
    [
        ([sim.held(graderingsnivaa="fortrolig")], Grading.CONFIDENTIAL),
        ([sim.held(graderingsnivaa="strengtFortrolig")], Grading.STRICT),
        ([sim.held(graderingsnivaa="fortrolig"), sim.held(graderingsnivaa="strengtFortrolig")], Grading.STRICT),
        ([sim.gone(graderingsnivaa="strengtFortrolig")], Grading.OPEN),
        ([sim.held(graderingsnivaa="ugradert")], Grading.OPEN),
        ([sim.held(graderingsnivaa="etNyttOrd")], Grading.STRICT),
    ],
)
async def test_the_strictest_grading_that_holds_counts(told: list[dict[str, object]], grading: Grading) -> None:
    found = await asking(family(adressebeskyttelse=told)).person(CHILDS)
    assert found
    assert found.grading is grading


async def test_somebody_may_be_dead_or_not_there() -> None:
    register = family(status=[sim.held(status="doed"), sim.gone(status="bosatt")])
    found = await asking(register).person(CHILDS)
    assert found
    assert found.dead
    assert await asking(register).person(FATHERS) is None


async def test_the_list_is_read_from_a_place_page_by_page_without_what_concerns_nobody() -> None:
    register = sim.Folkeregisteret(most=2)
    for sequence, kind in ((5, "endringIForeldreansvar"), (7, "endringISivilstand"), (9, "endringIAdressebeskyttelse")):
        register.tells(sequence, kind, CHILDS)
    client = asking(register)
    first = await client.changes(4)
    assert first == Page([Changed(5, Change.RESPONSIBILITY, CHILDS)], 8)
    second = await client.changes(first.next)
    assert second == Page([Changed(9, Change.PROTECTION, CHILDS)], 10)
    assert await client.changes(second.next) == Page([], 10)
    assert await client.latest() == 9


@pytest.mark.parametrize(
    "mood",
    [sim.BUSY, Response(status_code=429), Response("<html>", 200), JSONResponse({"navn": []}), JSONResponse([1])],
)
async def test_what_is_not_an_answer_is_asked_for_again_and_repeated_nowhere(mood: Response) -> None:
    register = family()
    register.mood = mood
    client = asking(register)
    for asked in (client.person(CHILDS), client.changes(1)):
        with pytest.raises(Unreachable) as caught:
            await asked
        assert CHILDS not in repr(caught.value)
        assert caught.value.__suppress_context__ or caught.value.__context__ is None


async def test_who_shows_no_token_gets_nothing() -> None:
    with pytest.raises(Unreachable):
        await asking(family(), token="").person(CHILDS)


# --- The folder -----------------------------------------------------------------------------------


def filed(folder: Path, *lines: dict[str, object]) -> FiledRegister:
    (folder / f"{KOMMUNE}.yaml").write_text(yaml.safe_dump([*lines]), encoding="utf-8")
    return FiledRegister(folder, KOMMUNE, [])


async def test_a_line_added_to_the_file_is_news_and_holds_from_then_on(tmp_path: Path) -> None:
    register = FiledRegister(tmp_path, KOMMUNE, [])
    assert await register.changes(1) == Page([], 1)
    assert await register.person(CHILDS) is None
    born = {"sequence": 1, "change": "birth", "number": CHILDS, "name": "Oppdiktet Barn", "born": BORN}
    graded = {"sequence": 4, "change": "protection", "number": CHILDS, "grading": "strictly-confidential"}
    mother = {
        "sequence": 6, "change": "responsibility", "number": CHILDS,
        "responsible": [{"number": MOTHERS, "relation": "mother"}],
    }  # fmt: skip
    filed(tmp_path, born)
    assert (await register.changes(1)).changes == [Changed(1, Change.BIRTH, CHILDS)]
    filed(tmp_path, born, graded, mother)
    page = await register.changes(2)
    assert page == Page([Changed(4, Change.PROTECTION, CHILDS), Changed(6, Change.RESPONSIBILITY, CHILDS)], 7)
    assert await register.person(CHILDS) == Person(CHILDS, "Oppdiktet Barn", BORN, BOTH[:1], Grading.STRICT)


async def test_a_file_that_is_being_written_is_read_again_later(tmp_path: Path) -> None:
    register = filed(tmp_path, {"sequence": "soon", "number": CHILDS})
    with pytest.raises(Unreachable) as caught:
        await register.changes(1)
    assert CHILDS not in repr(caught.value)
