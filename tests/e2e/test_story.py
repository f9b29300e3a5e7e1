"""The first family's story, asked of the real services as the portal asks it."""

from shared.contracts import audit, case, consent, notify
from shared.contracts.case import Kind, TaskKind
from shared.contracts.common import SHARED_CATEGORIES, Category
from tests.answers import answered
from tests.e2e.world import EVALUATE_ON, EXPIRES_ON, TODAY, World, new_id, opened, refused, world
from tests.servers import Installation
from tests.waiting import until

SEEN = ("Sier lite i samlingsstunden", "Leker alene ute")
ASSESSMENT, GLIMPSE = "Ordforrådet er mindre enn ventet", "Sang hele veien hjem"


async def tasks(world: World, who: str) -> list[TaskKind]:
    """About this child: other stories on the same servers have given people more to do."""
    found: case.Tasks = await world.ask(who, case.MyTasks(seen=world.seen))
    return [task.kind for task in found.tasks if task.child == world.child("Maja").id]


async def test_a_family_from_undring_to_withdrawal(platform: Installation) -> None:
    async with world(platform) as w:
        await wonder(w)
        await consent_is_asked_and_given(w)
        log = await a_log_is_shared(w)
        await everybody_sees_the_same(w, log)
        await the_baton_moves_when_accepted(w, log)
        await consent_is_withdrawn(w, log)
        await barnevern_knows_nothing(w, log)
        await every_act_is_in_the_audit_list(w)


async def wonder(w: World) -> None:
    maja, concern = w.child("Maja"), new_id()
    observations = tuple(case.Observation(seen=text) for text in SEEN)
    await w.ask("Kari", case.RegisterConcern(case=concern, child=maja.id, observations=observations, acute=False))
    await w.ask("Kari", case.ShareConcern(case=concern))
    assert TaskKind.DECIDE_CASE in await tasks(w, "Siv")
    talk = case.RecordConversation(case=concern, held_on=TODAY, parents_view="De ser det samme")
    await w.ask("Kari", talk)
    view: case.CaseView = await w.ask("Kari", case.ReadCase(case=concern, seen=w.seen))
    assert view.stage == "talked"
    assert all(text in view.steps[0].text["observations"] for text in SEEN)
    assert await refused(w.ask("Tor", case.ReadCase(case=concern), "barnehage")) == "AccessDenied"
    assert await refused(w.ask("Ingrid", case.ReadCase(case=concern), "barnehage")) == "AccessDenied"


async def consent_is_asked_and_given(w: World) -> None:
    maja = w.child("Maja")
    ask = consent.AskConsent(
        child=maja.id, services=("helsestasjon", "ppt"), categories=SHARED_CATEGORIES, expires_on=EXPIRES_ON
    )
    await w.ask("Kari", ask)
    assert await refused(opened(w, maja)) == "AccessDenied"
    for who, state in (("Ingrid", consent.State.PARTIAL), ("Marek", consent.State.ACTIVE)):
        asked: consent.Consents = await w.ask(who, consent.ReadConsents(child=maja.id))
        assert len(asked.mine) == 3
        for one in asked.mine:
            await w.ask(who, answered(maja.id, one))
        known: consent.Consents = await w.ask(who, consent.ReadConsents(child=maja.id))
        assert {one.state for one in known.consents} == {state}
    assert TaskKind.OPEN_LOG in await tasks(w, "Kari")


async def a_log_is_shared(w: World) -> str:
    log = await opened(w, w.child("Maja"))
    for service in ("ppt", "helsestasjon"):
        await w.ask("Kari", case.InviteService(stafettlogg=log, invited=service), "familie")
    assert await tasks(w, "Tor") == [TaskKind.INVITATION]
    assert await refused(w.read("Tor", log)) == "AccessDenied"
    for who, name in (("Tor", "Tor Eide"), ("Lise", "Lise Moen")):
        await w.ask(who, case.AcceptInvitation(stafettlogg=log, participant_name=name), "familie")
    measure = case.AgreeMeasure(
        stafettlogg=log, measure=new_id(), title="Språkgruppe", responsible=w.people["Tor"].id,
        evaluate_on=EVALUATE_ON,
    )  # fmt: skip
    await w.ask("Kari", measure, "familie")
    assert await tasks(w, "Tor") == [TaskKind.EVALUATE_MEASURE]
    preview = case.PreviewAudience(stafettlogg=log, category=Category.ASSESSMENTS)
    audience: case.Audience = await w.ask("Tor", preview)
    assert audience.readers == ("familie", "barnehage", "helsestasjon", "ppt")
    assessment = case.WriteContribution(
        contribution=new_id(), stafettlogg=log, kind=Kind.ASSESSMENT, category=Category.ASSESSMENTS, text=ASSESSMENT
    )
    await w.ask("Tor", assessment)
    return log


