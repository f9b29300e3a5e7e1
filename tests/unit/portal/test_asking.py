"""Consent as staff meet it: asking, answers given elsewhere, looking at it again, and what a law has shared."""

import hashlib
from datetime import date
from tempfile import SpooledTemporaryFile
from typing import Any

import pytest

from services.portal.security import LARGEST_FILE
from shared.contracts import case, consent
from shared.contracts.common import Actor, Category, Request
from shared.errors import RemoteRefused
from tests.unit.portal.consenting import FILM, HEALTH, NURSERY, PPT, other, told
from tests.unit.portal.sample import CHILD, INGRID, KARI, TODAY, TOR, summary
from tests.unit.portal.world import KEY, World, refuse, sent

# --- An answer given elsewhere --------------------------------------------------------------------

SPOKEN = {"giver": INGRID.id, "answer": "yes", "note": "Møte med tolk.", "told_of_rights": "on", "said_freely": "on"}


async def test_an_answer_in_a_meeting_is_written_down() -> None:
    world = World()
    told(world, PPT)
    async with world.as_person(KARI) as visitor:
        assert "Ingrid Solheim" in (await visitor.get(f"/barn/{CHILD}/samtykke/s-ppt/svar")).text
        answer = await sent(world, visitor, f"/barn/{CHILD}/samtykke/s-ppt/svar", method="meeting", **SPOKEN)
    assert answer.headers["location"] == f"/barn/{CHILD}#samtykke"
    (registered,) = world.services.said("register-answer")
    assert registered == consent.RegisterAnswer(
        id=KEY, child=CHILD, consent="s-ppt", giver=INGRID.id, answer=consent.Said.YES, method=consent.Method.MEETING,
        told_of_rights=True, said_freely=True, note="Møte med tolk.",
    )  # fmt: skip


async def test_whoever_writes_it_down_says_how_an_older_child_was_heard() -> None:
    world = World()
    told(world, other(PPT, heard=consent.Heard.GREAT_WEIGHT))
    for by, person in (("me", KARI.id), ("giver", INGRID.id)):
        async with world.as_person(KARI) as visitor:
            assert "Har barnet fått si hva det mener?" in (await visitor.get(f"/barn/{CHILD}/samtykke/s-ppt/svar")).text
            heard = {"heard": "play", "heard_by": by}
            await sent(world, visitor, f"/barn/{CHILD}/samtykke/s-ppt/svar", method="meeting", **SPOKEN, **heard)
        said = world.services.said("register-answer")[-1]
        expected = consent.ChildHeard(how=consent.Hearing.PLAY, by=person)
        assert said.child_heard == expected  # type: ignore[attr-defined]


async def test_of_a_signed_sheet_the_portal_hands_on_the_hash_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """And no part of it is ever written to a disk."""
    monkeypatch.setattr(SpooledTemporaryFile, "rollover", None)
    world = World()
    sheet = b"%PDF-1.7 " + bytes(range(256)) * 20_000
    fields = {"token": "", "id": KEY, "method": "paper", **SPOKEN}
    async with world.as_person(KARI) as visitor:
        fields["token"] = world.token(visitor)
        await visitor.post(
            f"/barn/{CHILD}/samtykke/s-ppt/svar", data=fields, files={"evidence": ("navn på fil.pdf", sheet)}
        )
    (registered,) = world.services.said("register-answer")
    assert registered.evidence == hashlib.sha256(sheet).hexdigest()  # type: ignore[attr-defined]


async def test_no_file_chosen_is_no_evidence() -> None:
    world = World()
    fields = {"token": "", "id": KEY, "method": "meeting", **SPOKEN}
    async with world.as_person(KARI) as visitor:
        fields["token"] = world.token(visitor)
        await visitor.post(f"/barn/{CHILD}/samtykke/s-ppt/svar", data=fields, files={"evidence": ("", b"")})
    (registered,) = world.services.said("register-answer")
    assert registered.evidence is None  # type: ignore[attr-defined]


