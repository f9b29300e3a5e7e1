"""A worry about a child's language: noticed, wondered about, talked over with the parents, and solved at nivå 1."""

from datetime import datetime, timedelta

from shared.contracts import case, consent
from shared.contracts.case import Effect, Outcome, OwnNext, TaskKind, Whose
from shared.contracts.common import Actor, Role
from tests.e2e.world import TODAY, World, let_fall_due, new_id, refused, world
from tests.servers import Installation
from tests.waiting import until

NOTED, SEEN = "Peker i stedet for å si hva han vil ha", "Svarer med ett ord i samlingsstunden"
WISH, HOME = "At han får leke i en liten gruppe", "Han snakker mer hjemme"
GOAL = "Emil bruker setninger på tre ord i lek"
NEXT_WEEK = TODAY + timedelta(days=7)


async def tasks(w: World, who: str, about: str) -> list[TaskKind]:
    found: case.Tasks = await w.ask(who, case.MyTasks(seen=w.seen))
    return [task.kind for task in found.tasks if task.ref == about]


async def view(w: World, who: str, concern: str) -> case.CaseView:
    found: case.CaseView = await w.ask(who, case.ReadCase(case=concern, seen=w.seen))
    return found


async def test_a_language_concern_that_ends_at_level_one(platform: Installation) -> None:
    async with world(platform) as w:
        concern = await something_is_noticed(w)
        await the_leader_is_told(w, concern)
        invitation = await the_parents_are_invited(w, concern)
        await a_parent_prepares(w, concern, invitation)
        await they_talk(w, concern)
        await the_service_tries_something(platform, w, concern)
        await it_helped(w, concern)
        await who_decides_no_more_for_the_child_sees_no_invitation(platform, w, invitation)
        await nobody_else_has_seen_anything(w, concern, invitation)


async def something_is_noticed(w: World) -> str:
    """Two minutes on Monday become an undring on Thursday."""
    emil, note, concern = w.child("Emil").id, new_id(), new_id()
    await w.ask("Oda", case.NoteObservation(note=note, child=emil, observation=case.Observation(seen=NOTED)))
    child: case.ChildSummary = await w.ask("Kari", case.ReadChild(child=emil, seen=w.seen))
    assert [one.observation.seen for one in child.notes if one.note == note] == [NOTED]
    observation = case.Observation(seen=SEEN, said="Mer!", around="De andre venter ikke på ham", since="August")
    await w.ask(
        "Kari",
        case.RegisterConcern(case=concern, child=emil, observations=(observation,), notes=(note,), worry=3),
    )
    told = await view(w, "Kari", concern)
    assert [one.observation.seen for one in told.notes] == [NOTED]
    assert (told.worry, told.acute_answer) == (3, None)
    child = await w.ask("Kari", case.ReadChild(child=emil, seen=w.seen))
    assert note not in {one.note for one in child.notes}
    return concern


async def the_leader_is_told(w: World, concern: str) -> None:
    await w.ask("Kari", case.ShareConcern(case=concern))
    assert await tasks(w, "Siv", concern) == [TaskKind.DECIDE_CASE]
    early = case.PrepareConversation(case=concern)
    assert await refused(w.ask("Kari", early)) == "AcuteNotAnswered"
    await w.ask("Kari", case.AnswerAcute(case=concern, acute=False))
    answer = (await view(w, "Siv", concern)).acute_answer
    assert answer is not None
    assert (answer.acute, answer.by) == (False, w.people["Kari"].id)


async def the_parents_are_invited(w: World, concern: str) -> str:
    sheet = case.PrepareConversation(
        case=concern, episodes=(NOTED, SEEN), questions=("Hva ser dere hjemme?",), parents_may_wish="Å bli hørt"
    )
    await w.ask("Kari", sheet)
    meets = datetime.now().astimezone() + timedelta(days=2)
    invitation = new_id()
    family: consent.Consents = await w.ask("Kari", consent.ReadConsents(child=w.child("Emil").id))
    assert {one.person_name for one in family.guardians} == {"Anne Dahl", "Per Myhre"}
    parents = tuple(one.person for one in family.guardians)
    inviting = case.InviteToConversation(
        case=concern, invitation=invitation, meets_at=meets, place="Bekkelia", guardians=parents
    )
    stranger = inviting.model_copy(update={"guardians": (w.people["Ingrid"].id,), "invitation": new_id()})
    assert await refused(w.ask("Kari", stranger)) == "NotAGuardian"
    await w.ask("Kari", inviting)
    return invitation


async def a_parent_prepares(w: World, concern: str, invitation: str) -> None:
    parent = w.child("Emil").guardians[0].name.split()[0]

    async def invited() -> bool:
        mine: case.Conversations = await w.ask(parent, case.MyConversations(), "barnehage")
        return [one.invitation for one in mine.invitations] == [invitation]

    await until(invited)
    words = case.PrepareForConversation(invitation=invitation, wishes=WISH)
    done = await w.ask(parent, words, "barnehage")
    assert done.event is None
    mine: case.Conversations = await w.ask(parent, case.MyConversations(), "barnehage")
    assert mine.invitations[0].answer is not None
    assert mine.invitations[0].answer.wishes == WISH
    assert await refused(w.ask("Ingrid", words, "barnehage")) == "AccessDenied"
    assert await refused(w.ask("Kari", words)) == "AccessDenied"
    assert await refused(w.ask(parent, case.ReadCase(case=concern), "barnehage")) == "AccessDenied"
    (answer,) = (await view(w, "Kari", concern)).invitations[0].answers
    assert answer.wishes == WISH

    async def told() -> bool:
        return await tasks(w, "Kari", concern) == [TaskKind.READ_PREPARATION]

    await until(told)


