"""Asks the policies: may this actor do this now? And who could read a text?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from shared.access import Decision, Entity, Policies
from shared.contracts.common import Actor, Category, Owner, Role
from shared.contracts.consent import together
from shared.decider import Act
from shared.errors import AccessDenied

POLICIES = Policies(Path(__file__).parent)
FAMILY: Owner = "familie"
CLOSED = frozenset({"refused", "withdrawn", "expired", "lapsed"})


@dataclass(frozen=True, slots=True)
class Consent:
    """How one service stands to a child, as far as is known here."""

    consent: str
    version: int
    service: Owner
    state: str
    categories: frozenset[str]
    expires_on: date
    asker: str = ""
    asked_by_owner: str = ""
    partners: frozenset[Owner] | None = None  # the services it shares with; None: everybody the family said yes to
    covers_from: date | None = None  # nothing older is shared

    def covers(self, category: Category | None, today: date) -> bool:
        """category: None asks whether it covers anything. The day it expires on is not covered."""
        fits = category is None or category in self.categories
        return self.state == "active" and today < self.expires_on and fits

    def reaches(self, written: date | None) -> bool:
        return written is None or self.covers_from is None or self.covers_from <= written


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is around a stafettlogg: participants and the services invited, the family, and what it has consented to."""

    child: str
    participants: dict[str, Owner]  # owner by person
    guardians: frozenset[str]
    invited: frozenset[Owner]
    consents: Sequence[Consent]
    today: date
    called: Mapping[str, Owner] = field(default_factory=dict)  # colleagues asked to take part too, owner by person
    led: frozenset[tuple[Owner, str]] = frozenset()  # units whose leaders an act concerns
    known: Mapping[str, Owner] = field(default_factory=dict)  # who takes or took part, or was asked by name
    emergencies: Mapping[str, str] = field(default_factory=dict)  # nødåpninger that are going on, by person
    itself: bool = False  # the child answers for itself; known only where it was asked about
    own: frozenset[Category] = frozenset()  # about what nobody but the child decides; as above

    @property
    def youth(self) -> list[str]:
        return [self.child] if self.itself else []

    def consented(self, category: Category | None) -> frozenset[Owner]:
        return frozenset(c.service for c in self.consents if c.covers(category, self.today))

    def sharing(self, owner: Owner, category: Category | None, written: date | None = None) -> frozenset[Owner]:
        """The services that may read what `owner` shares: both are let in, and the consent of one names the other.

        written: when; what is older than the consents cover is not shared.
        """
        let_in = [c for c in self.consents if c.covers(category, self.today)]
        reached = [c for c in let_in if c.reaches(written)]
        if owner == FAMILY or owner not in {c.service for c in let_in}:
            return frozenset(c.service for c in reached)
        theirs = [c for c in reached if c.service == owner]
        return frozenset({owner}) | {
            c.service for c in reached for one in theirs if together(c.service, c.partners, owner, one.partners)
        }

    def ended(self) -> frozenset[Owner]:
        """Those the family has said no to, or whose yes is over: no emergency opens what a family has closed."""
        over = {c.service for c in self.consents if c.state in CLOSED or self.today >= c.expires_on}
        return frozenset(over) - self.consented(None)

    def used(self) -> tuple[str, ...]:
        """The consents in force, as audit rows name them."""
        in_force = sorted((c.service, c.consent, c.version) for c in self.consents if c.covers(None, self.today))
        return tuple(f"{consent}@{version}" for _, consent, version in in_force)


def principal(actor: Actor) -> Entity:
    if actor.role is Role.GUARDIAN:
        return Entity("Guardian", actor.id, {"person": actor.id})
    if actor.role is Role.YOUTH:
        return Entity("Youth", actor.id, {"person": actor.id})
    if actor.role in {Role.EMPLOYEE, Role.LEADER}:
        attributes = {"person": actor.id, "owner": actor.owner, "unit": actor.unit or "", "role": actor.role.value}
        return Entity("Employee", actor.id, attributes)
    return Entity("System", actor.id, {"role": actor.role.value})


def on_child(act: Act, action: str, child: str, owner: Owner, unit: str) -> Decision:
    """Private casework. Raises AccessDenied."""
    return _allowed(_on_child(act, action, child, owner, unit))


def may_open(act: Act, child: str, owner: Owner, unit: str, *, restricted: bool) -> bool:
    """Whether one who may work with the child there reads what was written. restricted: it is under begrensning."""
    return _on_child(act, "casework", child, owner, unit, restricted=restricted).allowed


def _on_child(act: Act, action: str, child: str, owner: Owner, unit: str, *, restricted: bool = False) -> Decision:
    resource = Entity("Child", child, {"owner": owner, "unit": unit, "restricted": restricted})
    return POLICIES.decide(principal(act.by), action, resource, {"consented": [], "askers": []})


def on_invitation(act: Act, invitation: str, invited: frozenset[str], guardians: frozenset[str]) -> Decision:
    """A parent and a conversation. guardians: who has foreldreansvar now. Raises AccessDenied."""
    resource = Entity("Invitation", invitation, {"invited": sorted(invited), "guardians": sorted(guardians)})
    return _allowed(POLICIES.decide(principal(act.by), "attend", resource, {"consented": [], "askers": []}))