async def test_too_large_a_file_gets_a_page_that_says_so() -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        fields = {"token": world.token(visitor), "id": KEY}
        files = {"evidence": ("x.pdf", bytes(LARGEST_FILE))}
        answer = await visitor.post(f"/barn/{CHILD}/samtykke/s-ppt/svar", data=fields, files=files)
    assert answer.status_code == 413
    assert "Det ble for mye på én gang" in answer.text


async def test_a_refused_answer_is_shown_as_it_was_filled() -> None:
    world = World()
    told(world, PPT)
    world.services.answers["register-answer"] = refuse("NotInformed")
    async with world.as_person(KARI) as visitor:
        page = await sent(world, visitor, f"/barn/{CHILD}/samtykke/s-ppt/svar", method="meeting", **SPOKEN)
    assert page.status_code == 422
    assert "Et ja teller bare når" in page.text
    assert "Møte med tolk.</textarea>" in page.text


async def test_only_the_service_that_asked_writes_answers_down() -> None:
    world = World()
    told(world, other(PPT, asked_by_owner="ppt"))
    async with world.as_person(KARI) as visitor:
        assert (await visitor.get(f"/barn/{CHILD}/samtykke/s-ppt/svar")).status_code == 404
        assert f"/samtykke/{PPT.consent}/svar" not in (await visitor.get(f"/barn/{CHILD}")).text


# --- Looking at it again --------------------------------------------------------------------------


@pytest.mark.parametrize(("said", "needed", "notice"), [("yes", True, "gjelder videre"), ("no", False, "avsluttet")])
async def test_whoever_asked_says_whether_it_is_still_needed(said: str, notice: str, *, needed: bool) -> None:
    world = World()
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}")).text
        assert "Trengs fortsatt" in page
        await sent(world, visitor, f"/barn/{CHILD}/samtykke/s-barnehage/sett-paa", needed=said)
        assert notice in (await visitor.get(f"/barn/{CHILD}")).text
    (reviewed,) = world.services.said("review-consent")
    assert (reviewed.consent, reviewed.needed) == ("s-barnehage", needed)  # type: ignore[attr-defined]


async def test_renewing_begins_with_what_was_agreed() -> None:
    world = World()
    item = other(HEALTH, renew_from=TODAY, covers_from=date(2025, 8, 14), categories=(Category.HEALTH,))
    told(world, item)
    async with world.as_person(KARI) as visitor:
        assert f"/barn/{CHILD}/samtykke?forny=s-helsestasjon" in (await visitor.get(f"/barn/{CHILD}")).text
        page = (await visitor.get(f"/barn/{CHILD}/samtykke?forny=s-helsestasjon")).text
    inputs = {part.partition('"')[0]: part.partition(">")[0] for part in page.split('id="asking-')[1:]}
    for chosen in ("service-helsestasjon", "category-health", "covers-date"):
        assert " checked" in inputs[chosen], chosen
    for left in ("service-ppt", "category-notes", "covers-today"):
        assert " checked" not in inputs[left], left
    assert 'value="2025-08-14"' in inputs["covers_from"]


# --- Asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "covered"),
    [
        ({"covers": "today"}, None),
        ({"covers": "opening"}, TODAY),
        ({"covers": "date", "covers_from": "2025-08-14"}, date(2025, 8, 14)),
    ],
)
async def test_how_far_back_it_reaches_is_chosen(fields: dict[str, str], covered: date | None) -> None:
    world = World()
    asking = {"months": "3", "service-ppt": "on", "category-notes": "on", **fields}
    async with world.as_person(KARI) as visitor:
        assert "Fra loggen ble åpnet" in (await visitor.get(f"/barn/{CHILD}/samtykke")).text
        await sent(world, visitor, f"/barn/{CHILD}/samtykke", **asking)
    (asked,) = world.services.said("ask-consent")
    assert asked.covers_from == covered  # type: ignore[attr-defined]


async def test_a_log_that_one_is_not_part_of_is_not_opened_to_learn_its_day() -> None:
    world = World()
    world.services.answers["my-logs"] = lambda *_: case.Logs(logs=())
    async with world.as_person(KARI) as visitor:
        assert "Fra loggen ble åpnet" not in (await visitor.get(f"/barn/{CHILD}/samtykke")).text
    assert not world.services.said("read-stafettlogg")


