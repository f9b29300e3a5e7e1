"""Nivå 1 and the undringssamtale: what waits is done where its task leads, by those it belongs to."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest

from services.portal.dates import HERE
from services.portal.directory import Person
from shared.contracts import case
from shared.contracts.case import Effect, Outcome, OwnNext, Whose
from shared.errors import Unavailable
from tests.unit.portal.consenting import PPT, told
from tests.unit.portal.sample import CASE, CHILD, INGRID, KARI, NOW, SIV, SOON, TODAY, concern, named
from tests.unit.portal.world import KEY, World, refuse, sent

OWN = f"/undring/{CASE}/tiltak"
TALK = f"/undring/{CASE}/samtale"
PREPARE = f"/familie/{CHILD}/samtale/barnehage/i-1"
AT = datetime.combine(SOON, time(9, 30), HERE)
RUNNING = case.OwnMeasure(
    measure="m-1", whose=Whose.CHILD, title="Lekegruppe", description=None, goal="Lek.", responsible=KARI.id,
    agreed_at=NOW, evaluate_on=TODAY,
)  # fmt: skip
INVITED = case.ConversationInvitation(
    invitation="i-1", child=CHILD, meets_at=AT, place="Bekkelia", message="Velkommen.", cancelled=False, answer=None
)
WROTE = case.ParentsAnswer(guardian=INGRID.id, at=NOW, works_well="Hun ler mye.")


def world(**changed: Any) -> World:
    made = World()
    told(made, PPT)
    made.services.answers["read-case"] = lambda *_: concern().model_copy(update=changed)
    return made


def at_level_one(**changed: Any) -> World:
    return world(outcome=Outcome.LEVEL_1, stage="level-1", measures=(RUNNING,), **changed)


def invites(made: World, **changed: Any) -> World:
    """The barnehage has invited, and no other service."""
    told_of = case.Conversations(invitations=(INVITED.model_copy(update=changed),))
    nobody = case.Conversations(invitations=())
    made.services.answers["my-conversations"] = lambda _, __: nobody
    ask = made.services.ask

    async def asked(request: Any, *, owner: str, actor: Any) -> Any:
        answer = await ask(request, owner=owner, actor=actor)
        return told_of if answer is nobody and owner == "barnehage" else answer

    made.services.ask = asked  # type: ignore[method-assign]
    return made


# --- Tiltak inside the own unit --------------------------------------------------------------------


async def test_a_tiltak_is_agreed_with_one_of_the_unit_and_may_begin_in_the_bank() -> None:
    made = at_level_one()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"{OWN}?bank=fast-voksen")).text
        assert 'value="Én fast voksen ved ankomst"' in page
        assert f'value="{SIV.id}"' in page
        assert f'value="{named("Tor Eide").id}"' not in page
        fields = {"whose": "service", "title": "Fast voksen", "goal": "Trygghet", "responsible": SIV.id}
        refused = await sent(made, visitor, OWN, **fields)
        assert refused.status_code == 422
        assert 'value="Fast voksen"' in refused.text
        assert 'href="#own-evaluate_on"' in refused.text
        answer = await sent(made, visitor, OWN, **fields, evaluate_on=SOON.isoformat())
    assert answer.headers["location"] == OWN
    assert made.services.said("agree-own-measure") == [
        case.AgreeOwnMeasure(
            id=KEY, case=CASE, measure=KEY, whose=Whose.SERVICE, title="Fast voksen", goal="Trygghet",
            responsible=SIV.id, evaluate_on=SOON,
        )
    ]  # fmt: skip


async def test_a_tiltak_is_evaluated_where_it_is_read() -> None:
    made = at_level_one()
    async with made.as_person(KARI) as visitor:
        assert '<details class="ds-details inset wide noprint" open>' in (await visitor.get(OWN)).text  # due today
        fields = {"effect": "some", "seen": "Hun leker mer.", "next": "changed", "childs_view": "Gøy"}
        made.services.answers["evaluate-own-measure"] = refuse("ChangeNotSaid")
        refused = await sent(made, visitor, f"{OWN}/m-1", **fields)
        assert "Skriv hva dere gjør annerledes" in refused.text
        assert "Hun leker mer.</textarea>" in refused.text
        del made.services.answers["evaluate-own-measure"]
        more = {"changed": "Fire barn", "evaluate_on": SOON.isoformat()}
        await sent(made, visitor, f"{OWN}/m-1", **fields, **more)
    assert made.services.said("evaluate-own-measure")[-1] == case.EvaluateOwnMeasure(
        id=KEY, case=CASE, measure="m-1", effect=Effect.SOME, seen="Hun leker mer.", childs_view="Gøy",
        next=OwnNext.CHANGED, changed="Fire barn", evaluate_on=SOON,
    )  # fmt: skip


async def test_the_leader_ends_it_and_nobody_else_is_offered_to() -> None:
    made = at_level_one()
    async with made.as_person(KARI) as visitor:
        assert "/slutt" not in (await visitor.get(OWN)).text
        assert (await sent(made, visitor, f"/undring/{CASE}/slutt")).status_code == 404
    async with made.as_person(SIV) as visitor:
        assert f'action="/undring/{CASE}/slutt"' in (await visitor.get(OWN)).text
        assert (await sent(made, visitor, f"/undring/{CASE}/slutt", outcome="closed")).status_code == 422
        await sent(made, visitor, f"/undring/{CASE}/slutt", outcome="closed", reason="Det hjalp.")
    assert made.services.said("end-level-one") == [
        case.EndLevelOne(id=KEY, case=CASE, outcome=Outcome.CLOSED, reason="Det hjalp.")
    ]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "Lederen må avklare at dere skal prøve tiltak hos dere først."),
        ({"outcome": Outcome.LEVEL_2, "stage": "decided"}, "Undringen er avklart uten tiltak hos dere."),
        ({"outcome": Outcome.LEVEL_1, "ended": Outcome.CLOSED, "stage": "decided"}, "Tiltakene hos dere er avsluttet."),
    ],
)
async def test_where_nothing_can_be_agreed_the_page_says_why(changed: dict[str, Any], says: str) -> None:
    made = world(**changed)
    async with made.as_person(SIV) as visitor:
        page = (await visitor.get(OWN)).text
    assert says in page
    assert f'action="{OWN}' not in page


async def test_the_childs_page_leads_to_the_tiltak_of_the_unit() -> None:
    made = at_level_one()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"/barn/{CHILD}")).text
    assert f'href="{OWN}"' in page
    assert "Evalueres" in page


# --- The undringssamtale, on the unit's side -------------------------------------------------------


async def test_the_sheet_begins_with_what_was_seen_and_keeps_one_thing_on_each_line() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(TALK)).text
        assert ">Satt alene.\nGarderoben</textarea>" in page
        assert "Heller enn" in page
        await sent(made, visitor, TALK, episodes="Satt alene.\r\n\r\nGråt.", questions="Hva ser dere?")
    assert made.services.said("prepare-conversation") == [
        case.PrepareConversation(
            id=KEY, case=CASE, episodes=("Satt alene.", "Gråt."), questions=("Hva ser dere?",)
        )
    ]  # fmt: skip


async def test_the_parents_are_invited_by_name_to_a_day_a_time_and_a_place() -> None:
    made, on = world(), {"meets_at": SOON.isoformat(), "clock": "09:30", "place": "Bekkelia"}
    async with made.as_person(KARI) as visitor:
        assert f'name="guardian-{INGRID.id}"' in (await visitor.get(TALK)).text
        refused = await sent(made, visitor, f"{TALK}/inviter", **on | {"clock": ""})
        assert 'href="#invite-meets_at"' in refused.text
        assert 'href="#invite-guardians"' in refused.text
        await sent(made, visitor, f"{TALK}/inviter", **on, **{f"guardian-{INGRID.id}": "on"})
    assert made.services.said("invite-to-conversation") == [
        case.InviteToConversation(
            id=KEY, case=CASE, invitation=KEY, meets_at=AT, place="Bekkelia", guardians=(INGRID.id,)
        )
    ]  # fmt: skip


async def test_what_a_parent_wrote_is_read_before_the_talk_and_an_invitation_can_be_called_off() -> None:
    sent_out = case.SentInvitation(
        invitation="i-1", meets_at=AT, place="Bekkelia", message=None, guardians=(INGRID.id,), answers=(WROTE,)
    )
    made = world(invitations=(sent_out,))
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(TALK)).text
        assert "Ingrid Solheim har skrevet før samtalen" in page
        assert "Hun ler mye." in page
        await sent(made, visitor, f"{TALK}/i-1/avlys")
    assert made.services.said("cancel-conversation") == [case.CancelConversation(id=KEY, case=CASE, invitation="i-1")]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"acute": True}, "Du har plikt til å melde"),
        ({"acute_answer": None}, "Svar først på om det haster."),
        ({"stage": "decided", "outcome": Outcome.CLOSED}, "Undringen er avklart."),
    ],
)
async def test_nobody_is_invited_while_it_may_be_acute_or_is_over(changed: dict[str, Any], says: str) -> None:
    made = world(**changed)
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(TALK)).text
    assert says in page
    assert f'action="{TALK}' not in page


# --- And on a parent's side ------------------------------------------------------------------------


async def test_a_parent_sees_the_invitation_and_writes_to_those_who_invited() -> None:
    made = invites(world())
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(f"/familie/{CHILD}")).text
        assert "Invitasjon til samtale" in page
        assert f'href="{PREPARE}"' in page
        assert f'action="{PREPARE}"' in (await visitor.get(PREPARE)).text
        made.services.answers["prepare-for-conversation"] = refuse("NothingWritten")
        assert "Skriv noe i minst ett felt." in (await sent(made, visitor, PREPARE)).text
        del made.services.answers["prepare-for-conversation"]
        await sent(made, visitor, PREPARE, wishes="Mer lek.")
    wrote = case.PrepareForConversation(id=KEY, invitation="i-1", wishes="Mer lek.")
    assert {owner for request, owner, _ in made.services.asked if request == wrote} == {"barnehage"}


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"cancelled": True}, "Samtalen er avlyst."),
        ({"meets_at": NOW - timedelta(days=1), "answer": WROTE}, "Hun ler mye."),
    ],
)
async def test_nothing_is_written_to_a_talk_that_is_off_or_has_been(changed: dict[str, Any], says: str) -> None:
    made = invites(world(), **changed)
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(PREPARE)).text
    assert says in page
    assert f'action="{PREPARE}"' not in page


@pytest.mark.parametrize("address", [f"/familie/{CHILD}/samtale/familie/i-1", PREPARE.replace("i-1", "i-2")])
@pytest.mark.parametrize("person", [INGRID, KARI])
async def test_there_is_nothing_where_nobody_invited(person: Person, address: str) -> None:
    async with invites(world()).as_person(person) as visitor:
        assert (await visitor.get(address)).status_code == 404


async def test_a_service_that_does_not_answer_keeps_no_parent_from_the_rest() -> None:
    made = world()

    def silent(*_: object) -> Any:
        raise Unavailable

    made.services.answers["my-conversations"] = silent
    async with made.as_person(INGRID) as visitor:
        page = await visitor.get(f"/familie/{CHILD}")
    assert page.status_code == 200
    assert "Invitasjon til samtale" not in page.text
