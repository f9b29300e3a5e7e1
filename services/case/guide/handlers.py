"""Asks of the handlingsveileder: how far a case has come, whether a log is needed, and what the municipality says."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime

import orjson

from services.case import access, reading
from services.case.access import FAMILY, Circle, Consent
from services.case.consultation.app import AskedIn
from services.case.dates import OSLO
from services.case.guide.milestones import START, Course, Told, follow
from services.case.guide.steps import advise, guide
from services.case.spine import Spine, closed_under, slot
from shared.access import Decision
from shared.contracts.case.facts import StafettloggOpened
from shared.contracts.case.guide import AdviceGiven, AdviseOnLog, Guide, MunicipalityTexts, ReadGuide, ReadMunicipality
from shared.contracts.case.texts import Milestone
from shared.contracts.common import Category, Envelope, Kommune
from shared.decider import Act
from shared.errors import AccessDenied, InvalidRequest, Unknown
from shared.events import Recorded
from shared.handlingsveileder import Handlingsveileder
from shared.node import Node
from shared.sealing import DataKey, KeyId, place
from shared.wire import known_fact

OPENED = {StafettloggOpened.wire_name(): StafettloggOpened}


class Guides:
    def __init__(
        self, node: Node, guides: Mapping[Kommune, Handlingsveileder], asked_in: AskedIn | None = None
    ) -> None:
        """asked_in: whether the reader knows of an anonymous question in a case; these stand in a log of their own."""
        self._node, self._owner, self._guides = node, node.settings.owner, guides
        self._asked_in = asked_in

    async def read(self, query: ReadGuide, act: Act) -> Guide:
        await self._node.seen(act.by.kommune, query.seen)
        course = await (self._of_log(query.stafettlogg, act) if query.stafettlogg else self._of_unit(query, act))
        return guide(self._texts(act), course, self._guides[act.by.kommune].of.deadlines)

    async def municipality(self, _query: ReadMunicipality, act: Act) -> MunicipalityTexts:
        """Published words, about nobody: no row in the audit log."""
        return self._texts(act)

    async def advise(self, query: AdviseOnLog, act: Act) -> AdviceGiven:
        """About nobody, and nothing is stored."""
        texts = self._texts(act)
        if not {question.id for question in texts.questions} >= set(query.yes):
            raise InvalidRequest
        if (found := advise(texts, query.yes)) is None:
            raise Unknown
        return AdviceGiven(advice=found.id, kind=found.kind, title=found.title, text=found.text, version=texts.version)

    def _texts(self, act: Act) -> MunicipalityTexts:
        """Raises AccessDenied for a municipality that is not served here."""
        if (found := self._guides.get(act.by.kommune)) is None:
            raise AccessDenied
        return found.texts

    async def _of_unit(self, query: ReadGuide, act: Act) -> Course:
        """The newest case of a child of the own unit, or the case asked for, and the log it has led to."""
        kommune, pool = act.by.kommune, self._node.pool
        row = await pool.fetchrow(reading.SQL["case_of_unit"], kommune, query.child, query.case)
        if row is None:
            raise Unknown
        decision = access.on_child(act, "casework", row["child"], self._owner, row["unit"])
        await self._record(act, row["child"], query.case or query.child or "", Category.PRIVATE, decision)
        events = await self._node.store.read(kommune, row["case_id"]) if row["case_id"] else []
        course = follow(await self._told(kommune, events))
        known = await reading.consents(pool, kommune, row["child"])
        beside = consented(known, self._owner, act.at)
        if events and self._asked_in and await self._asked_in(row["case_id"], row["child"], _began(events), act):
            beside |= {Milestone.CONSULTED}
        course = replace(course, met=course.met | beside)
        logs = await pool.fetch(reading.SQL["logs_of"], kommune, row["child"], act.by.id)
        began = events[0].recorded_at if events else act.at
        return await self._through_log([log["stafettlogg"] for log in logs], course, act, began)

    async def _through_log(self, logs: list[str], course: Course, act: Act, began: datetime) -> Course:
        """The newest log of this case; one that was closed before the case began is another story."""
        for log in logs:
            spine = await reading.spine(self._node.pool, act.by.kommune, log)
            if spine.closed_at is None or spine.closed_at > began:
                with suppress(AccessDenied):  # takes part, but no consent lets the service read now
                    return await self._of_log(log, act, course)
        return course

    async def _of_log(self, log: str, act: Act, course: Course = START) -> Course:
        kommune, pool = act.by.kommune, self._node.pool
        spine = await reading.spine(pool, kommune, log)
        circle = reading.circle(spine, await reading.consents(pool, kommune, spine.child), act.at)
        decision = access.on_content(act.by, "read", circle, FAMILY, Category.AGREEMENTS)
        if not decision.allowed:
            raise AccessDenied
        await self._record(act, spine.child, log, Category.AGREEMENTS, decision, circle)
        asked = frozenset({Milestone.CONSENT_ASKED, Milestone.CONSENTED})  # else there would be no log
        start = replace(course, met=course.met - {Milestone.CONSENT_REFUSED} | asked)
        return follow(await self._facts(kommune, spine), start)

    async def _facts(self, kommune: Kommune, spine: Spine) -> list[Told]:
        """The plain halves, and whether a goal was set when the log was opened."""
        opened = next(one for one in spine.facts if one.type in OPENED)
        keys = await self._node.keyring.keys(kommune, spine.child, [slot(opened)], closed_under([opened]))
        said = [_with_goal(one, keys) if one is opened else one.data for one in spine.facts]
        return [(one.type, {**data, "on": _day(one.at)}) for one, data in zip(spine.facts, said, strict=True)]

    async def _told(self, kommune: Kommune, rows: Sequence[Recorded]) -> list[Told]:
        needed = {KeyId.parse(row.key_id) for row in rows if row.key_id}
        wanted = {(key.owner, key.category) for key in needed}
        keys = await self._node.keyring.keys(kommune, rows[0].child, wanted, needed) if wanted else {}
        return [(row.type, {**_read(row, keys), "on": _day(row.recorded_at)}) for row in rows]

    async def _record(
        self, act: Act, child: str, resource: str, category: Category, decision: Decision, circle: Circle | None = None
    ) -> None:
        entry = self._node.trail.entry(
            act, ReadGuide.name, child=child, resources=(resource,), categories=(category,), decision=decision,
            consents=circle.used() if circle else (),
        )  # fmt: skip
        await self._node.trail.record(entry)


def consented(known: list[Consent], own: str, at: datetime) -> frozenset[Milestone]:
    """What the family has been asked, and has answered."""
    active = {one.service for one in known if one.covers(None, _day(at))}
    asked = active | {one.service for one in known if one.state in {"proposed", "partial"}}
    found = {Milestone.CONSENT_ASKED} if known else set()
    if own in active and active - {own}:
        found.add(Milestone.CONSENTED)
    if known and not asked - {own}:
        found.add(Milestone.CONSENT_REFUSED)  # nobody is left to work with
    return frozenset(found)


def _began(events: Sequence[Recorded]) -> date:
    return _day(events[0].recorded_at)


def _day(at: datetime) -> date:
    return at.astimezone(OSLO).date()


def _read(row: Recorded, keys: Mapping[KeyId, DataKey]) -> Mapping[str, object]:
    plain = orjson.loads(row.data)
    if row.sealed is None or row.key_id is None:
        return dict(plain)
    key = keys[KeyId.parse(row.key_id)]
    where = place(row.kommune, row.stream, row.event_id, f"{row.type}/{row.schema_version}", key.id)
    return dict(plain) | dict(key.open(where, row.sealed))


def _with_goal(opened: Envelope, keys: Mapping[KeyId, DataKey]) -> Mapping[str, object]:
    fact = known_fact(OPENED, opened, keys.get(KeyId.parse(opened.key or "")))
    return opened.data | {"goal": getattr(fact, "goal", None)}
