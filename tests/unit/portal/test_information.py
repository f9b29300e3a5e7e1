"""Pages for a parent without foreldreansvar, who may ask and sees no log, and for those who answer."""

from services.consent.legal import LEGAL_BASES
from services.portal import insight
from shared.contracts import consent
from tests.unit.portal.sample import CHILD, INGRID, KARI, NOW
from tests.unit.portal.world import World, sent

REQUEST, ATTACK = "r-1a2b3c4d", "<script>alert(1)</script>"
OTHER = consent.OwnChild(child=CHILD, child_name="Maja", relation="father")
HERE, DESK = f"/sporsmal/{CHILD}", f"/opplysninger/{CHILD}"
YES = consent.Decided(at=NOW, legal_basis="barnelova § 47", granted=True, reason="Har rett", answer="Hun trives")


def world(decided: consent.Decided | None = None, *, protected: bool = False) -> World:
    made = World()
    asked = consent.InformationRequest(
        child=CHILD, request=REQUEST, person=INGRID.id, asked_at=NOW, question=f"Trives hun? {ATTACK}",
        decided=decided, protected=protected or None,
    )  # fmt: skip
    made.services.answers |= {
        "my-family": lambda *_: consent.Family(children=()),
        "whom-i-may-ask-about": lambda *_: consent.OwnChildren(children=(OTHER,)),
        "read-information": lambda *_: consent.InformationRequests(requests=(asked,)),
    }
    return made


async def test_whoever_has_no_foreldreansvar_comes_to_a_question_and_to_no_log() -> None:
    made = world()
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get("/familie")).text
        made.services.answers["my-family"] = lambda *_: consent.Family(
            children=(consent.FamilyChild(child=CHILD, child_name="Maja", relation="mother"),)
        )
        both = await visitor.get("/familie")
    assert HERE in page
    assert f'"/familie/{CHILD}"' not in page
    assert "Det er ingen barn her" not in page
    assert both.status_code == 200


async def test_a_parent_asks_waits_and_reads_the_answer() -> None:
    made = world(YES)
    async with made.as_person(INGRID) as visitor:
        page = (await visitor.get(HERE)).text
        empty = await sent(made, visitor, HERE, question="")
        answer = await sent(made, visitor, HERE, question="Og nå?")
    assert all(text in page for text in ("Hun trives", "Har rett", "statsforvalteren", "Send spørsmålet"))
    assert ATTACK not in page
    assert (empty.status_code, answer.status_code) == (422, 303)
    (asked,) = made.services.said("ask-information")
    assert isinstance(asked, consent.AskInformation)
    assert asked.question == "Og nå?"
    waits = world()
    async with waits.as_person(INGRID) as visitor:
        assert "Send spørsmålet" not in (await visitor.get(HERE)).text


async def test_a_child_that_nobody_may_ask_about_is_answered_as_one_that_is_not_there() -> None:
    made = world()
    made.services.answers["whom-i-may-ask-about"] = lambda *_: consent.OwnChildren(children=())
    async with made.as_person(INGRID) as visitor:
        known, made_up = await visitor.get(HERE), await visitor.get("/sporsmal/c-made-up")
    assert (known.status_code, known.content) == (404, made_up.content)
    assert not made.services.said("read-information")


async def test_the_service_answers_or_refuses_with_the_law_and_tells_nothing_with_a_no() -> None:
    made = world(protected=True)
    async with made.as_person(KARI) as visitor:
        page = (await visitor.get(DESK)).text
        silent = await sent(made, visitor, f"{DESK}/{REQUEST}", legal_basis="bl-47", reason="Har rett")
        for basis in ("bl-47", "bl-47-nei"):
            told = {"legal_basis": basis, "reason": "Slik", "answer": "Hun trives"}
            assert (await sent(made, visitor, f"{DESK}/{REQUEST}", **told)).status_code == 303
    assert "Skriv ingenting som kan vise hvor barnet bor" in page
    assert ATTACK not in page
    assert silent.status_code == 422
    said = [one for one in made.services.said("decide-information") if isinstance(one, consent.DecideInformation)]
    assert [(one.legal_basis, one.answer) for one in said] == [("bl-47", "Hun trives"), ("bl-47-nei", None)]


async def test_where_nobody_has_asked_there_is_no_page_and_nobody_else_finds_one() -> None:
    made = world()
    made.services.answers["read-information"] = lambda *_: consent.InformationRequests(requests=())
    for person, address in ((KARI, DESK), (KARI, HERE), (INGRID, DESK)):
        async with made.as_person(person) as visitor:
            assert (await visitor.get(address)).status_code == 404


def test_the_laws_to_choose_between_are_those_there_are() -> None:
    assert insight.INFORMATION.keys() == {name for name, basis in LEGAL_BASES.items() if basis.information}
