"""Gives data keys to services: their own always, others' while consent covers them; never without an audit row."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from services.consent import access
from services.consent.emergency.folding import GoingOn, going_on
from services.consent.family import Family, midnight, today
from services.consent.keys.epochs import newest
from services.consent.keys.period import EVER, covered_from, shared_from
from services.consent.keys.store import OWN_LEASE, Kept, KeyStore
from services.consent.record import Consent
from services.consent.records import Families
from shared.access import NO, Decision
from shared.contracts.audit import AuditEntry, Outcome
from shared.contracts.common import Id, Owner, Role
from shared.contracts.consent import Keys, ReleaseKeys, SealedKey, WantedKey
from shared.decider import Act
from shared.errors import AccessDenied
from shared.events import Recorded
from shared.node import Node
from shared.sealing import DataKey, seal_lease, to_text

LENT = timedelta(minutes=5)  # the longest that a service which hears nothing of a withdrawal can go on reading
OF_ANYBODY: frozenset[Owner] = frozenset({"audit", "notify"})  # also employees, and children that no register knows yet
EMERGENCY = "N04-nodapning"  # reaches as far back as others share, also for a service whose own consent does not
WITHHELD = "KeyWithheld"  # stands in the audit row only: the asker sees that a key is missing, not why


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the policies say to one wanted key, the consents it rests on, and until when it may be held."""

    wanted: WantedKey
    decision: Decision
    consents: tuple[Consent, ...]
    until: datetime
    since: date = EVER  # keys of days before it are not given
    emergencies: tuple[Id, ...] = ()  # that it rests on, where no consent says yes


def is_known(family: Family, asker: Owner) -> bool:
    return bool(family.child) or asker in OF_ANYBODY


def rule(act: Act, wanted: WantedKey, family: Family, day: date, urgent: GoingOn | None = None) -> Ruling:
    """urgent: by service, until when it reads in an emergency."""
    asker: Owner = act.by.owner
    decision = access.on_key(act.by, wanted.owner, wanted.category, family, day, urgent or ())
    if asker == wanted.owner:
        return Ruling(wanted, decision if is_known(family, asker) else NO, (), act.at + OWN_LEASE)
    consents = family.sharing(asker, wanted.owner, wanted.category, day)
    until = min([act.at + LENT, *(midnight(consent.expires_on) for consent in consents)])
    if urgent and asker in urgent and (EMERGENCY in decision.policies or not consents):
        ends_at, emergencies = urgent[asker]
        since = shared_from(family, wanted.owner, wanted.category, day)
        named = emergencies if decision.allowed else ()
        return Ruling(wanted, decision, consents, min(until, ends_at), since, named)
    since = covered_from(family, asker, wanted.owner, wanted.category, day)
    return Ruling(wanted, decision, consents, until, since)


class Release:
    def __init__(self, node: Node, keys: KeyStore, families: Families) -> None:
        self._node, self._keys, self._families = node, keys, families

    async def release(self, request: ReleaseKeys, act: Act) -> Keys:
        """Sealed to the identity that asks, whose token proves for which owner it speaks."""
        recipient = self._node.settings.trusted.hpke(act.by.id)
        if act.by.role is not Role.SYSTEM or recipient is None:
            raise AccessDenied
        rows, family = await self._families.load(act, request.child)
        lent = any(wanted.owner != act.by.owner for wanted in request.wanted)
        urgent = await going_on(self._node.pool, act.by.kommune, request.child, act.at) if lent else {}
        rulings = [rule(act, wanted, family, today(act.at), urgent) for wanted in dict.fromkeys(request.wanted)]
        keys = await self._take(rows, request, act, [ruling for ruling in rulings if ruling.decision.allowed])
        child = request.child if is_known(family, act.by.owner) else None  # what was typed as an id may be a name
        await self._record(request, act, rulings, keys, child)
        until = {(ruling.wanted.owner, ruling.wanted.category): ruling.until for ruling in rulings}
        return Keys(keys=tuple(_sealed(key, recipient, act, until[key.id.owner, key.id.category]) for key in keys))

    async def _take(
        self, rows: Sequence[Recorded], request: ReleaseKeys, act: Act, given: Sequence[Ruling]
    ) -> list[DataKey]:
        """Only an owner's asking makes a key: nobody else can be the first to have it."""
        kommune, child, asker = act.by.kommune, request.child, act.by.owner
        own = [one.wanted.category for one in given if one.wanted.owner == asker]
        since = {(one.wanted.owner, one.wanted.category): one.since for one in given if one.wanted.owner != asker}
        lent = await self._keys.read(kommune, child, list(since))
        return [
            *(await self._keys.own(kommune, child, asker, newest(rows, own, act.at), len(rows)) if own else ()),
            *(kept.key for kept in lent if _within(act, kept, since[kept.key.id.owner, kept.key.id.category])),
        ]

    async def _record(
        self, request: ReleaseKeys, act: Act, rulings: Sequence[Ruling], keys: Sequence[DataKey], child: Id | None
    ) -> None:
        """One row for what was given, and one for what was not."""
        taken = {(key.id.owner, key.id.category) for key in keys}
        given = [ruling for ruling in rulings if (ruling.wanted.owner, ruling.wanted.category) in taken]
        withheld = [ruling for ruling in rulings if not ruling.decision.allowed]
        rows = [self._entry(request, act, given, Outcome.DONE, child)] if given or not withheld else []
        rows += [self._entry(request, act, withheld, Outcome.DENIED, child)] if withheld else []
        await asyncio.gather(*(self._node.trail.record(row) for row in rows))

    def _entry(
        self, request: ReleaseKeys, act: Act, rulings: Sequence[Ruling], outcome: Outcome, child: Id | None
    ) -> AuditEntry:
        return self._node.trail.entry(
            act, request.name, child=child,
            resources=[
                *(f"{ruling.wanted.owner}-{ruling.wanted.category}" for ruling in rulings),
                *sorted({emergency for ruling in rulings for emergency in ruling.emergencies}),
            ],
            categories=sorted({ruling.wanted.category for ruling in rulings}),
            consents=sorted({consent.mark for ruling in rulings for consent in ruling.consents}),
            decision=_together([ruling.decision for ruling in rulings]),
            outcome=outcome, code=WITHHELD if outcome is Outcome.DENIED else None,
        )  # fmt: skip


def _within(act: Act, kept: Kept, since: date) -> bool:
    return access.on_day(act.by, kept.epoch.day, since).allowed


def _together(decisions: Sequence[Decision]) -> Decision:
    """One line for the audit row: every rule that decided something."""
    return Decision(
        allowed=all(decision.allowed for decision in decisions),
        policies=tuple(sorted({name for decision in decisions for name in decision.policies})),
        texts=(),
        legal_basis=tuple(sorted({basis for decision in decisions for basis in decision.legal_basis})),
    )


def _sealed(key: DataKey, recipient: X25519PublicKey, act: Act, until: datetime) -> SealedKey:
    sealed = seal_lease(recipient, key, act.by.owner, until)
    return SealedKey(key=str(key.id), sealed=to_text(sealed), until=until)
