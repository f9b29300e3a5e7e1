"""Answers who has been asked about what and what they said; nothing leaves before its audit row is stored."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from services.consent import access
from services.consent.answering import giver_of
from services.consent.events import SCHEMA, ConsentAsked
from services.consent.exports.fhir import resource
from services.consent.exports.receipt import receipt
from services.consent.exports.versions import Export, export
from services.consent.family import Family, Span, today
from services.consent.legal import LegalBasis, described, laws
from services.consent.preview import consequences
from services.consent.record import Consent
from services.consent.records import Families, Names, names
from services.consent.texts import TEXTS
from shared.contracts.common import Id, Kommune
from shared.contracts.consent import (
    Askable,
    CareView,
    Consents,
    ConsentView,
    Consequences,
    ExportConsent,
    Exported,
    FamilyChild,
    Format,
    GiverView,
    GuardianName,
    InOtherWords,
    Kind,
    Law,
    MyFamily,
    Period,
    PreviewAnswer,
    ReadCare,
    ReadConsents,
    ReadStandings,
    Standing,
    Standings,
    State,
)
from shared.contracts.consent import Family as FamilyReply
from shared.decider import Act
from shared.errors import Unknown
from shared.events import Recorded
from shared.municipality import Municipality
from shared.node import Node
from shared.statements import statements

SQL = statements(Path(__file__).parent / "sql" / "relations.sql")
EXPORTS: Mapping[Format, Callable[[Export], dict[str, Any]]] = {Format.RECEIPT: receipt, Format.FHIR: resource}


class Queries:
    def __init__(self, node: Node, municipalities: Mapping[Kommune, Municipality], families: Families) -> None:
        self._node, self._municipalities, self._families = node, municipalities, families

    async def read_consents(self, request: ReadConsents, act: Act) -> Consents:
        day = today(act.at)
        rows, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family, day)
        known = await names(self._node, rows)
        asked = [one for one in _asked(rows) if family.known_to(act.by.id, one[1].consent)]
        let_in = [c.mark for c in family.consents.values() if c.service == act.by.owner and c.active(day)]
        await self._node.trail.record(
            self._node.trail.entry(
                act, request.action, child=request.child, resources=list(family.consents), consents=let_in,
                decision=decision,
            )
        )  # fmt: skip
        return Consents(
            child=request.child,
            child_name=known.child,
            consents=tuple(_view(*one, family, known, day, request.language) for one in reversed(asked)),
            mine=tuple(c.id for c in family.consents.values() if _waits_for(giver_of(act.by), c, day)),
            guardians=tuple(_named(person, known) for person in sorted(family.responsible)),
            shared_by_law=known.shared_by_law,
            askable=tuple(Askable(purpose=one, services=who) for one, who in TEXTS.purposes(day).items()),
            laws=tuple(_law(basis, law) for basis, law in laws(day).items()),
        )

    async def read_care(self, request: ReadCare, act: Act) -> CareView:
        rows, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family, today(act.at))
        if not family.child:
            raise Unknown
        await self._node.trail.record(self._node.trail.entry(act, request.name, child=request.child, decision=decision))
        known = await names(self._node, rows)
        return CareView(
            child=request.child, child_name=known.child, care=family.care and _period(family.care),
            suspicions={guardian: _period(span) for guardian, span in family.suspicions.items()},
            guardians=tuple(_named(person, known) for person in sorted(family.guardians)),
        )  # fmt: skip

    async def preview(self, request: PreviewAnswer, act: Act) -> Consequences:
        _, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family, today(act.at))
        consent = _shown(request.consent, act, family)
        entry = self._node.trail.entry(
            act, request.name, child=request.child, resources=[consent.id], decision=decision
        )
        await self._node.trail.record(entry)
        return consequences(consent, request.answer, giver_of(act.by), family, today(act.at))

    async def export(self, request: ExportConsent, act: Act) -> Exported:
        rows, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family, today(act.at))
        consent = _shown(request.consent, act, family)
        entry = self._node.trail.entry(
            act, request.name, child=request.child, resources=[consent.id], categories=consent.categories,
            consents=[consent.mark], decision=decision,
        )  # fmt: skip
        await self._node.trail.record(entry)
        made = export(rows, consent.id, self._municipalities[act.by.kommune], act.at)
        return Exported(document=EXPORTS[request.format](made))

    async def my_family(self, request: MyFamily, act: Act) -> FamilyReply:
        await self._node.seen(act.by.kommune, request.seen)
        decision = access.on_itself(act.by, request.name)
        children = await self._node.pool.fetch(SQL["children"], act.by.kommune, act.by.id)
        ids: list[Id | None] = [row["child"] for row in children]
        entries = [self._node.trail.entry(act, request.name, child=child, decision=decision) for child in ids or [None]]
        await asyncio.gather(*(self._node.trail.record(entry) for entry in entries))
        found = [await self._child(act, row["child"], row["relation"]) for row in children]
        return FamilyReply(children=tuple(child for child in found if child))

    async def _child(self, act: Act, child: Id, relation: str) -> FamilyChild | None:
        """None: it has come of age, and no sweep has said so yet."""
        rows, family = await self._families.load(act, child)
        if act.by.id not in family.responsible:
            return None
        return FamilyChild(child=child, child_name=(await names(self._node, rows)).child, relation=relation)

    async def read_standings(self, request: ReadStandings, act: Act) -> Standings:
        """Names go to those who open a stafettlogg for the family, and to nobody else."""
        day = today(act.at)
        rows, family = await self._families.load(act, request.child)
        decision = access.on_child(act.by, request.name, request.child, family, day)
        named = bool(rows) and access.may(act.by, "read-names", request.child, family, day).allowed
        known = await names(self._node, rows) if named else None
        guardians = sorted(family.responsible)
        await self._node.trail.record(
            self._node.trail.entry(
                act, request.name, child=request.child, decision=decision,
                resources=[*family.consents, *(guardians if known else ())],
            )
        )  # fmt: skip
        return Standings(
            child=request.child,
            standings=tuple(_standing(one, day) for one in family.consents.values() if one.kind is Kind.SECRECY),
            guardians=tuple(guardians),
            answers_itself=family.of_own,
            own=tuple(sorted(family.own)),
            child_name=known and known.child,
            guardian_names=tuple((guardian, *known.guardians[guardian]) for guardian in guardians) if known else (),
        )


def _asked(rows: Sequence[Recorded]) -> list[tuple[Recorded, ConsentAsked]]:
    return [(row, event) for row in rows if isinstance(event := SCHEMA.read(row), ConsentAsked)]


def _shown(wanted: Id, act: Act, family: Family) -> Consent:
    """Raises Unknown."""
    consent = family.consents.get(wanted)
    if consent is None or not family.known_to(act.by.id, wanted):
        raise Unknown
    return consent


def _waits_for(person: Id, consent: Consent, day: date) -> bool:
    waiting = consent.on(day) in {State.PROPOSED, State.PARTIAL}
    return waiting and person in consent.givers and person not in consent.answers


def _view(row: Recorded, asked: ConsentAsked, family: Family, known: Names, day: date, language: str) -> ConsentView:
    consent, beside = family.consents[asked.consent], TEXTS.beside(asked.text_version, language, day)
    return ConsentView(
        consent=consent.id, service=consent.service, purpose=consent.purpose, categories=consent.categories,
        state=consent.on(day), asked_at=row.recorded_at, asker=consent.asker,
        asked_by_owner=consent.asked_by_owner, expires_on=consent.expires_on, text_version=asked.text_version,
        text=TEXTS.text(asked.text_version), drafted=TEXTS.drafted(asked.text_version),
        beside=beside and InOtherWords(language=beside.language, text=beside.text, drafted=beside.drafted),
        givers=tuple(_giver(person, consent, known) for person in asked.givers), kind=consent.kind,
        legal_basis=described(consent.legal_basis), covers_from=consent.covers_from, review_on=consent.review_on,
        renew_from=consent.renew_from, partners=None if consent.partners is None else tuple(sorted(consent.partners)),
        text_sha256=consent.text_sha256, language=consent.language, version=consent.version, sha256=consent.sha256,
        whole=consent.whole, heard=consent.heard, rule_version=consent.rule_version, valid_from=consent.valid_from,
    )  # fmt: skip


def _period(span: Span) -> Period:
    return Period(valid_from=span.first, valid_to=span.end)


def _law(basis: Id, law: LegalBasis) -> Law:
    return Law(legal_basis=basis, cited=f"{law.law} {law.section}", text=law.text)


def _named(person: Id, known: Names) -> GuardianName:
    name, relation = known.guardians[person]
    return GuardianName(person=person, person_name=name, relation=relation)


def _giver(person: Id, consent: Consent, known: Names) -> GiverView:
    name, relation = known.guardians[person]
    said = consent.answers.get(person)
    return GiverView(
        person=person, person_name=name, relation=relation, answer=said and said.said, at=said and said.at,
        how=said and said.how,
    )  # fmt: skip


def _standing(consent: Consent, day: date) -> Standing:
    return Standing(
        consent=consent.id, version=consent.version, service=consent.service, purpose=consent.purpose,
        categories=consent.categories, state=consent.on(day), expires_on=consent.expires_on,
        asker=consent.asker, asked_by_owner=consent.asked_by_owner, covers_from=consent.covers_from,
        partners=None if consent.partners is None else tuple(sorted(consent.partners)),
    )  # fmt: skip
