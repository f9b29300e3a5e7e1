"""The demo's stories on a whole platform: every stage of the way has a child, and the guide says what comes next."""

from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from deploy import demo_stories
from deploy.demo_stories import OSLO, Cast
from deploy.system import MUNICIPALITIES
from deploy.topology import PORTAL
from shared.bus import Client
from shared.contracts import case
from shared.contracts.common import Actor, Request
from shared.errors import RemoteRefused
from shared.municipality import load_demo
from tests.servers import Installation, installation

FJORDVIK, HAVNES = (Cast(demo, datetime.now(OSLO)) for demo in load_demo(MUNICIPALITIES))
NEXT = {
    "Maja Solheim Kowalski": (0, "skriv-undring"),
    "Oskar Brekke": (0, "skriv-undring"),
    "Leah Strand": (0, "forbered-samtale"),
    "Noor Rahimi": (0, "forbered-samtale"),
    "Emil Dahl": (0, "hor-barnet"),
    "Sofie Lunde": (1, "evaluer-egne-tiltak"),
    "Theo Fagerli": (2, "vent-paa-svar"),
    "Amina Yusuf": (2, "folg-opp-selv"),
    "Jakob Vinje": (2, "forste-mote"),
    "Ella Sandvik": (3, "evaluer-bredt"),
    "Mikkel Ruud": (2, "forste-mote"),
    "Hedda Aune": (2, None),
    "Synne Hagen": (0, "hald-samtale"),
    "Olai Brekkestø": (2, "hald-mote"),
    "Runa Veland": (1, "sja-korleis-det-gjekk"),
}
BY_UNIT = {"bekkelia": "Kari Nes", "solhaug": "Jonas Holm", "sjobua": "Solveig Nygård", "lyngheia": "Eivind Strøm"}


@pytest.fixture(scope="module")
def told() -> Iterator[Installation]:
    with installation() as made, made.everything():
        yield made


@pytest.fixture(scope="module")
async def portal(told: Installation) -> AsyncIterator[Client]:
    await demo_stories.tell(told.settings(PORTAL), told.settings)
    async with told.asking(PORTAL) as client:
        yield client


async def events(told: Installation) -> dict[str, int]:
    found = {}
    for service in told.topology.services:
        connection = await told.superuser(service.database)
        found[service.identity] = await connection.fetchval("SELECT count(*) FROM events")
        await connection.close()
    return found


async def guide(portal: Client, cast: Cast, name: str, who: str | None = None) -> case.Guide:
    child = cast.child(name)
    found: case.Guide = await ask(portal, cast.actors[who or BY_UNIT[child.unit]], case.ReadGuide(child=child.id))
    return found


async def ask(portal: Client, actor: Actor, request: Request) -> Any:
    return await portal.ask(request, owner=actor.owner, actor=actor)


@pytest.mark.parametrize("name", NEXT)
async def test_the_guide_knows_how_far_each_child_has_come(portal: Client, name: str) -> None:
    cast = next(one for one in (FJORDVIK, HAVNES) if name in {child.name for child in one.demo.children})
    found = await guide(portal, cast, name)
    assert (found.level, found.next) == NEXT[name]


async def test_what_is_overdue_is_overdue_on_the_first_day(portal: Client) -> None:
    tasks: case.Tasks = await ask(portal, FJORDVIK.actors["Siv Berg"], case.MyTasks())
    assert {task.child_name: task.overdue for task in tasks.tasks if task.kind is case.TaskKind.DECIDE_CASE} == {
        "Leah Strand": False, "Emil Dahl": False, "Noor Rahimi": True,
    }  # fmt: skip


async def test_each_municipality_has_its_own_clock_levels_and_words(portal: Client) -> None:
    due: dict[str, date] = {}
    for cast, who, child in ((FJORDVIK, "Siv Berg", "Leah Strand"), (HAVNES, "Torbjørg Hamre", "Synne Hagen")):
        tasks: case.Tasks = await ask(portal, cast.actors[who], case.MyTasks())
        due[child] = next(task.due for task in tasks.tasks if task.due and task.child_name == child)
    assert due["Leah Strand"] - due["Synne Hagen"] == timedelta(days=4)
    assert (await guide(portal, FJORDVIK, "Jakob Vinje")).level_name == "Nivå 2"
    assert (await guide(portal, HAVNES, "Olai Brekkestø")).level_name == "Steg 3"


@pytest.mark.parametrize(
    ("cast", "who", "word", "advice"),
    [
        (FJORDVIK, "Kari Nes", "stafettlogg", "Vurder melding nå"),
        (FJORDVIK, "Janne Sandvik", "stafettlogg", "Vurder melding nå"),
        (HAVNES, "Leif Aarset", "tverrfagleg plan", "Vurder melding no"),
        (HAVNES, "Astrid Brekkestø", "tverrfagleg plan", "Vurder melding no"),
    ],
)
async def test_everybody_reads_their_own_municipalitys_texts(
    portal: Client, cast: Cast, who: str, word: str, advice: str
) -> None:
    texts: case.MunicipalityTexts = await ask(portal, cast.actors[who], case.ReadMunicipality())
    assert next(term.word for term in texts.vocabulary if term.id == "stafettlogg") == word
    given: case.AdviceGiven = await ask(portal, cast.actors[who], case.AdviseOnLog(yes=("akutt",)))
    assert (given.title, given.version) == (advice, texts.version)


async def test_an_answer_to_a_question_that_is_not_asked_is_refused(portal: Client) -> None:
    with pytest.raises(RemoteRefused) as refused:
        await ask(portal, FJORDVIK.actors["Kari Nes"], case.AdviseOnLog(yes=("vaeret",)))
    assert refused.value.code == "InvalidRequest"


async def test_a_parent_sees_the_logs_guide_and_nobody_elses(portal: Client) -> None:
    janne, log = FJORDVIK.actors["Janne Sandvik"], str(FJORDVIK.id(FJORDVIK.child("Ella Sandvik"), "logg"))
    found: case.Guide = await ask(portal, janne, case.ReadGuide(stafettlogg=log))
    assert (found.level, found.next) == NEXT["Ella Sandvik"]
    for who, request in (
        ("Jonas Holm", case.ReadGuide(child=FJORDVIK.child("Leah Strand").id)),
        ("Ingrid Solheim", case.ReadGuide(stafettlogg=log)),
        ("Janne Sandvik", case.ReadGuide(child=FJORDVIK.child("Ella Sandvik").id)),
    ):
        with pytest.raises(RemoteRefused) as refused:
            await ask(portal, FJORDVIK.actors[who], request)
        assert refused.value.code == "AccessDenied"


async def test_told_again_the_stories_change_nothing(portal: Client, told: Installation) -> None:
    before = await events(told)
    await demo_stories.tell(told.settings(PORTAL), told.settings)
    assert await events(told) == before
