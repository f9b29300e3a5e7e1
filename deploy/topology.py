"""Who runs, and what each may say and hear: the one source for processes, databases, NATS users and streams."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from nats.js.api import AckPolicy, ConsumerConfig, StreamConfig

from deploy.streams import STREAMS, letters
from shared.letters import RECEIVER, pair

FAMILY = "familie"  # the family is an owner too, in every municipality
SHIELDED = "shielded"  # the schema of what no parent and no third service may notice
REGISTER, OPERATOR = "register", "operator"  # the register import's client, and provisioning
PORTAL = "portal"
OWN_FACTS, ERASED = "evt.*.consent.>", "evt.*.consent.erasure.keys-destroyed.v1"
CHOICES = "evt.*.consent.municipality.>"


@dataclass(frozen=True, slots=True)
class Service:
    """One process with its own database, keys and NATS user."""

    name: str
    owner: str
    publishes: tuple[str, ...] = ()
    intake: str | None = None  # "<stream> <filter>" of the ordered reader that the service makes itself
    reacts_to: str | None = None  # filter on EVT of its provisioned durable
    peers: tuple[str, ...] = ()  # the owners with which it exchanges letters

    @property
    def identity(self) -> str:
        return self.name if self.owner == self.name else f"{self.name}-{self.owner}"

    @property
    def module(self) -> str:
        return f"services.{self.name}"

    @property
    def database(self) -> str:
        return self.identity.replace("-", "_")

    @property
    def durable(self) -> str | None:
        return f"{self.identity}-reactions" if self.reacts_to else None


@dataclass(frozen=True, slots=True)
class Permissions:
    """Subjects a NATS user may publish to and subscribe to; nothing else."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
    answers: bool = False


@dataclass(frozen=True)
class Topology:
    """Everything that follows from the list of owners; a municipality with a school service adds `skole`."""

    owners: tuple[str, ...] = field(default=("barnehage", "helsestasjon", "ppt", "barnevern", FAMILY))

    @classmethod
    def of(cls, owners: Iterable[str]) -> "Topology":
        return cls(tuple(dict.fromkeys((*owners, FAMILY))))

    @cached_property
    def reporters(self) -> tuple[str, ...]:
        """The owners whose people report to barnevernet."""
        if RECEIVER not in self.owners:
            return ()
        return tuple(owner for owner in self.owners if owner not in {RECEIVER, FAMILY})

    @cached_property
    def streams(self) -> tuple[StreamConfig, ...]:
        return (*STREAMS, *(letters(*pair) for pair in combinations(self.owners, 2)))

    @cached_property
    def services(self) -> tuple[Service, ...]:
        return (
            *(_case(owner, tuple(one for one in self.owners if one != owner)) for owner in self.owners),
            Service(
                "consent",
                "consent",
                publishes=("evt.*.consent.>", "aud.*.consent", *_heard_again(OWN_FACTS), *_hears_of_choices("consent")),
                intake="EVT evt.*.familie.stafettlogg.>",  # which the archive has
            ),
            Service("notify", "notify", publishes=("aud.*.notify", "req.consent.notify.>"), reacts_to="evt.>"),
            Service(
                "audit",
                "audit",
                publishes=("aud.*.audit", *_AUDIT_ASKS, *_OF_WITNESSES, *_hears_of_erasures("audit")),
                intake="AUD aud.>",
            ),
            Service(
                PORTAL,
                PORTAL,
                publishes=("aud.*.portal", *_PORTAL_ASKS, *_hears_of_choices(PORTAL)),
                intake="EVT evt.*.consent.family.>",
            ),
        )

    @cached_property
    def identities(self) -> tuple[str, ...]:
        return (*(service.identity for service in self.services), REGISTER, OPERATOR)

    @cached_property
    def permissions(self) -> dict[str, Permissions]:
        return {
            **{service.identity: _permissions(service) for service in self.services},
            REGISTER: Permissions(_REGISTER_ASKS, (f"_INBOX_{REGISTER}.>",)),
            OPERATOR: Permissions(("$JS.API.>", "redrive.*"), (f"_INBOX_{OPERATOR}.>",)),
        }

    @cached_property
    def durables(self) -> dict[str, ConsumerConfig]:
        """On EVT, one message at a time: the order of facts matters to what follows from them."""
        return {
            service.durable: ConsumerConfig(
                durable_name=service.durable,
                filter_subject=service.reacts_to,
                ack_policy=AckPolicy.EXPLICIT,
                ack_wait=30,
                max_deliver=-1,  # the reaction counts and parks; a limit here would drop what a crash left unparked
                max_ack_pending=1,
            )
            for service in self.services
            if service.durable
        }

    def service(self, identity: str) -> Service:
        return next(service for service in self.services if service.identity == identity)


