"""The stafettlogg for those who take part: copy ∩ policy ∩ keys."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

import asyncpg

from services.case import access, reading
from services.case.access import FAMILY, Circle
from services.case.growing import grown
from services.case.spine import NAMING, Spine, closed_under, open_facts, slot, under_restriction
from services.case.standings import standings
from shared.access import Decision
from shared.contracts import consent
from shared.contracts.case import (
    Audience,
    Closed,
    DownloadPiece,
    Entry,
    Logs,
    LogSummary,
    MeasureStage,
    MyLogs,
    MyTasks,
    PreviewAudience,
    ReadStafettlogg,
    StafettloggView,
    WhyClosed,
)
from shared.contracts.common import Actor, Category, Envelope, Owner, Role
from shared.days import day_of
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.municipality import Deadlines
from shared.node import Node
from shared.sealing import DataKey, KeyId

Slot = tuple[Owner, Category]
Stream = tuple[Owner, str]
ENDINGS = frozenset(
    fact.wire_name()
    for fact in (consent.ConsentWithdrawn, consent.ConsentRefused, consent.ConsentExpired, consent.ConsentLapsed)
)
AGREEMENTS: Slot = (FAMILY, Category.AGREEMENTS)


class Timeline:
    """deadlines: by kommune; who does not write for so long is shown as silent."""

    def __init__(self, node: Node, deadlines: Mapping[str, Deadlines]) -> None:
        self._node, self._owner, self._deadlines = node, node.settings.owner, deadlines

    async def read(self, query: ReadStafettlogg, act: Act) -> StafettloggView:
        await self._node.seen(act.by.kommune, query.seen)
        spine, circle = await self._circle(act, query.stafettlogg)
        decision, audience = self._may_read(act, spine, circle)
        await self._record(act, query.action, circle, query.stafettlogg, sorted(audience), decision)
        keys = await self._node.keyring.keys(act.by.kommune, circle.child, audience, closed_under(spine.facts))
        silence_days = self._deadlines[act.by.kommune].silence_days
        outside, closed = self._outside(act, spine, circle), closed_to(act.by, spine, circle)
        told = view(spine, circle, dict(keys), audience, silence_days, outside, closed)
        guarded = await reading.protected(self._node.pool, act.by.kommune, circle.child) or None
        return told.model_copy(update={"guarded": guarded})

    async def mine(self, query: MyLogs, act: Act) -> Logs:
        """The logs this person takes part in and may read now, open ones first."""
        await self._node.seen(act.by.kommune, query.seen)
        return Logs(logs=tuple(await self._summaries(act, query.name)))

    async def preview(self, query: PreviewAudience, act: Act) -> Audience:
        """Who would see a text of this category, written by the one who asks."""
        _, circle = await self._circle(act, query.stafettlogg)
        access.write_content(act, circle, self._owner, query.category)
        readers = access.readers(circle, act.by.kommune, self._owner, query.category)
        known = {consent.service for consent in circle.consents} | set(circle.participants.values()) | circle.invited
        why = {
            owner: access.why_closed(circle, act.by.kommune, owner, self._owner, query.category)
            for owner in sorted(known - set(readers))
        }  # fmt: skip
        return Audience(readers=readers, others=tuple(why.items()))

    async def why(self, query: WhyClosed, act: Act) -> Closed:
        """To those who may know that the log is there; to everybody else it is not."""
        await self._node.seen(act.by.kommune, query.seen)
        spine, circle = await self._circle(act, query.stafettlogg)
        decision = access.on_log(act, "explain", circle)
        await self._record(act, query.name, circle, query.stafettlogg, [], decision)
        last = ending(spine, act.by.owner) if act.by.owner in circle.ended() else None
        return Closed(
            because=access.why_not(act.by, "read", circle, *AGREEMENTS),
            fact=last and last.type,
            on=last and day_of(last.at),
        )

    async def _circle(self, act: Act, stafettlogg: str) -> tuple[Spine, Circle]:
        pool, kommune = self._node.pool, act.by.kommune
        spine = await reading.spine(pool, kommune, stafettlogg)
        circle = reading.circle(spine, await reading.consents(pool, kommune, spine.child), act.at)
        circle = (await grown(self._node, act, spine.child, {one for _, one in map(slot, spine.facts)})).within(circle)
        emergency = await pool.fetchval(reading.SQL["emergencies"], kommune, spine.child, act.by.id, act.at)
        if emergency is None or await reading.protected(pool, kommune, spine.child):
            return spine, circle
        return spine, replace(circle, emergencies={act.by.id: emergency})

    def _may_read(self, act: Act, spine: Spine, circle: Circle) -> tuple[Decision, dict[Slot, tuple[Owner, ...]]]:
        """Why this person may, and each slot that is theirs to read, with everyone who could. Raises AccessDenied."""
        decisions = {one: access.on_content(act.by, "read", circle, *one) for one in {slot(f) for f in spine.facts}}
        allowed = {one: decision for one, decision in decisions.items() if decision.allowed}
        if AGREEMENTS not in allowed:
            raise AccessDenied
        return allowed[AGREEMENTS], {one: access.readers(circle, act.by.kommune, *one) for one in allowed}

    def _outside(self, act: Act, spine: Spine, circle: Circle) -> frozenset[UUID]:
        """The facts that are older than what the consents cover."""
        days = {(slot(found), day_of(found.at)) for found in spine.facts}
        shut = {
            (one, day) for one, day in days
            if not access.on_content(act.by, "read", circle, *one, written=day).allowed
        }  # fmt: skip
        return frozenset(found.id for found in spine.facts if (slot(found), day_of(found.at)) in shut)

    async def _record(
        self, act: Act, action: str, circle: Circle, stafettlogg: str, slots: list[Slot], decision: Decision
    ) -> None:
        entry = self._node.trail.entry(
            act, action, child=circle.child, resources=(stafettlogg, *circle.emergencies.values()),
            consents=circle.used(), decision=decision,
            categories=sorted({category for _, category in slots}),
        )  # fmt: skip
        await self._node.trail.record(entry)

    async def one(self, query: DownloadPiece, act: Act, of: Stream) -> tuple[Entry, Mapping[KeyId, DataKey]]:
        """What a contribution says to this person, and the keys that opened it. Raises Unknown where there is none."""
        spine, circle = await self._circle(act, query.stafettlogg)
        decision, audience = self._may_read(act, spine, circle)
        said = replace(spine, facts=[found for found in spine.facts if (found.owner, found.stream) == of])
        slots = {slot(found) for found in said.facts} & audience.keys()
        await self._record(act, query.name, circle, query.contribution, sorted(slots), decision)
        keys = await self._node.keyring.keys(act.by.kommune, circle.child, slots, closed_under(said.facts))
        outside, closed = self._outside(act, said, circle), closed_to(act.by, said, circle)
        opened = open_facts(said, dict(keys), {one: audience[one] for one in slots}, outside, closed)
        if not opened.entries:
            raise Unknown
        return opened.entries[-1], keys

    async def names(self, query: MyTasks, act: Act) -> dict[str, str]:
        """The children's names, by stafettlogg, in the logs this person may read now."""
        return {summary.stafettlogg: summary.child_name for summary in await self._summaries(act, query.name)}

    async def _summaries(self, act: Act, action: str) -> list[LogSummary]:
        """Of a youth, the logs about itself."""
        pool, kommune, person = self._node.pool, act.by.kommune, act.by.id
        rows = (
            await pool.fetch(reading.SQL["logs_about"], kommune, person)
            if act.by.role is Role.YOUTH
            else await pool.fetch(reading.SQL["logs_of_person"], kommune, person, act.at)
        )
        return [summary for row in rows if (summary := await self._summary(act, row, action))]

    async def _summary(self, act: Act, row: asyncpg.Record, action: str) -> LogSummary | None:
        spine, circle = await self._circle(act, row["stafettlogg"])
        decision = access.on_content(act.by, "read", circle, *AGREEMENTS)
        if not decision.allowed:
            return None
        await self._record(act, action, circle, spine.stafettlogg, [AGREEMENTS], decision)
        naming = replace(spine, facts=[found for found in spine.facts if found.type in NAMING])
        keys = await self._node.keyring.keys(act.by.kommune, circle.child, [AGREEMENTS], closed_under(naming.facts))
        opened = open_facts(naming, dict(keys), {AGREEMENTS: ()}, self._outside(act, naming, circle))
        if not opened.child_name:
            return None  # there is no key
        return LogSummary(
            stafettlogg=spine.stafettlogg, child=spine.child, level=spine.level, holder=spine.holder,
            child_name=opened.child_name, open=spine.closed_at is None,
        )  # fmt: skip


