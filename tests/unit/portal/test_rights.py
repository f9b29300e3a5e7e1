"""Pages about a family's own information: who asks, who goes through it, what is fetched, and the deadlines."""

from datetime import timedelta
from uuid import UUID

import orjson

from services.case.events import EVERY
from services.case.rights.events import AccessDecided
from services.case.rights.restriction import RESTRICTABLE
from services.portal import insight
from shared.contracts import case, consent, notify
from shared.contracts.common import Actor, Role
from shared.personal import personal_fields
from tests.unit.portal.sample import CASE, CHILD, INGRID, KARI, NOW, SUNNIVA, TODAY, concern
from tests.unit.portal.world import KEY, World, refuse, sent

REQUEST = "r-1a2b3c4d"
HERE = f"/familie/{CHILD}"
ONE, TWO = UUID(int=1), UUID(int=2)
SAID, ATTACK = "Ler mye ute", "<script>alert(1)</script>"


def item(number: UUID, what: str = "observation-noted", text: str = SAID) -> case.Item:
    return case.Item(
        id=number, of="k-1", what=what, at=NOW, by=KARI.id, role=Role.EMPLOYEE, owner="barnehage", unit=None,
        data={"child": CHILD}, text={"observation": {"seen": text, "heard": ATTACK}},
    )  # fmt: skip


def right(*, ready: bool = False, why: str | None = None) -> consent.RightView:
    return consent.RightView(
        child=CHILD, request=REQUEST, right=consent.Right.ACCESS, asked_on=TODAY, due_on=TODAY + timedelta(days=30),
        ready=ready, extended=bool(why), extended_because=why, missing=("ppt",),
    )  # fmt: skip


def wrong() -> case.Rectification:
    return case.Rectification(
        request=REQUEST, item=ONE, of="k-1", asked_at=NOW, text=f"Hun ler {ATTACK}", state=case.Rectified.ASKED
    )


def restrictions() -> tuple[case.Restriction, ...]:
    """One for each that may stand there."""
    answered = {case.Restricted.REFUSED: {"refused_by": case.NoRestriction.PVF_18_1, "answer": "Vi har sjekket"}}
    lifting = {"lift_on": TODAY, "lifted_because": "Sjekket"}
    told = {case.Restricted.LIFTING: lifting, case.Restricted.LIFTED: lifting} | answered
    return tuple(
        case.Restriction(
            request=f"r-{state}", item=ONE, of="k-1", asked_at=NOW, ground=case.RestrictionGround.CLAIM,
            text=f"Hun {ATTACK}", state=state, held=item(ONE), **told.get(state, {}),
        )
        for state in case.Restricted
    )  # fmt: skip


def part(asked: case.ReadAccessPart, _: Actor) -> case.AccessPart:
    """In two pages from whoever is asked."""
    seen = case.Seen(
        at=NOW, action="read-case", role=Role.LEADER, owner="barnehage", legal_basis=("barnehageloven § 24",),
        denied=False,
    )  # fmt: skip
    first = asked.first == 0
    return case.AccessPart(
        child=CHILD, owner="barnehage", items=(item(ONE if first else TWO),), seen=(seen,) if first else (),
        next=1 if first else None,
    )  # fmt: skip


def world(*, ready: bool = False, why: str | None = None) -> World:
    made = World()
    made.services.answers |= {
        "read-rights": lambda *_: consent.Rights(requests=(right(ready=ready, why=why),)),
        "open-rights": lambda *_: consent.Rights(requests=(right(),)),
        "read-access-part": part,
        "read-own-words": part,
        "read-rectifications": lambda *_: case.Rectifications(child=CHILD, requests=(wrong(),)),
        "read-restrictions": lambda *_: case.Restrictions(child=CHILD, requests=restrictions()),
        "my-notices": lambda *_: notify.Notices(notices=()),
        "read-access-draft": lambda *_: case.AccessDraft(
            child=CHILD, decided=False, items=(
                case.Draft(item=item(ONE), careful=False), case.Draft(item=item(TWO), careful=True)
            )
        ),
    }  # fmt: skip
    return made


async def test_a_parent_asks_and_sees_when_the_answer_comes() -> None:
    made = world(why="Mye å lese")
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(f"{HERE}/opplysninger")).text
        answer = await sent(made, visitor, f"{HERE}/innsyn")
    assert "Svaret kommer senest" in page
    assert "Mye å lese" in page
    assert "alt.json" not in page
    assert answer.status_code == 303
    (asked,) = made.services.said("request-access")
    assert asked == consent.RequestAccess(id=UUID(KEY), child=CHILD, request=KEY)


async def test_a_parent_who_has_asked_already_is_told_so() -> None:
    made = world()
    made.services.answers["request-access"] = refuse("AccessUnderWay", 422)
    async with made.as_person(INGRID) as visitor:
        page = await sent(made, visitor, f"{HERE}/innsyn")
    assert page.status_code == 422
    assert "Du har allerede bedt om innsyn" in page.text


