"""A parent without foreldreansvar, on real servers: an answer to a question, and no way in."""

import asyncpg

from shared.contracts.common import Role
from shared.contracts.consent import (
    AskInformation,
    DecideInformation,
    Grading,
    InformationRequests,
    OwnChildren,
    ReadConsents,
    ReadInformation,
    WhomIMayAskAbout,
)
from tests.integration.consent.asking import Asker, Household, rows
from tests.unit.consent.world import actor
from tests.waiting import until

siv = actor("p-1d039c87", Role.LEADER, "barnehage", "bekkelia")


async def test_a_parent_without_foreldreansvar_is_answered_and_never_let_in(
    register: Asker, portal: Asker, home: Household, database: asyncpg.Connection
) -> None:
    ask = AskInformation(child=home.child, request="r-1", question="Hvordan har barnet det?")
    assert await portal.refusal(ask, home.father) == "AccessDenied"  # who decides, reads for themselves
    told = home.told()
    mother, fathers = told.guardians
    alone = {"guardians": (mother, fathers.model_copy(update={"parental_responsibility": False}))}
    done = await register.ask(type(told).model_validate({**told.model_dump(exclude={"id"}), **alone}))

    async def listed() -> bool:
        found: OwnChildren = await portal.ask(WhomIMayAskAbout(seen=done.event), home.father)
        return [one.child for one in found.children] == [home.child]

    await until(listed)
    await portal.ask(ask, home.father)
    waiting: InformationRequests = await portal.ask(ReadInformation(child=home.child), siv)
    assert [(one.question, one.protected) for one in waiting.requests] == [("Hvordan har barnet det?", False)]
    decide = DecideInformation(
        child=home.child, request="r-1", legal_basis="bl-47", reason="Har rett til det", answer="Det går fint."
    )
    assert await portal.refusal(decide, home.father) == "AccessDenied"
    await portal.ask(decide, siv)
    mine: InformationRequests = await portal.ask(ReadInformation(child=home.child), home.father)
    assert [one.decided and one.decided.answer for one in mine.requests] == ["Det går fint."]
    assert await portal.refusal(ReadConsents(child=home.child), home.father) == "AccessDenied"
    assert await portal.refusal(ReadInformation(child=home.child), home.mother) == "AccessDenied"
    assert len(await rows(database, "decide-information", home.child)) == 2
    stored = await database.fetch("SELECT data FROM events WHERE stream LIKE 'information-%'")
    assert not [row for row in stored if "fint" in bytes(row["data"]).decode()]

    guarded = {**told.model_dump(exclude={"id"}), **alone, "grading": Grading.STRICT}
    done = await register.ask(type(told).model_validate(guarded))
    listed = await portal.ask(WhomIMayAskAbout(seen=done.event), home.father)
    assert listed.children == ()
    assert await portal.refusal(ReadInformation(child=home.child), home.father) == "AccessDenied"