def on_whereabouts(
    actor: Actor, child: str, *, guarded: bool, at: tuple[Owner, str], taking_part: bool, consented: Iterable[Owner]
) -> Decision:
    """Where a child is. guarded: its address is protected. at: the owner and unit it belongs to here."""
    where = {
        "guarded": guarded, "owner": at[0], "unit": at[1], "participants": [actor.id] if taking_part else [],
    }  # fmt: skip
    context = {"consented": sorted(consented), "askers": []}
    return POLICIES.decide(principal(actor), "locate", Entity("Whereabouts", child, where), context)


def on_log(act: Act, action: str, circle: Circle, category: Category | None = None) -> Decision:
    """Acts on the spine. category: what the answer shows. Raises AccessDenied."""
    resource = Entity(
        "Log", circle.child, {
            "participants": _colleagues(act.by, circle),
            "guardians": sorted(circle.guardians),
            "invited": sorted(circle.invited),
            "called": sorted(person for person, of in circle.called.items() if of == act.by.owner),
            "known": sorted(person for person, of in circle.known.items() if of == act.by.owner),
            "led": [{"owner": owner, "unit": unit} for owner, unit in sorted(circle.led)],
            "self": circle.youth,
        },
    )  # fmt: skip
    context = {
        "consented": sorted(circle.consented(category)),
        "askers": sorted(c.asker for c in circle.consents if c.asked_by_owner == act.by.owner),
    }
    return _allowed(POLICIES.decide(principal(act.by), action, resource, context))


def on_content(
    actor: Actor,
    action: str,
    circle: Circle,
    owner: Owner,
    category: Category,
    written: date | None = None,
    *,
    restricted: bool = False,
) -> Decision:
    """written: when the content was; None asks about what is written now. restricted: it is under begrensning."""
    about = _content(actor, circle, owner, category, written, restricted=restricted)
    return POLICIES.decide(principal(actor), action, *about)


def _content(
    actor: Actor, circle: Circle, owner: Owner, category: Category, written: date | None = None, *,
    restricted: bool = False,
) -> tuple[Entity, dict[str, list[str]]]:  # fmt: skip
    resource = Entity(
        "Content", circle.child, {
            "owner": owner, "category": category.value, "participants": _colleagues(actor, circle),
            "guardians": sorted(circle.guardians), "emergencies": sorted(circle.emergencies),
            "ended": sorted(circle.ended()), "restricted": restricted, "self": circle.youth,
            "own": category in circle.own,
        },
    )  # fmt: skip
    return resource, {"consented": sorted(circle.sharing(owner, category, written)), "askers": []}


def _colleagues(actor: Actor, circle: Circle) -> list[str]:
    """Who takes part for the actor's own service: somebody who works for another one now takes part no longer."""
    return sorted(person for person, of in circle.participants.items() if of == actor.owner)


def write_content(act: Act, circle: Circle, owner: Owner, category: Category) -> Decision:
    """Raises AccessDenied."""
    return _allowed(on_content(act.by, "write", circle, owner, category))


def on_contribution(
    act: Act, action: str, circle: Circle, owner: Owner, writer: Actor, category: Category, *, restricted: bool = False
) -> Decision:
    """owner: whose contribution it is; writer: who wrote it, as they were then. Raises AccessDenied."""
    written = {
        "owner": owner, "writer": writer.id, "unit": writer.unit or "", "guardians": sorted(circle.guardians),
        "restricted": restricted, "self": circle.youth,
    }  # fmt: skip
    context = {"consented": sorted(circle.consented(category)), "askers": []}
    return _allowed(POLICIES.decide(principal(act.by), action, Entity("Contribution", circle.child, written), context))


def readers(circle: Circle, kommune: str, owner: Owner, category: Category) -> tuple[Owner, ...]:
    """The owners whose people in this log could read such a text now: the rule that is enforced, asked for each."""
    someone = {of: person for person, of in circle.participants.items()}
    found = [FAMILY] if circle.guardians or circle.itself else []
    for of in sorted(someone):
        actor = Actor(id=someone[of], role=Role.EMPLOYEE, kommune=kommune, owner=of, unit=None)
        if of == owner or on_content(actor, "read", circle, owner, category).allowed:
            found.append(of)
    return tuple(found)


def why_closed(circle: Circle, kommune: str, of: Owner, owner: Owner, category: Category) -> str:
    """Why a service's people would not read what `owner` writes, in bokmål, by the rules that are enforced."""
    person = next((one for one, service in circle.participants.items() if service == of), "")
    actor = Actor(id=person or "nobody", role=Role.EMPLOYEE, kommune=kommune, owner=of, unit=None)
    return " ".join(why_not(actor, "read", circle, owner, category))


def why_not(actor: Actor, action: str, circle: Circle, owner: Owner, category: Category) -> tuple[str, ...]:
    return POLICIES.why_not(principal(actor), action, *_content(actor, circle, owner, category))


def _allowed(decision: Decision) -> Decision:
    if not decision.allowed:
        raise AccessDenied
    return decision