_PORTAL_ASKS = ("req.case.>", "req.consent.consent.>", "req.notify.notify.>", "req.audit.audit.>")
_AUDIT_ASKS = ("req.consent.audit.>", "req.notify.notify.remind.v1")
_OF_WITNESSES = ("req.witness.*.add-checkpoint.v1", "req.witness.*.read-trail-end.v1")
_REGISTER_ASKS = (
    "req.case.*.enrol-child.v1",
    "req.consent.consent.register-family.v1",
    "req.notify.notify.register-contact.v1",
)


def _case(owner: str, peers: tuple[str, ...]) -> Service:
    return Service(
        "case",
        owner,
        publishes=(
            f"evt.*.{owner}.>",
            f"aud.*.{owner}",
            f"req.consent.{owner}.>",
            "req.case.*.fetch-piece.v1",  # files, sealed, of whoever keeps them
            _last(ERASED),
            *_hears_of_choices(f"case-{owner}"),
        ),
        intake="EVT evt.>",
        reacts_to="evt.*.consent.>" if owner == FAMILY else None,
        peers=peers,
    )


def _last(subjects: str) -> str:
    """The newest message there is: what tells a restored database how far it was set back."""
    return f"$JS.API.DIRECT.GET.EVT.{subjects}"


def _hears_of_erasures(identity: str) -> list[str]:
    """And of nothing else."""
    return [_last(ERASED), *_own_consumer("EVT", f"{identity}-erased", ERASED)]


def _hears_of_choices(identity: str) -> list[str]:
    """What a municipality's administrator has changed, which holds from that moment."""
    return _own_consumer("EVT", f"{identity}-choices", CHOICES)


def _heard_again(subjects: str) -> list[str]:
    """What this service has said itself, for when its database has forgotten it."""
    return [_last(subjects), *_own_consumer("EVT", "consent-own", subjects)]


def _permissions(service: Service) -> Permissions:
    """Never `$JS.API.>`: with it, a service that is denied a subject reads it through a consumer."""
    publish, inbox = [*service.publishes], f"_INBOX_{service.identity}.>"
    # A relay must see when a stream was made anew, and readiness that it is there.
    publish += [f"$JS.API.STREAM.INFO.{name}" for name in ("EVT", "AUD") if _publishes_to(service, name)]
    if service.intake:
        stream, subjects = service.intake.split()
        publish += _own_consumer(stream, f"{service.identity}-intake", subjects)
    witness = [f"req.witness.{service.owner}.>"] if service.name != "audit" else []
    if service.name == PORTAL:
        return Permissions(tuple(publish), (inbox, *witness), answers=True)
    subscribe = [f"req.case.{service.owner}.>" if service.name == "case" else _asked_of(service), inbox, *witness]
    if service.name == "case" and service.owner != FAMILY:  # what it had struck, and may read again
        publish += _own_consumer("EVT", f"{service.identity}-refill", "evt.>")
    if service.durable:
        publish += _provisioned_consumer("EVT", service.durable)
        publish += [f"parked.{service.identity}.>"]
        subscribe += [f"redrive.{service.identity}"]
    for peer in service.peers:
        publish += _exchange(service, peer)
    return Permissions(tuple(dict.fromkeys(publish)), tuple(subscribe), answers=True)


def _exchange(service: Service, peer: str) -> list[str]:
    """One stream for each pair, so that a third service has no way to it, not even to how much is in it.

    For every pair: whom people report to and whom they ask for advice is a municipality's choice, and changes.
    """
    stream = pair(service.owner, peer)
    to_us = f"shd.*.{peer}.{service.owner}.>"
    return [f"shd.*.{service.owner}.{peer}.>", *_own_consumer(stream, f"{service.identity}-{SHIELDED}-{peer}", to_us)]


def _publishes_to(service: Service, stream: str) -> bool:
    return any(subject.startswith(f"{stream.lower()}.") for subject in service.publishes)


def _asked_of(service: Service) -> str:
    """A service asks consent at `req.consent.<its own owner>.…`; the others are asked in one name only."""
    return "req.consent.>" if service.name == "consent" else f"req.{service.name}.{service.owner}.>"


def _own_consumer(stream: str, name: str, subjects: str) -> list[str]:
    """The filter stands in the subject, so a consumer with another filter cannot be made."""
    return [
        f"$JS.API.STREAM.INFO.{stream}",
        f"$JS.API.CONSUMER.CREATE.{stream}.{name}.{subjects}",
        f"$JS.API.CONSUMER.DELETE.{stream}.{name}",
        f"$JS.API.CONSUMER.INFO.{stream}.{name}",
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}",
    ]


def _provisioned_consumer(stream: str, name: str) -> list[str]:
    return [
        f"$JS.API.CONSUMER.INFO.{stream}.{name}",
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}",
        f"$JS.ACK.{stream}.{name}.>",
    ]