ASKABLE = (
    consent.Askable(purpose="stafettlogg", services=("barnehage", "ppt")),
    consent.Askable(purpose="film", services=("barnehage",)),
    consent.Askable(purpose="helsehjelp", services=("helsestasjon",)),
)


async def test_other_purposes_are_offered_where_the_service_has_a_text() -> None:
    world = World()
    told(world, NURSERY, askable=ASKABLE)
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}/samtykke")).text
        assert "formaal=film" in page
        assert "formaal=helsehjelp" not in page
        assert (await visitor.get(f"/barn/{CHILD}/samtykke?formaal=helsehjelp")).status_code == 404
        assert (
            "Kan barnehagen filme til veiledning?" in (await visitor.get(f"/barn/{CHILD}/samtykke?formaal=film")).text
        )
        await sent(world, visitor, f"/barn/{CHILD}/samtykke", purpose="film", months="3")
    (asked,) = world.services.said("ask-consent")
    assert isinstance(asked, consent.AskConsent)
    assert (asked.services, asked.purpose, asked.categories) == (("barnehage",), "film", ())


async def test_what_is_asked_already_is_not_asked_twice() -> None:
    world = World()
    told(world, FILM, askable=ASKABLE)
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}/samtykke?formaal=film")).text
    assert "Foreldrene er allerede spurt om dette." in page
    assert "Send spørsmålet" not in page


async def test_a_film_opens_no_log() -> None:
    world = World()
    world.services.answers["read-child"] = lambda *_: summary().model_copy(update={"stafettlogg": None})
    told(world, FILM)
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}/stafettlogg")).text
    assert "Foreldrene har ikke sagt ja ennå." in page


# --- Shared by a law ------------------------------------------------------------------------------

LAWS = (consent.Law(legal_basis="bvl-13-4", cited="barnevernsloven § 13-4", text="Plikt etter pålegg."),)
SHARED = consent.SharingByLaw(
    sharing="x-1", by="barnehage", to="barnevern", legal_basis="barnevernsloven § 13-4", categories=(Category.NOTES,),
    on=TODAY, what="To notater fra høsten.",
)  # fmt: skip


async def test_what_a_law_shared_is_written_down_and_shown_apart_from_consents() -> None:
    world = World()
    told(world, NURSERY, laws=LAWS, shared_by_law=(SHARED,))
    fields = {"to": "barnevern", "legal_basis": "bvl-13-4", "on": TODAY.isoformat(), "what": "To notater fra høsten."}
    async with world.as_person(KARI) as visitor:
        assert "barnevernsloven § 13-4" in (await visitor.get(f"/barn/{CHILD}/delt-etter-lov")).text
        await sent(world, visitor, f"/barn/{CHILD}/delt-etter-lov", **fields, **{"category-notes": "on"})
    (command,) = world.services.said("register-sharing-by-law")
    assert command == consent.RegisterSharingByLaw(
        id=KEY, child=CHILD, sharing=KEY, to="barnevern", legal_basis="bvl-13-4", categories=(Category.NOTES,),
        on=TODAY, what="To notater fra høsten.",
    )  # fmt: skip
    for person, address in ((KARI, f"/barn/{CHILD}"), (INGRID, f"/familie/{CHILD}")):
        async with world.as_person(person) as visitor:
            page = (await visitor.get(address)).text
        assert "Barnehagen ga noe til barnevernet" in page
        assert "To notater fra høsten." in page
        assert page.index("To notater") > page.index("Delt etter lov") > page.index("Barnehagen</b>")


async def test_another_service_meets_nothing_of_it() -> None:
    world = World()

    def unknown(_request: Request, _actor: Actor) -> Any:
        raise RemoteRefused("Unknown", 404, retryable=False)

    world.services.answers["read-consents"] = unknown
    async with world.as_person(TOR) as visitor:
        for path in ("delt-etter-lov", "samtykke/s-ppt/svar", "samtykke"):
            assert (await visitor.get(f"/barn/{CHILD}/{path}")).status_code == 404