async def they_talk(w: World, concern: str) -> None:
    talk = case.RecordConversation(
        case=concern, held_on=TODAY, parents_view=HOME, childs_view="Vil leke med biler", parents_worry=2
    )
    await w.ask("Kari", talk)
    assert (await view(w, "Siv", concern)).stage == "talked"
    decide = case.DecideCase(case=concern, outcome=Outcome.LEVEL_1, reason="Vi prøver en liten lekegruppe")
    assert await refused(w.ask("Kari", decide)) == "AccessDenied"
    await w.ask("Siv", decide)
    assert (await view(w, "Kari", concern)).stage == "level-1"
    assert await tasks(w, "Siv", concern) == []


async def the_service_tries_something(platform: Installation, w: World, concern: str) -> None:
    for whose, title in ((Whose.CHILD, "Lekegruppe"), (Whose.SERVICE, "Vi venter på svar")):
        agreed = case.AgreeOwnMeasure(
            case=concern, measure=new_id(), whose=whose, title=title, goal=GOAL, responsible=w.people["Kari"].id,
            evaluate_on=NEXT_WEEK,
        )  # fmt: skip
        await w.ask("Kari", agreed)
    assert await tasks(w, "Kari", concern) == [TaskKind.EVALUATE_OWN_MEASURE] * 2
    await let_fall_due(platform, "case_barnehage", concern, timers=2)

    async def overdue() -> bool:
        return TaskKind.OWN_EVALUATION_OVERDUE in await tasks(w, "Siv", concern)

    await until(overdue)


async def it_helped(w: World, concern: str) -> None:
    for measure in (await view(w, "Kari", concern)).measures:
        evaluated = case.EvaluateOwnMeasure(
            case=concern, measure=measure.measure, effect=Effect.AS_HOPED, seen="Han forteller fra helgen",
            childs_view="Gøy", parents_view="Vi merker det hjemme", next=OwnNext.ENDED,
        )  # fmt: skip
        await w.ask("Kari", evaluated)
    assert await tasks(w, "Kari", concern) == []
    assert await tasks(w, "Siv", concern) == []
    await w.ask("Siv", case.EndLevelOne(case=concern, outcome=Outcome.CLOSED, reason="Målet er nådd"))
    told = await view(w, "Kari", concern)
    assert (told.outcome, told.ended, told.stage) == (Outcome.LEVEL_1, Outcome.CLOSED, "decided")
    assert [one.evaluations[0].effect for one in told.measures] == [Effect.AS_HOPED] * 2
    assert await refused(w.ask("Kari", case.AnswerAcute(case=concern, acute=True))) == "CaseClosed"


async def who_decides_no_more_for_the_child_sees_no_invitation(
    platform: Installation, w: World, invitation: str
) -> None:
    """The register says that the mother has lost foreldreansvar, and then that it was a mistake."""
    emil = w.child("Emil")
    words = case.PrepareForConversation(invitation=invitation, wishes=WISH)
    async with platform.asking("register") as register:
        for responsible in (False, True):
            entries = tuple(
                consent.GuardianEntry(
                    person=one.id, person_name=one.name, birth_number=one.birth_number, relation=one.relation,
                    parental_responsibility=responsible or one.name.startswith("Per"),
                )
                for one in emil.guardians
            )  # fmt: skip
            family = consent.RegisterFamily(
                child=emil.id, child_name=emil.name, birth_number=emil.birth_number, born=emil.born,
                guardians=entries, units=((emil.owner, emil.unit),),
            )  # fmt: skip
            actor = Actor(id="register", role=Role.REGISTER, kommune=w.demo.kommune, owner="register")
            await register.ask(family, owner="consent", actor=actor)
            mine: case.Conversations = await w.ask("Anne", case.MyConversations(), "barnehage")
            assert bool(mine.invitations) == responsible
            if not responsible:
                assert await refused(w.ask("Anne", words, "barnehage")) == "AccessDenied"


async def nobody_else_has_seen_anything(w: World, concern: str, invitation: str) -> None:
    emil = w.child("Emil").id
    again = new_id()
    seen = (case.Observation(seen="Noe nytt"),)
    await w.ask("Kari", case.RegisterConcern(case=again, child=emil, observations=seen, acute=True))
    earlier = {one.case: one.outcome for one in (await view(w, "Kari", again)).earlier}
    assert earlier[concern] is Outcome.CLOSED
    for who in ("Kari", "Siv"):
        assert await tasks(w, who, again) == [TaskKind.CONSIDER_REPORT]
    assert await tasks(w, "Oda", again) == []
    for who in ("Tor", "Lise", "Hanne"):
        assert emil not in {one.child for one in (await w.ask(who, case.MyChildren())).children}
        assert await refused(w.ask(who, case.ReadCase(case=concern), "barnehage")) == "AccessDenied"
        assert await refused(w.ask(who, case.MyConversations(), "barnehage")) == "AccessDenied"
    words = case.PrepareForConversation(invitation=invitation, wishes=WISH)
    assert await refused(w.ask("Marek", words, "barnehage")) == "AccessDenied"
