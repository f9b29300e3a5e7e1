"""A stafettlogg as any owner sees it: the fold of the facts about a child, first without keys, then with them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.case.projections import FACTS
from services.case.unsealed import collect
from services.case.unsealed.opened import Opened
from shared.contracts import case, consent
from shared.contracts.case import Entry
from shared.contracts.common import Category, Envelope, Fact, Owner
from shared.locating import locating_fields
from shared.personal import split
from shared.sealing import DataKey, KeyId
from shared.wire import known_fact

AMENDMENTS = (
    case.ContributionCorrected, case.ContributionRetracted, case.ContributionRestricted, case.ContributionReleased,
    case.StafettloggRestated,
)  # fmt: skip
NAMING = frozenset({case.StafettloggOpened.wire_name(), case.StafettloggRestated.wire_name()})  # the child


@dataclass
class Spine:
    """What the plain halves of the facts tell. Times are when each fact was recorded."""

    stafettlogg: str
    child: str = ""
    level: int = 0
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    holder: str = ""
    holder_since: datetime | None = None
    offered_to: str | None = None
    guardians: tuple[str, ...] = ()
    participants: dict[str, Owner] = field(default_factory=dict)
    left: set[Owner] = field(default_factory=set)
    invited: set[Owner] = field(default_factory=set)
    called: dict[str, Owner] = field(default_factory=dict)  # colleagues who are asked to take part too
    nudged: dict[Owner, date] = field(default_factory=dict)
    known: dict[str, Owner] = field(default_factory=dict)  # everybody who has taken part, or been asked to by name
    aside: set[str] = field(default_factory=set)  # consents of other kinds, which let nobody in
    restricted: set[tuple[Owner, str, str]] = field(default_factory=set)  # whose contribution, which, by which request
    facts: list[Envelope] = field(default_factory=list)


def fold(stafettlogg: str, envelopes: Sequence[Envelope]) -> Spine:
    """envelopes: everything known about the child, oldest first; what belongs to another log is left out."""
    spine = Spine(stafettlogg)
    for found in envelopes:
        fact = known_fact(FACTS, found)
        if isinstance(fact, consent.ConsentAsked) and fact.kind is not consent.Kind.SECRECY:
            spine.aside.add(fact.consent)
        if fact and _belongs(spine, found, fact):
            spine.facts.append(found)
            _take_part(spine, found, fact)
            _go_on(spine, found, fact)
    return spine


def _belongs(spine: Spine, found: Envelope, fact: Fact) -> bool:
    match fact:
        case case.ContributionFact(stafettlogg=of):
            return of == spine.stafettlogg
        case case.SpineFact():
            return found.stream == spine.stafettlogg
        case consent.ConsentExpired(because="renewed"):
            return False  # the consent that took its place has been told
        case (
            consent.ConsentActivated() | consent.ConsentWithdrawn() | consent.ConsentRefused()
            | consent.ConsentExpired() | consent.ConsentLapsed()
        ):  # fmt: skip
            return fact.consent not in spine.aside
        case _:
            return False


def _take_part(spine: Spine, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.StafettloggOpened(opener=opener, opener_owner=owner, guardians=guardians, level=level):
            spine.child, spine.level, spine.guardians = found.child, level, guardians
            spine.opened_at = spine.holder_since = found.at
            spine.holder, spine.participants, spine.known = opener, {opener: owner}, {opener: owner}
        case case.ServiceInvited(invited=invited):
            spine.invited.add(invited)
        case case.ColleagueInvited(person=person, owner=owner):
            spine.called[person] = spine.known[person] = owner
        case case.ColleagueDeclined(person=person):
            spine.called.pop(person, None)
        case case.ServiceNudged(owner=owner, on=on):
            spine.nudged[owner] = on
        case case.InvitationAccepted(person=person, owner=owner):
            spine.called.pop(person, None)
            spine.invited.discard(owner)
            spine.left.discard(owner)
            spine.participants[person] = spine.known[person] = owner
        case case.InvitationDeclined(owner=owner):
            spine.invited.discard(owner)
        case case.ParticipantLeft(owner=owner):
            spine.invited.discard(owner)
            spine.left.add(owner)
            spine.called = {who: of for who, of in spine.called.items() if of != owner}
            spine.participants = {p: of for p, of in spine.participants.items() if of != owner}
        case case.PersonLeft(person=person):
            spine.participants.pop(person, None)
        case case.FamilyChanged(guardians=guardians):
            spine.guardians = guardians
        case _:
            return


def _go_on(spine: Spine, found: Envelope, fact: Fact) -> None:
    match fact:
        case case.BatonOffered(to=to):
            spine.offered_to = to
        case case.BatonPassed(taker=taker) | case.HolderAppointed(taker=taker):
            spine.holder, spine.holder_since, spine.offered_to = taker, found.at, None
        case case.BatonOfferEnded():
            spine.offered_to = None
        case case.LevelChanged(level=level):
            spine.level = level
        case case.ContributionRestricted(request=request):
            spine.restricted.add((found.owner, found.stream, request))
        case case.ContributionReleased(request=request):
            spine.restricted.discard((found.owner, found.stream, request))
        case case.StafettloggClosed():
            spine.closed_at, spine.offered_to = found.at, None
        case case.StafettloggReopened(holder=holder, holder_owner=owner):
            spine.closed_at, spine.invited, spine.holder, spine.holder_since = None, set(), holder, found.at
            spine.called = {}
            spine.participants[holder] = owner
            spine.left.discard(owner)
        case _:
            return


def slot(found: Envelope) -> tuple[Owner, Category]:
    """Whose content a fact is, and of what kind: what policy and key are asked for."""
    if found.key:
        key = KeyId.parse(found.key)
        return key.owner, key.category
    return "familie", Category.AGREEMENTS


def closed_under(facts: Iterable[Envelope]) -> set[KeyId]:
    """What opens their personal halves."""
    return {KeyId.parse(found.key) for found in facts if found.key}


def under_restriction(spine: Spine) -> list[Envelope]:
    """What was said in the contributions that are under begrensning."""
    shut = {(owner, stream) for owner, stream, _ in spine.restricted}
    return [found for found in spine.facts if (found.owner, found.stream) in shut and found.sealed]


def open_facts(
    spine: Spine,
    keys: dict[KeyId, DataKey],
    audience: dict[tuple[Owner, Category], tuple[Owner, ...]],
    outside: Collection[UUID] = (),
    restricted: Collection[UUID] = (),
) -> Opened:
    """audience: who could read each slot. A fact whose slot is not there, or whose key is not at hand, is left out.

    outside: facts that are older than what the reader's consent covers. restricted: facts of which the reader sees
    that they are there alone.
    """
    opened = Opened()
    for found in spine.facts:
        key = keys.get(KeyId.parse(found.key)) if found.key else None
        if slot(found) not in audience or found.id in outside or (found.sealed and key is None):
            continue
        if found.id in restricted:
            if found.type == case.ContributionWritten.wire_name():
                opened.entries.append(_closed(found))
            continue
        if (fact := known_fact(FACTS, found, key)) is None:
            continue
        collect(opened, found, fact)
        if not isinstance(fact, AMENDMENTS):  # they stand in what they amend
            opened.entries.append(_entry(found, fact, audience[slot(found)]))
    opened.entries.reverse()
    return opened


def _closed(found: Envelope) -> Entry:
    return Entry(
        id=str(found.id),
        what=found.type,
        at=found.at,
        owner=found.owner,
        by=found.actor.id,
        audience=("familie",),
        restricted=True,
    )


def _entry(found: Envelope, fact: Fact, audience: tuple[Owner, ...]) -> Entry:
    plain, personal = split(fact)
    texts = {name: value for name, value in personal.items() if isinstance(value, str)}
    places = {name: texts.pop(name) for name in locating_fields(type(fact)) if name in texts}
    return Entry(
        id=str(found.id), what=found.type, at=found.at, owner=found.owner, by=found.actor.id,
        data={name: value for name, value in plain.items() if isinstance(value, str | int | bool)},
        text=texts, places=places or None,
        audience=audience, **_written(found, fact),
    )  # fmt: skip


def _written(found: Envelope, fact: Fact) -> dict[str, Any]:
    if not isinstance(fact, case.ContributionWritten):
        return {}
    return {"contribution": found.stream, "attachment": fact.attachment}
