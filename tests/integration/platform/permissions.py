"""What each identity may say and hear on NATS, each with the reason; whatever does not stand here is refused."""

from collections.abc import Iterable
from dataclasses import dataclass

from deploy.topology import Topology

Reasons = dict[str, str]


@dataclass(frozen=True)
class May:
    publish: Reasons
    subscribe: Reasons
    answers: bool = False


def expected(topology: Topology) -> dict[str, May]:
    cases = {f"case-{owner}": _case(owner, topology) for owner in topology.owners}
    return {
        **cases,
        "consent": May(
            {"evt.*.consent.>": "what the family allowed", "aud.*.consent": "its own audit rows"}
            | _relay("EVT", "AUD") | _reader("EVT", "consent", "evt.*.familie.stafettlogg.>")
            | _reader("EVT", "consent", "evt.*.consent.>", "own") | _newest("evt.*.consent.>") | _choices("consent"),
            {"req.consent.>": "each service asks at its own owner's subject"} | _inbox("consent") | _witness("consent"),
            answers=True,
        ),
        "notify": May(
            {"aud.*.notify": "its own audit rows", "req.consent.notify.>": "keys of addresses"}
            | _relay("AUD") | _durable("notify"),
            {"req.notify.notify.>": "what it is asked"} | _inbox("notify") | _redrive("notify") | _witness("notify"),
            answers=True,
        ),
        "audit": May(
            {
                "aud.*.audit": "who searched",
                "req.consent.audit.>": "keys that openings are sealed under",
                "req.notify.notify.remind.v1": "has the personvernombud told of a deadline",
                "req.witness.*.add-checkpoint.v1": "lets every other service see how far the logs have come",
                "req.witness.*.read-trail-end.v1": "hears that each owner lives, and how many rows it has",
            }
            | _relay("AUD") | _reader("AUD", "audit", "aud.>")
            | _reader("EVT", "audit", "evt.*.consent.erasure.keys-destroyed.v1", "erased")
            | _newest("evt.*.consent.erasure.keys-destroyed.v1"),
            {"req.audit.audit.>": "what it is asked"} | _inbox("audit"),
            answers=True,
        ),
        "portal": May(
            {
                "aud.*.portal": "who signed in",
                **_relay("AUD"),
                **_reader("EVT", "portal", "evt.*.consent.family.>"),
                **_choices("portal"),
                "req.case.>": "asks for people, of every owner",
                "req.consent.consent.>": "asks for people; never where a service asks for keys",
                "req.notify.notify.>": "asks for people",
                "req.audit.audit.>": "asks for the personvernombud",
            },
            _inbox("portal") | _witness("portal"),
            answers=True,
        ),
        "register": May(
            {
                "req.case.*.enrol-child.v1": "which child belongs to which unit",
                "req.consent.consent.register-family.v1": "who has foreldreansvar",
                "req.notify.notify.register-contact.v1": "where people are reached",
            },
            _inbox("register"),
        ),
        "operator": May(
            {"$JS.API.>": "makes streams and durables", "redrive.*": "drives a parked message again"},
            _inbox("operator"),
        ),
    }  # fmt: skip


def _case(owner: str, topology: Topology) -> May:
    me = f"case-{owner}"
    publish = {
        f"evt.*.{owner}.>": "its own facts",
        f"aud.*.{owner}": "its own audit rows",
        f"req.consent.{owner}.>": "its own keys and standings",
        "req.case.*.fetch-piece.v1": "files beside what it may read, sealed",
    } | _relay("EVT", "AUD") | _reader("EVT", me, "evt.>") | _refill(me, owner) | _letters(owner, topology)  # fmt: skip
    publish |= _newest("evt.*.consent.erasure.keys-destroyed.v1") | _choices(me)
    subscribe = {f"req.case.{owner}.>": "what it is asked"} | _inbox(me) | _witness(owner)
    if owner == "familie":  # a service whose consent has ended leaves the log
        return May(publish | _durable(me), subscribe | _redrive(me), answers=True)
    return May(publish, subscribe, answers=True)


