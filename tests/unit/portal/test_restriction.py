"""Pages about what a family asks to have left alone: the form, what became of it, the answer and its end."""

from shared.contracts import case
from tests.unit.portal.sample import CASE, CHILD, INGRID, KARI, concern
from tests.unit.portal.test_rights import ATTACK, HERE, ONE, REQUEST, SAID, world
from tests.unit.portal.world import sent


async def test_a_parent_asks_to_have_something_left_alone_and_reads_what_became_of_it() -> None:
    made, form = world(ready=True), f"{HERE}/begrensning/barnehage/{ONE}"
    async with made.as_person(INGRID) as visitor:
        offered = (await visitor.get(f"{HERE}/innsyn/{REQUEST}")).text
        status = (await visitor.get(f"{HERE}/opplysninger")).text
        blank = (await visitor.get(form)).text
        unsaid = await sent(made, visitor, form, text="Ikke sant")
        answer = await sent(made, visitor, form, ground="claim", text="Ikke sant")
    assert form in offered
    assert ATTACK not in status
    assert all(text in status for text in ("Under begrensning", "Oppheves ", "art. 18 nr. 1: ingen av vilkårene"))
    assert "Barnehagen svarer innen en måned" in blank
    assert (unsaid.status_code, answer.status_code) == (422, 303)
    ((asked, owner, _),) = [one for one in made.services.asked if one[0].name == "ask-restriction"]
    assert isinstance(asked, case.AskRestriction)
    assert (asked.item, asked.ground, asked.text, owner) == (ONE, "claim", "Ikke sant", "barnehage")


async def test_the_service_restricts_refuses_with_a_law_and_tells_before_it_lifts() -> None:
    made, here = world(), f"/begrensning/{CHILD}"
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(here)).text
        unsaid = await sent(made, visitor, f"{here}/r-asked", reason="Slik")
        for basis in ("accuracy", "pvf-18-1"):
            assert (await sent(made, visitor, f"{here}/r-asked", basis=basis, reason="Slik")).status_code == 303
        told = await sent(made, visitor, f"{here}/r-set/opphev", lift_on="2030-01-15", reason="Sjekket")
    assert SAID in page
    assert ATTACK not in page
    assert (unsaid.status_code, told.status_code) == (422, 303)
    (yes,), (no,) = made.services.said("set-restriction"), made.services.said("refuse-restriction")
    assert isinstance(yes, case.SetRestriction)
    assert isinstance(no, case.RefuseRestriction)
    assert (yes.ground, no.basis) == ("accuracy", "pvf-18-1")
    (lift,) = made.services.said("announce-lifting")
    assert isinstance(lift, case.AnnounceLifting)
    assert f"{lift.lift_on}" == "2030-01-15"


async def test_a_case_that_is_under_restriction_shows_no_form_to_decide_it() -> None:
    made = world()
    made.services.answers["read-case"] = lambda *_: concern().model_copy(update={"restricted": True, "steps": ()})
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"/undring/{CASE}")).text
    assert "Under begrensning" in page