async def test_the_answer_is_read_as_a_page_and_downloaded_whole() -> None:
    made = world(ready=True)
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(f"{HERE}/innsyn/{REQUEST}")).text
        file = await visitor.get(f"{HERE}/innsyn/{REQUEST}/alt.json")
        own = await visitor.get(f"{HERE}/eget.json")
    assert SAID in page
    assert ATTACK not in page
    assert "barnehageloven § 24" in page
    assert "Denne setningen står i alle svar" in page
    told = orjson.loads(file.content)
    assert file.headers["cache-control"] == "no-store"
    assert [one["id"] for one in told["owners"][0]["items"]] == [str(ONE), str(TWO)]
    assert {one["owner"] for one in told["owners"]} == {"barnehage", "helsestasjon", "ppt", "barnevern", "familie"}
    assert told.keys() >= {"format", "reservation", "consents", "notices"}
    assert orjson.loads(own.content).keys() == {"format", "child", "owners"}


async def test_what_is_acute_is_not_chosen_beforehand_and_everything_is_decided() -> None:
    made = world()
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"/innsyn/{CHILD}/{REQUEST}")).text
        answers = {f"item-{ONE}": "give", f"item-{TWO}": "pvl-16-c"}
        answer = await sent(made, visitor, f"/innsyn/{CHILD}/{REQUEST}", **answers)
    assert page.count('<option value="" selected>') == 1
    assert answer.status_code == 303
    (asked,) = made.services.said("decide-access")
    assert isinstance(asked, case.DecideAccess)
    assert asked.given == (ONE,)
    assert asked.withheld == (case.Withheld(item=TWO, basis=case.Basis.PVL_16_C),)


async def test_the_ombud_extends_a_deadline_with_a_reason() -> None:
    made = world()
    async with made.as_person(SUNNIVA) as visitor:
        page = (await visitor.get("/kontroll/frister")).text
        answer = await sent(made, visitor, f"/kontroll/frister/{CHILD}/{REQUEST}", reason="Mye å lese")
    assert "Venter på: PPT" in page
    assert answer.status_code == 303
    (asked,) = made.services.said("extend-right")
    assert isinstance(asked, consent.ExtendRight)
    assert asked.reason == "Mye å lese"


async def test_a_parent_says_that_something_is_wrong_and_the_service_answers() -> None:
    made, form = world(ready=True), f"{HERE}/retting/barnehage/{ONE}"
    async with made.as_person(INGRID) as visitor:
        offered = (await visitor.get(f"{HERE}/innsyn/{REQUEST}")).text
        status = (await visitor.get(f"{HERE}/opplysninger")).text
        blank = (await visitor.get(form)).text
        answer = await sent(made, visitor, form, text="Hun ler ofte")
    assert form in offered
    assert "Hun ler " in status
    assert ATTACK not in status
    assert "Barnehagen svarer innen en måned" in blank
    assert answer.status_code == 303
    ((asked, owner, _),) = [one for one in made.services.asked if one[0].name == "ask-rectification"]
    assert isinstance(asked, case.AskRectification)
    assert (asked.item, asked.text, owner) == (ONE, "Hun ler ofte", "barnehage")
    for said, kind in (("yes", "accept-rectification"), ("no", "refuse-rectification")):
        async with made.as_person(KARI) as visitor:
            assert "Hun ler " in (await visitor.get(f"/retting/{CHILD}")).text
            await sent(made, visitor, f"/retting/{CHILD}/{REQUEST}", answer=said, text="Slik")
        assert len(made.services.said(kind)) == 1


async def test_what_the_family_says_is_wrong_stands_beside_the_undring() -> None:
    made = world()
    made.services.answers["read-case"] = lambda *_: concern().model_copy(update={"rectifications": (wrong(),)})
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(f"/undring/{CASE}")).text
    assert "Familien mener noe her er feil" in page
    assert ATTACK not in page


async def test_where_no_family_has_said_that_anything_is_wrong_there_is_no_page_and_no_deadline() -> None:
    made = world()
    made.services.answers["read-rectifications"] = lambda *_: case.Rectifications(child=CHILD, requests=())
    async with made.as_person(KARI) as visitor:
        assert (await visitor.get(f"/retting/{CHILD}")).status_code == 404
    async with made.as_person(SUNNIVA) as visitor:
        assert (await sent(made, visitor, f"/kontroll/frister/{CHILD}/r-none", reason="Nei")).status_code == 404
    assert not made.services.said("extend-right")


async def test_nobody_else_finds_these_pages() -> None:
    made = world()
    for person, addresses in (
        (KARI, (f"{HERE}/opplysninger", f"{HERE}/innsyn/{REQUEST}", "/kontroll/frister")),
        (INGRID, (f"/innsyn/{CHILD}/{REQUEST}", "/kontroll/frister")),
    ):
        async with made.as_person(person) as visitor:
            assert {(await visitor.get(address)).status_code for address in addresses} == {404}


def test_everything_that_a_service_stores_has_a_name_and_everything_personal_a_label() -> None:
    stored = {name: event for name, event in EVERY.types.items() if event is not AccessDecided}
    assert stored.keys() == insight.WHAT.keys()
    assert {field for event in stored.values() for field in personal_fields(event)} <= insight.FIELDS.keys()
    assert set(case.Basis) == insight.BASES.keys()
    assert set(case.Restricted) == insight.RESTRICTED.keys()
    assert set(case.RestrictionGround) == insight.GROUNDS.keys()
    assert set(case.NoRestriction) == insight.NO_RESTRICTION.keys()
    assert insight.RESTRICTABLE == RESTRICTABLE