def _witness(owner: str) -> Reasons:
    return {f"req.witness.{owner}.>": "what it is shown of the audit logs"}


def _letters(owner: str, topology: Topology) -> Reasons:
    """Reports and anonymous questions, and their answers: each pair of services alone has a way to its stream."""
    found: Reasons = {}
    for peer in set(topology.owners) - {owner}:
        name, between = f"case-{owner}-shielded-{peer}", "_".join(sorted({owner, peer} - {"barnevern"}))
        found |= {
            f"shd.*.{owner}.{peer}.>": "what it tells the other alone",
            f"$JS.API.STREAM.INFO.SHD-{between}": "whether the stream was made anew",
            f"$JS.API.CONSUMER.CREATE.SHD-{between}.{name}.shd.*.{peer}.{owner}.>": "begins at its checkpoint",
            f"$JS.API.CONSUMER.DELETE.SHD-{between}.{name}": "begins again",
            f"$JS.API.CONSUMER.INFO.SHD-{between}.{name}": "how far",
            f"$JS.API.CONSUMER.MSG.NEXT.SHD-{between}.{name}": "reads",
        }
    return found


def _inbox(me: str) -> Reasons:
    return {f"_INBOX_{me}.>": "replies to itself"}


def _redrive(me: str) -> Reasons:
    return {f"redrive.{me}": "what the operator drives again"}


def _relay(*streams: str) -> Reasons:
    return {f"$JS.API.STREAM.INFO.{stream}": "whether the stream was made anew" for stream in streams}


def _reader(stream: str, me: str, filtered: str, kind: str = "intake") -> Reasons:
    """The ordered reader that a service makes itself; the filter stands in the subject."""
    name = f"{me}-{kind}"
    return {
        **_relay(stream),
        f"$JS.API.CONSUMER.CREATE.{stream}.{name}.{filtered}": "begins at its checkpoint",
        f"$JS.API.CONSUMER.DELETE.{stream}.{name}": "begins again",
        f"$JS.API.CONSUMER.INFO.{stream}.{name}": "how far",
        f"$JS.API.CONSUMER.MSG.NEXT.{stream}.{name}": "reads",
    }


def _newest(subjects: str) -> Reasons:
    return {f"$JS.API.DIRECT.GET.EVT.{subjects}": "how far a restored database was set back"}


def _choices(me: str) -> Reasons:
    """What the municipality's administrator has changed holds from that moment."""
    return _reader("EVT", me, "evt.*.consent.municipality.>", "choices")


def _refill(me: str, owner: str) -> Reasons:
    """The family keeps what was shared about it."""
    return {} if owner == "familie" else _reader("EVT", me, "evt.>", "refill")


def _durable(me: str) -> Reasons:
    name = f"{me}-reactions"
    return {
        f"$JS.API.CONSUMER.INFO.EVT.{name}": "whether it is there",
        f"$JS.API.CONSUMER.MSG.NEXT.EVT.{name}": "reads",
        f"$JS.ACK.EVT.{name}.>": "has done",
        f"parked.{me}.>": "what it gives up on",
    }


def covers(pattern: str, subject: str) -> bool:
    """Whether NATS lets `subject`, which may itself hold wildcards, through where `pattern` is allowed."""
    wanted, asked = pattern.split("."), subject.split(".")
    for n, token in enumerate(wanted):
        if token == ">":
            return len(asked) > n
        if n >= len(asked) or asked[n] == ">" or token not in ("*", asked[n]):
            return False
    return len(wanted) == len(asked)


def example(pattern: str) -> str:
    """One subject that the pattern lets through."""
    return pattern.replace(">", "made.up.v1").replace("*", "4999")


def allowed(patterns: Iterable[str], subject: str) -> bool:
    return any(covers(pattern, subject) for pattern in patterns)
