"""Facts on a real stream become notices: once, for the right people, and no longer than they may hear."""

from typing import Any

import asyncpg
import pytest
from nats.aio.client import Client as Nats

from deploy.topology import OPERATOR
from shared import reactions
from shared.contracts import case, consent
from shared.contracts.common import Category
from tests.integration.notify.facts import ADVISER, FATHER, MOTHER, NURSE, TEACHER, Speaker, unsigned
from tests.servers import Installation
from tests.waiting import until


async def notices(notify: asyncpg.Connection) -> set[tuple[str, str]]:
    return {(row["person"], row["urgency"]) for row in await notify.fetch("SELECT person, urgency FROM notices")}


async def after(notify: asyncpg.Connection, say: Speaker) -> set[tuple[str, str]]:
    """The notices once everything that was said has had its effect: the stream is in order, so the last tells."""
    last = await say(consent.ConsentAnswered, MOTHER, consent="k-last", to="ppt", giver=MOTHER)
    await until(lambda: taken(notify, last.headers["Nats-Msg-Id"].partition(".")[0]))
    return await notices(notify)


async def taken(notify: asyncpg.Connection, event: str) -> bool:
    return bool(await notify.fetchval("SELECT count(*) FROM inbox WHERE message_id = $1", event))


async def open_log_with_ppt_and_nurse(say: Speaker) -> None:
    for consent_id, service in (("k-1", "barnehage"), ("k-2", "ppt"), ("k-3", "helsestasjon")):
        await say.activate(consent_id, service)
    await say.open()
    await say.join(ADVISER)
    await say.join(NURSE)


async def forget(notify: asyncpg.Connection, say: Speaker) -> None:
    await after(notify, say)
    await notify.execute("TRUNCATE notices")


async def test_both_guardians_are_told_at_once_that_consent_is_asked(notify: asyncpg.Connection, say: Speaker) -> None:
    await say.ask("k-1", "ppt")
    assert await after(notify, say) == {(MOTHER, "now"), (FATHER, "now")}


async def test_news_about_one_child_and_many_waits_as_one_digest(notify: asyncpg.Connection, say: Speaker) -> None:
    await open_log_with_ppt_and_nurse(say)
    for _ in range(3):
        await say.write(NURSE)
    digests = {person for person, urgency in await after(notify, say) if urgency == "digest"}
    assert digests == {MOTHER, FATHER, TEACHER, ADVISER}
    first = say.child
    say.child = f"{first}-sibling"
    await say.activate("k-9", "barnehage")
    await after(notify, say)
    query = "SELECT children FROM notices WHERE person = $1 AND urgency = 'digest'"
    waiting = await notify.fetchval(query, TEACHER)
    assert waiting == [first, say.child]


async def test_the_person_asked_hears_of_the_baton_at_once(notify: asyncpg.Connection, say: Speaker) -> None:
    await open_log_with_ppt_and_nurse(say)
    await forget(notify, say)
    await say(case.BatonOffered, TEACHER, giver=TEACHER, to=NURSE)
    assert await after(notify, say) == {(NURSE, "now")}


async def test_the_holder_is_remembered_when_the_baton_has_moved(notify: asyncpg.Connection, say: Speaker) -> None:
    await open_log_with_ppt_and_nurse(say)
    await say(case.BatonPassed, NURSE, giver=TEACHER, taker=NURSE)
    await forget(notify, say)
    await say(case.BatonOfferEnded, ADVISER, to=ADVISER, because="declined")
    assert await after(notify, say) == {(NURSE, "now")}


async def test_a_contribution_is_told_to_those_whose_consent_covers_its_category(
    notify: asyncpg.Connection, say: Speaker
) -> None:
    await open_log_with_ppt_and_nurse(say)
    await forget(notify, say)
    await say.write(NURSE, Category.HEALTH)
    assert await after(notify, say) == {(MOTHER, "digest"), (FATHER, "digest")}


async def test_withdrawal_takes_back_what_waited_and_ends_what_comes(notify: asyncpg.Connection, say: Speaker) -> None:
    await open_log_with_ppt_and_nurse(say)
    await say.write(NURSE)
    assert (ADVISER, "digest") in await after(notify, say)
    await say(consent.ConsentWithdrawn, FATHER, consent="k-2", to="ppt")
    assert ADVISER not in {person for person, _ in await after(notify, say)}
    await say(case.ParticipantLeft, "case-familie", owner="ppt", because="consent-ended")
    await say.write(NURSE)
    assert ADVISER not in {person for person, _ in await after(notify, say)}


async def test_what_waits_about_another_child_stays(notify: asyncpg.Connection, say: Speaker) -> None:
    await open_log_with_ppt_and_nurse(say)
    await say.write(NURSE)
    first, say.child = say.child, f"{say.child}-sibling"
    for consent_id, service in (("k-7", "barnehage"), ("k-8", "ppt")):
        await say.activate(consent_id, service)
    await say.open()
    await say.join(ADVISER)
    await say.write(TEACHER)
    await say(consent.ConsentWithdrawn, FATHER, consent="k-8", to="ppt")
    assert (ADVISER, "digest") in await after(notify, say)
    assert await notify.fetchval("SELECT children FROM notices WHERE person = $1", ADVISER) == [first]