async def everybody_sees_the_same(w: World, log: str) -> None:
    glimpse = case.WriteContribution(
        contribution=new_id(), stafettlogg=log, kind=Kind.LYSGLIMT, category=Category.NOTES, text=GLIMPSE
    )
    before = (await w.read("Tor", log)).entries
    await w.ask("Ingrid", glimpse)
    views = [await w.read(who, log) for who in ("Kari", "Tor", "Ingrid", "Marek", "Lise")]
    assert all(view.entries == views[0].entries for view in views)
    assert len(views[0].entries) == len(before) + 1
    newest, assessment = views[0].entries[0], views[0].entries[1]
    assert (newest.text, newest.owner, newest.by) == ({"text": GLIMPSE}, "familie", w.people["Ingrid"].id)
    assert (assessment.text, assessment.owner) == ({"text": ASSESSMENT}, "ppt")
    assert assessment.audience == ("familie", "barnehage", "helsestasjon", "ppt")
    names = {person.person: person.person_name for person in views[0].participants}
    assert names[w.people["Tor"].id] == "Tor Eide"
    assert names[w.people["Ingrid"].id] == "Ingrid Solheim"
    await a_notice_comes(w, "Marek")


async def a_notice_comes(w: World, who: str) -> None:
    async def sent() -> bool:
        found: notify.Notices = await w.ask(who, notify.MyNotices())
        return any(notice.state is notify.Delivery.SENT for notice in found.notices)

    await until(sent)


async def the_baton_moves_when_accepted(w: World, log: str) -> None:
    kari, lise = w.people["Kari"].id, w.people["Lise"].id
    await w.ask("Kari", case.OfferBaton(stafettlogg=log, to=lise), "familie")
    view = await w.read("Lise", log)
    assert (view.holder, view.baton_offered_to) == (kari, lise)
    assert TaskKind.BATON_OFFERED in await tasks(w, "Lise")
    assert await refused(w.ask("Tor", case.AcceptBaton(stafettlogg=log), "familie")) == "BatonNotOffered"
    await w.ask("Lise", case.AcceptBaton(stafettlogg=log), "familie")
    view = await w.read("Kari", log)
    assert (view.holder, view.baton_offered_to) == (lise, None)


async def consent_is_withdrawn(w: World, log: str) -> None:
    child = w.child("Maja").id
    given: consent.Consents = await w.ask("Marek", consent.ReadConsents(child=child))
    ppt = next(one.consent for one in given.consents if one.service == "ppt")
    await w.ask("Marek", consent.WithdrawConsent(child=child, consent=ppt))
    assert await refused(w.read("Tor", log)) == "AccessDenied"
    logs: case.Logs = await w.ask("Tor", case.MyLogs(seen=w.seen))
    assert log not in [one.stafettlogg for one in logs.logs]

    async def has_no_task() -> bool:
        return await tasks(w, "Tor") == []

    await until(has_no_task)  # PPT leaves the log a moment after it lost its sight of it
    assert ASSESSMENT not in str(await w.read("Kari", log))


async def barnevern_knows_nothing(w: World, log: str) -> None:
    assert await refused(w.read("Hanne", log)) == "AccessDenied"
    assert log not in [one.stafettlogg for one in (await w.ask("Hanne", case.MyLogs())).logs]
    assert w.child("Maja").id not in {one.child for one in (await w.ask("Hanne", case.MyChildren())).children}
    assert await tasks(w, "Hanne") == []


async def every_act_is_in_the_audit_list(w: World) -> None:
    wanted = {
        "register-concern", "share-concern", "record-conversation", "read-case", "ask-consent", "answer-consent",
        "open-stafettlogg", "invite-service", "accept-invitation", "agree-measure", "write-contribution",
        "read-stafettlogg", "offer-baton", "accept-baton", "withdraw-consent", "release-keys", "end-participation",
    }  # fmt: skip

    async def all_there() -> bool:
        entries = await _audit(w)
        denied = {entry.actor.owner for entry in entries if entry.outcome is audit.Outcome.DENIED}
        return wanted <= {entry.action for entry in entries} and denied >= {"ppt", "barnevern", "familie"}

    await until(all_there)
    told = str(await _audit(w))
    assert not [text for text in (*SEEN, ASSESSMENT, GLIMPSE, "Maja", "Kari Nes") if text in told]
    assert await refused(w.ask("Siv", audit.SearchAudit())) == "AccessDenied"


async def _audit(w: World) -> list[audit.AuditEntry]:
    found: list[audit.AuditEntry] = []
    before: int | None = None
    while True:
        page: audit.AuditEntries = await w.ask("Sunniva", audit.SearchAudit(before=before, limit=200))
        found += page.entries
        if (before := page.next) is None:
            return found
