"""What the population register says of a family, and what of what was asked before still stands then."""

from collections.abc import Sequence

from services.consent.answering import ended
from services.consent.asking import Rules
from services.consent.events import (
    Because,
    ChildRegistered,
    FamilyEvent,
    GuardianRegistered,
    GuardiansChanged,
    ProtectionChanged,
    ResidenceChanged,
)
from services.consent.family import Family, evolve, today
from services.consent.people.birth_numbers import told
from services.consent.record import LIVE, Consent
from services.consent.rules.givers import Requirement
from shared.contracts.consent import RegisterFamily, Residence, State
from shared.decider import Act


def register(rules: Rules, command: RegisterFamily, raw: Family, act: Act) -> Sequence[FamilyEvent]:
    """What was asked of others than those who decide from now on, ends: their yes is not everybody's."""
    told(command)
    known, day = _told(command, raw), today(act.at)
    after = raw
    for event in known:
        after = evolve(after, event)
    before, now = rules.law.on(raw, day), rules.law.on(after, day)
    because = Because.GUARDIANS if after.residence is Residence.HERE else Because.GONE
    lost = [
        ended(consent, because, act)
        for consent in raw.consents.values()
        if consent.state in LIVE and not _stands(consent, rules.law.about(consent, now, day), now)
    ]
    return [*known, *changed(before, now), *lost]


def _told(command: RegisterFamily, raw: Family) -> list[FamilyEvent]:
    child = ChildRegistered(
        child=command.child, units=command.units, child_name=command.child_name, birth_number=command.birth_number,
        born=command.born,
    )  # fmt: skip
    guardians = [
        GuardianRegistered(
            guardian=entry.person, relation=entry.relation, responsible=entry.parental_responsibility,
            person_name=entry.person_name, birth_number=entry.birth_number,
        )
        for entry in command.guardians
    ]  # fmt: skip
    graded = [ProtectionChanged(grading=command.grading)] if command.grading not in {None, raw.grading} else []
    lives = [ResidenceChanged(residence=command.residence)] if command.residence not in {None, raw.residence} else []
    return [child, *guardians, *graded, *lives]


def changed(before: Family, now: Family) -> Sequence[GuardiansChanged]:
    """Of a child that nobody knew, nobody has anything to change."""
    if not before.child or before.responsible == now.responsible:
        return []
    gone = tuple(sorted(before.responsible - now.responsible))
    return [GuardiansChanged(guardians=tuple(sorted(now.responsible)), ended=gone)]


def _stands(consent: Consent, need: Requirement, now: Family) -> bool:
    """Whether every guardian who decides now was asked, and none is waited for who decides no longer.

    What the child's own age changes, is told at its midnight.
    """
    if not need.givers:
        return not need.anew
    deciding = need.givers & now.responsible
    if consent.state is State.ACTIVE:
        return deciding <= consent.givers
    return deciding == consent.givers - (need.givers - deciding) - {now.child}
