"""Erasure on a page: who does what, how far it has come, and the proof; never a name."""

from typing import Any

import pytest

from shared.contracts import case, consent
from shared.contracts.common import Request
from shared.errors import RemoteRefused
from tests.unit.portal.sample import CHILD, INGRID, KARI, NOW, SIV, SOON, SUNNIVA, TODAY
from tests.unit.portal.world import KEY, World, sent

HERE = f"/sletting/{CHILD}"
PROVEN = consent.Certificate(
    entry="e30=", before="0" * 64, following=(), size=1, head="1" * 64, signature="A" * 86 + "==",
    receipts={"ppt": "B" * 86 + "=="},
)  # fmt: skip


def world(**stands: Any) -> World:
    made = World()
    made.services.answers["read-erasure"] = lambda *_: consent.ErasureView(child=CHILD, **stands)
    return made


async def test_one_proposes_it_by_a_law_and_for_a_reason() -> None:
    made = world()
    async with made.as_person(SUNNIVA) as visitor:
        assert (await sent(made, visitor, f"{HERE}/foresla", reason="Familien ba om det")).status_code == 422
        answer = await sent(made, visitor, f"{HERE}/foresla", legal_basis="pvf-17-1", reason="Familien ba om det")
    assert answer.headers["location"] == HERE
    said = {"child": CHILD, "legal_basis": "pvf-17-1", "reason": "Familien ba om det"}
    assert made.services.said("propose-erasure") == [consent.ProposeErasure(id=KEY, **said)]
    assert {owner for request, owner, _ in made.services.asked if request.name == "propose-erasure"} == {"consent"}


async def test_whoever_proposed_it_is_not_asked_to_confirm() -> None:
    made = world(erasure="e-1", state="proposed", legal_basis="pvf-17-1", agreed=(SUNNIVA.id,))
    async with made.as_person(SUNNIVA) as visitor:
        assert "Bekreft slettingen" not in (await visitor.get(HERE)).text
    async with made.as_person(SIV) as visitor:
        page = (await visitor.get(HERE)).text
        assert "Bekreft slettingen" in page
        assert "Si nei som personvernombud" not in page
        assert "Maja" not in page
        await sent(made, visitor, f"{HERE}/bekreft/e-1")
    assert made.services.said("confirm-erasure") == [consent.ConfirmErasure(id=KEY, child=CHILD, erasure="e-1")]


@pytest.mark.parametrize(
    ("way", "command"),
    [
        ("avbryt/e-1", consent.CancelErasure(id=KEY, child=CHILD, erasure="e-1", reason="Feil barn")),
        ("nei/e-1", consent.VetoErasure(id=KEY, child=CHILD, erasure="e-1", reason="Feil barn")),
        ("ta-vare", consent.SetLegalHold(id=KEY, child=CHILD, reason="Feil barn")),
        ("slipp", consent.LiftLegalHold(id=KEY, child=CHILD, reason="Feil barn")),
        ("ikke-arkiv", consent.DecideNothingToArchive(id=KEY, child=CHILD, reason="Feil barn")),
    ],
)
async def test_it_is_stopped_and_kept_for_a_reason(way: str, command: Request) -> None:
    made = world(erasure="e-1", state="confirmed", due_at=NOW, agreed=("p-1", "p-2"), legal_basis="pvf-17-1")
    async with made.as_person(SUNNIVA) as visitor:
        assert f'action="{HERE}/nei/e-1"' in (await visitor.get(HERE)).text
        assert (await sent(made, visitor, f"{HERE}/{way}", reason=" ")).status_code == 422
        await sent(made, visitor, f"{HERE}/{way}", reason="Feil barn")
    assert made.services.said(command.name) == [command]


async def test_what_is_done_has_a_proof_and_no_more_forms() -> None:
    made = world(erasure="e-1", state="destroyed", certificate=PROVEN, missing=("ppt",), legal_basis="pvf-17-1")
    async with made.as_person(SUNNIVA) as visitor:
        page = (await visitor.get(HERE)).text
        assert "Har ikke kvittert ennå" in page
        assert f'action="{HERE}' not in page
        proof = await visitor.get(f"{HERE}/bevis.json")
    assert proof.headers["content-disposition"] == 'attachment; filename="bevis-sletting.json"'
    assert consent.Certificate.model_validate_json(proof.content) == PROVEN


async def test_a_family_sees_how_far_it_has_come_and_may_keep_the_proof() -> None:
    made = world(erasure="e-1", state="destroyed", certificate=PROVEN)
    async with made.as_person(INGRID) as visitor:
        assert "Ingen nøkkel åpner noe om barnet lenger" in (await visitor.get(f"/familie/{CHILD}/sletting")).text
        assert (await visitor.get(f"/familie/{CHILD}/sletting/bevis.json")).status_code == 200
        assert (await visitor.get(HERE)).status_code == 404


async def test_a_proof_that_is_not_there_and_an_unknown_act_are_no_pages() -> None:
    made = world()
    async with made.as_person(SUNNIVA) as visitor:
        assert (await visitor.get(f"{HERE}/bevis.json")).status_code == 404
        assert (await sent(made, visitor, f"{HERE}/noe", reason="x")).status_code == 404


async def test_whoever_decides_nothing_here_finds_nothing() -> None:
    made = World()

    def denied(*_: object) -> None:
        raise RemoteRefused("AccessDenied", 403, retryable=False)

    made.services.answers["read-erasure"] = denied
    async with made.as_person(KARI) as visitor:
        assert (await visitor.get(HERE)).status_code == 404


def wished(**told: Any) -> consent.Rights:
    one = consent.RightView(
        child=CHILD, request="r-1", right=consent.Right.ERASURE, asked_on=TODAY, due_on=SOON, **{"ready": False, **told}
    )
    return consent.Rights(requests=(one,))


async def test_a_family_asks_for_it_and_reads_the_answer() -> None:
    made, here = World(), f"/familie/{CHILD}"
    made.services.answers |= {
        "read-rights": lambda *_: consent.Rights(requests=()),
        "read-rectifications": lambda *_: case.Rectifications(child=CHILD, requests=()),
        "read-restrictions": lambda *_: case.Restrictions(child=CHILD, requests=()),
    }
    async with made.as_person(INGRID) as visitor:
        assert f'action="{here}/sletting"' in (await visitor.get(f"{here}/opplysninger")).text
        answer = await sent(made, visitor, f"{here}/sletting")
        assert answer.headers["location"] == f"{here}/opplysninger"
        made.services.answers["read-rights"] = lambda *_: wished()
        assert f'action="{here}/sletting"' not in (await visitor.get(f"{here}/opplysninger")).text
        made.services.answers["read-rights"] = lambda *_: wished(ready=True, granted=False, answer="Det går en sak.")
        assert "Det går en sak." in (await visitor.get(f"{here}/opplysninger")).text
    assert made.services.said("request-erasure") == [consent.RequestErasure(id=KEY, child=CHILD, request=KEY)]


async def test_the_personvernombud_answers_it_from_the_list_of_deadlines() -> None:
    made = World()
    made.services.answers["open-rights"] = lambda *_: wished(missing=("consent",))
    there = f"/kontroll/frister/{CHILD}/r-1/svar"
    async with made.as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll/frister")).text
        assert f'href="{HERE}"' in page
        assert (await sent(made, visitor, there, answer="Det går en sak.")).status_code == 422
        await sent(made, visitor, there, granted="false", answer="Det går en sak.")
    said = {"child": CHILD, "request": "r-1", "granted": False, "answer": "Det går en sak."}
    assert made.services.said("answer-erasure") == [consent.AnswerErasure(id=KEY, **said)]