async def test_a_fact_that_comes_again_is_not_told_again(notify: asyncpg.Connection, say: Speaker) -> None:
    asked = await say.ask("k-1", "ppt")
    await forget(notify, say)
    await say.send(asked, again=True)
    assert await after(notify, say) == set()


# --- What nobody signed, and what fails ---


async def parked(operator: Nats) -> int:
    return (await operator.jetstream().stream_info("PARKED")).state.messages


async def test_what_its_owner_did_not_say_changes_nothing_and_is_parked(
    notify: asyncpg.Connection, say: Speaker, installation: Installation
) -> None:
    operator = await installation.connect(OPERATOR)
    before = await parked(operator)
    real = say.fact(consent.ConsentAsked, TEACHER, **asked())
    await say.raw(real.producer, real.subject, real.body, **unsigned(real))
    await say.raw(real.producer, real.subject, b"{", **real.headers | {"Nats-Msg-Id": "m-0"})
    await say.raw(real.producer, real.subject, real.body)
    await say.send(say.sign(real.subject, b"\xff\x00", 1, "consent", "m-1"))
    await say.send(say.sign(f"evt.4999.barnehage.{real.subject[17:]}", real.body, 1, "case-barnehage", "m-2"))
    await say(consent.ConsentAsked, TEACHER, said_by="barnehage", **asked())
    await say(
        case.StafettloggOpened, TEACHER, said_by="ppt", opener=TEACHER, opener_owner="ppt", guardians=[MOTHER], level=2
    )
    await say(consent.ConsentAsked, TEACHER, consent="k-1")  # signed, but not what its contract says
    assert await after(notify, say) == set()
    assert await notify.fetchval("SELECT count(*) FROM watchers") == 0
    assert await parked(operator) - before == 8
    await operator.close()


async def test_a_fact_that_no_rule_knows_is_nobodys_news(notify: asyncpg.Connection, say: Speaker) -> None:
    class Unheard(case.SpineFact):
        fact = "unheard-of"

    await say(Unheard, TEACHER)
    assert await after(notify, say) == set()


async def test_a_fact_that_fails_is_parked_and_has_its_effect_when_driven_again(
    notify: asyncpg.Connection, say: Speaker, installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactions, "BACKOFF", (0.05, 0.05))
    operator = await installation.connect(OPERATOR)
    before = await parked(operator)
    await notify.execute("REVOKE INSERT ON notices FROM notify")
    try:
        await say.ask("k-1", "ppt")
        await until(lambda: _more(operator, before))
        assert await notify.fetchval("SELECT count(*) FROM watchers") == 0  # the whole effect or nothing
    finally:
        await notify.execute("GRANT INSERT ON notices TO notify")
    assert await after(notify, say) == set()  # the stream has gone on
    for _ in range(2):
        reply = await _drive_again(operator)
        assert reply == b"{}"
    assert await notices(notify) == {(MOTHER, "now"), (FATHER, "now")}
    await operator.close()


async def test_a_fact_driven_again_late_does_not_undo_a_later_one(notify: asyncpg.Connection, say: Speaker) -> None:
    await open_log_with_ppt_and_nurse(say)
    joined = say.fact(case.InvitationAccepted, ADVISER, person=ADVISER, owner="ppt")
    activated = say.fact(consent.ConsentActivated, FATHER, **asked("k-2"))
    await say(case.ParticipantLeft, "case-familie", owner="ppt", because="consent-ended")
    await say(consent.ConsentWithdrawn, FATHER, consent="k-2", to="ppt")
    await say.send(joined)
    await say.send(activated)
    await forget(notify, say)
    await say.write(NURSE)
    assert ADVISER not in {person for person, _ in await after(notify, say)}
    assert await notify.fetchval("SELECT kind FROM watchers WHERE person = $1", ADVISER) == "left"


def asked(consent_id: str = "k-1") -> dict[str, Any]:
    return {
        "consent": consent_id, "to": "ppt", "asker": TEACHER, "asked_by_owner": "barnehage",
        "givers": [MOTHER, FATHER], "purpose": "stafettlogg", "categories": ["notes"], "expires_on": "2027-11-23",
    }  # fmt: skip


async def _more(operator: Nats, before: int) -> bool:
    return await parked(operator) > before


async def _drive_again(operator: Nats) -> bytes:
    """What `python -m deploy parked` does with the newest one."""
    jetstream = operator.jetstream()
    last = (await jetstream.stream_info("PARKED")).state.last_seq
    message = await jetstream.get_msg("PARKED", last)
    reply = await operator.request("redrive.notify", message.data or b"", timeout=5, headers=message.headers)
    return reply.data