def ending(spine: Spine, owner: Owner) -> Envelope | None:
    """By which the family closed the log to a service, the last time."""
    told = (found for found in spine.facts if found.type in ENDINGS and found.data.get("to") == owner)
    return max(told, key=lambda found: found.at, default=None)


def closed_to(reader: Actor, spine: Spine, circle: Circle) -> frozenset[UUID]:
    """The facts that are under begrensning, and not for this reader."""
    return frozenset(
        found.id for found in under_restriction(spine)
        if not access.on_content(reader, "read", circle, *slot(found), restricted=True).allowed
    )  # fmt: skip


def view(
    spine: Spine,
    circle: Circle,
    keys: dict[KeyId, DataKey],
    audience: dict[Slot, tuple[Owner, ...]],
    silence_days: int,
    outside: Collection[UUID] = (),
    restricted: Collection[UUID] = (),
) -> StafettloggView:
    opened = open_facts(spine, keys, audience, outside, restricted)
    if not opened.child_name or spine.opened_at is None or spine.holder_since is None:
        raise AccessDenied  # the policy said yes, the key says no
    return StafettloggView(
        stafettlogg=spine.stafettlogg, child=spine.child, child_name=opened.child_name,
        attention=opened.attention[-1].text, earlier_attention=tuple(opened.attention[:-1]), goal=opened.goal,
        level=spine.level, opened_at=spine.opened_at, closed_at=spine.closed_at,
        holder=spine.holder, holder_since=spine.holder_since, baton_offered_to=spine.offered_to,
        participants=tuple(p for p in opened.participants if p.person in {*spine.participants, *spine.guardians}),
        services=standings(spine, circle.consents, opened.measures.values(), circle.today, silence_days),
        entries=tuple(opened.entries),
        measures=tuple(one for one in opened.measures.values() if one.stage is not MeasureStage.ENDED),
        ended_measures=tuple(one for one in opened.measures.values() if one.stage is MeasureStage.ENDED),
        proposals=tuple(opened.proposals.values()), goals=tuple(opened.goals.values()),
        meetings=tuple(opened.meetings.values()), lifts=tuple(opened.lifts.values()), voice=opened.voice,
        plan=opened.plan, statements=tuple(opened.statements), closing=opened.closing, transition=opened.transition,
    )  # fmt: skip
