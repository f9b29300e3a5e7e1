"""The client of the national interface against its simulator: what is sent opens there, once, in every mood."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import httpx
import pytest

from deploy.fiks import Identity, Simulator, application
from services.case.report.fiks import Account, Credentials, Fiks
from services.case.report.port import Parcel, TurnedAway, Unreachable
from shared.contracts.case.form import ReportDraft
from shared.contracts.case.report import Delivery
from tests.unit.case.test_report_form import WHOLE

ADDRESS = "http://fiks.eksempel.test"
OWN = Identity("Fjordvik kommune")
ACCOUNT = Account(
    organisation=UUID(int=1), integration="i", password="p", maskinporten_client="c", maskinporten=f"{ADDRESS}/token"
)
PARCEL = Parcel(UUID(int=7), "4999", "Fjordvik kommune", datetime(2026, 11, 23, 9, tzinfo=UTC), WHOLE)
_simulator = Simulator()


@pytest.fixture
def simulator() -> Simulator:
    return replace(_simulator, taken={}, by_message={}, tokens=set(), moods=[])


@pytest.fixture
async def fiks(simulator: Simulator) -> AsyncIterator[Fiks]:
    transport = httpx.ASGITransport(app=application(simulator))
    async with httpx.AsyncClient(transport=transport) as client:
        yield Fiks(ADDRESS, Credentials(ACCOUNT, OWN.key, OWN.certificate), client)


async def test_what_is_sent_opens_there_and_has_every_field_of_the_form(simulator: Simulator, fiks: Fiks) -> None:
    reference = await fiks.send(PARCEL)
    (taken,) = simulator.taken.items()
    assert str(taken[0]) == reference
    told = taken[1].report
    assert (told["kommunenummer"], told["bydelsnummer"]) == ("4999", "01")
    assert told["offentligMelder"]["telefonnummer"] == "+47 400 00 000"
    assert told["offentligBarn"][0]["orientert"] is True
    assert told["foresatte"] == [
        {"personnavn": "Mor", "telefonnummer": "", "orientert": False, "orientertGrunn": "Fare for barnet"}
    ]
    assert told["melding"] == {"melding": "Sagt", "historie": "Før"}
    assert told["sendingstidspunkt"] == "2026-11-23T09:00:00+00:00"
    assert "behovForTolk" not in told


async def test_text_is_text_on_paper_whatever_stands_in_it(simulator: Simulator, fiks: Fiks) -> None:
    hostile = '#panic() $x$ *b* <l> @ref `raw` "]) \\ //'
    await fiks.send(replace(PARCEL, draft=WHOLE.model_copy(update={"concern": hostile})))
    (taken,) = simulator.taken.values()
    assert (taken.report["melding"]["melding"], taken.pages > 0) == (hostile, True)


async def test_its_course_is_told_in_our_words(simulator: Simulator, fiks: Fiks) -> None:
    reference = await fiks.send(PARCEL)
    assert [one.state for one in await fiks.history(reference)] == [Delivery.ACCEPTED]
    for fails, state in ((False, Delivery.RECEIVED), (True, Delivery.FAILED)):
        (taken,) = simulator.taken.values()
        taken.at, taken.fails = datetime(2026, 11, 23, tzinfo=UTC), fails
        assert [one.state for one in await fiks.history(reference)] == [Delivery.ACCEPTED, state]


async def test_an_answer_that_was_lost_makes_no_second_report(simulator: Simulator, fiks: Fiks) -> None:
    simulator.moods[:] = ["500", "lost-reply"]
    for _ in range(2):
        with pytest.raises(Unreachable):
            await fiks.send(PARCEL)
    assert await fiks.send(PARCEL) == await fiks.send(PARCEL)
    assert len(simulator.taken) == 1


async def test_a_no_is_a_no(simulator: Simulator, fiks: Fiks) -> None:
    simulator.moods[:] = ["rejected"]
    with pytest.raises(TurnedAway):
        await fiks.send(PARCEL)


async def test_a_municipality_or_district_that_takes_none_is_told_at_once(fiks: Fiks) -> None:
    for parcel in (
        replace(PARCEL, kommune="0301"),
        replace(PARCEL, draft=ReportDraft(**{**WHOLE.model_dump(), "district": "07"})),
    ):
        with pytest.raises(TurnedAway):
            await fiks.send(parcel)


async def test_nobody_there_is_no_answer(fiks: Fiks) -> None:
    async with httpx.AsyncClient() as client:
        away = Fiks("http://127.0.0.1:1", Credentials(ACCOUNT, OWN.key, OWN.certificate), client)
        with pytest.raises(Unreachable):
            await away.send(PARCEL)
