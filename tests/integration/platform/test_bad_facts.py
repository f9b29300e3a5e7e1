"""What an owner says wrongly on JetStream changes nothing and stops nobody; what is said rightly after it arrives."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.system import topology
from services.case.policies import CHANGED
from shared.contracts import case, consent
from shared.personal import personal_fields
from shared.wire import Message
from tests.integration.platform.saying import KOMMUNE, Speaker, moved
from tests.integration.platform.stillness import Watch, changed

SPEAKERS = sorted(s.identity for s in topology().services if s.name in {"case", "consent"})
FACTS = {fact.wire_name(): fact for fact in (*case.FACTS, *consent.FACTS)}
WRITTEN = case.ContributionWritten.wire_name()
LOG = str(uuid4())
DATA: dict[str, dict[str, Any]] = {
    WRITTEN: {"stafettlogg": LOG, "kind": "note", "category": "notes"},
    "contribution.corrected.v1": {"stafettlogg": LOG, "category": "notes"},
    "contribution.retracted.v1": {"stafettlogg": LOG, "category": "notes"},
    "stafettlogg.archive-deposited.v1": {
        "package": "p-1", "receipt": "k-1", "deposited_at": "2030-01-01T12:00:00Z", "sha256": "0" * 64,
    },
    "stafettlogg.opened.v1": {"opener": "p-spy", "opener_owner": "ppt", "guardians": ["p-spy"], "level": 2},
    "stafettlogg.service-invited.v1": {"invited": "barnevern"},
    "stafettlogg.invitation-accepted.v1": {"person": "p-spy", "owner": "barnevern"},
    "stafettlogg.invitation-declined.v1": {"owner": "barnevern"},
    "stafettlogg.participant-left.v1": {"owner": "ppt", "because": "spite"},
    "stafettlogg.measure-agreed.v1": {"measure": "m-1", "responsible": "p-spy", "evaluate_on": "2030-01-01"},
    "stafettlogg.evaluation-fell-due.v1": {"measure": "m-1", "responsible": "p-spy"},
    "stafettlogg.baton-offered.v1": {"giver": "p-spy", "to": "p-spy"},
    "stafettlogg.baton-passed.v1": {"giver": "p-spy", "taker": "p-spy"},
    "stafettlogg.baton-offer-ended.v1": {"to": "p-spy", "because": "spite"},
    "stafettlogg.closed.v1": {"because": "spite"},
    **{
        f"consent.{name}.v1": {
            "consent": "x-1", "to": "barnevern", "asker": "p-spy", "asked_by_owner": "barnehage", "giver": "p-spy",
            "givers": ["p-spy"], "purpose": "stafettlogg", "categories": ["notes"], "expires_on": "2030-01-01",
        }
        for name in ("asked", "answered", "activated", "refused", "withdrawn", "expired")
    },
}  # fmt: skip
LARGE = 900_000
ONLY = defaultdict(set, {"consent": {"consent"}, "familie": {"stafettlogg"}})  # whose to say


def data(kind: str) -> dict[str, Any]:
    """What it would hold: as it stands above, or made up from its contract."""
    fields = FACTS[kind].model_fields.items()
    plain = ((name, of) for name, of in fields if name not in personal_fields(FACTS[kind]) and of.is_required())
    return DATA.get(kind) or {name: made_up(str(of.annotation)) for name, of in plain}


def made_up(annotation: str) -> object:
    """By the kind of its field: most are words of ours."""
    day, moment = "2030-01-01", "2030-01-01T12:00:00Z"
    kinds = {r"datetime\.date": day, "Datetime": moment, "tuple": ["p-spy"], "bool": True, r"\bint\b": 1}
    return next((value for kind, value in kinds.items() if re.search(kind, annotation)), "p-spy")


def forged(speaker: Speaker, kind: str) -> Iterator[Message]:
    """Well formed, and not what its owner signed."""
    stranger, other = Ed25519PrivateKey.generate(), "case-ppt" if speaker.owner != "ppt" else "case-familie"
    whole = speaker.envelope(kind, data(kind))
    proper = speaker.signed(whole)
    yield speaker.signed(whole, key=stranger)
    yield speaker.signed(whole, producer=other)
    yield speaker.signed(whole, producer="nobody")
    yield speaker.signed(whole, producer="operator")
    yield moved(proper, position=proper.position + 1)
    yield moved(proper, position=0)
    yield moved(proper, position=2**63)
    yield moved(proper, subject=f"evt.0000.{speaker.owner}.{kind}")
    yield moved(proper, body=proper.body + b" ")
    yield moved(proper, signature=bytes(64))
    yield moved(proper, signature=b"")
    yield speaker.signed(whole, f"evt.0000.{speaker.owner}.{kind}")
    yield speaker.signed(whole, f"evt.{KOMMUNE}.{speaker.owner}.made.up.v1")
    yield speaker.signed(whole, position=proper.position + 1)
    yield speaker.signed(whole | {"owner": "nobody"}, proper.subject)
    yield speaker.signed(whole | {"kommune": "0000"}, proper.subject)


def malformed(speaker: Speaker, kind: str) -> Iterator[Message]:
    """Signed by its owner, and no fact."""
    whole = speaker.envelope(kind, data(kind))
    where = speaker.subject(whole)
    yield speaker.signed(b"", where)
    yield speaker.signed(b"{", where)
    yield speaker.signed(b"\xff\xfe\x00", where)
    yield speaker.signed(b"[" * 100_000, where)
    yield speaker.signed(b"null", where)
    yield speaker.signed(b"x" * LARGE, where)
    yield speaker.signed(b'{"data": {"x": "' + b"x" * LARGE + b'"}}', where)
    for name in ("id", "stream", "version", "child", "at", "actor", "data", "correlation"):
        yield speaker.signed({**whole, name: None})
    for name, value in {
        "id": "x", "stream": "../x", "stream ": "", "child": "C", "version": 2**31, "at": "0001-01-01T00:00:00+14:00",
        "actor": {"id": "x"}, "key": "x", "data": [], "child ": "\0",
    }.items():  # fmt: skip
        yield speaker.signed({**whole, name.strip(): value})
    yield speaker.signed({**whole, "position": -1})
    yield speaker.signed({**whole, "position": 2**63})


def durables(message: Message) -> int:
    """How many it comes to: one hears everything, one what the consent service says."""
    return 1 + (message.subject.split(".")[2:3] == ["consent"])


async def unmoved(
    watch: Watch, speaker: Speaker, wrong: Sequence[Message], kept: Collection[str] = (),
    given_up: int | None = None,
) -> None:  # fmt: skip
    """None of it changes any table but `kept`, and every reaction gives it up where it can be seen."""
    before, parked = await watch.contents(), await watch.parked()
    for message in wrong:
        await speaker.say(message)
    assert changed(before, await watch.contents()) <= set(kept)
    assert await watch.parked() - parked == (sum(map(durables, wrong)) if given_up is None else given_up)


@pytest.mark.parametrize("identity", SPEAKERS)
async def test_a_forged_or_malformed_fact_changes_nothing(
    watch: Watch, speakers: dict[str, Speaker], proper: Speaker, identity: str
) -> None:
    speaker, kind = speakers[identity], WRITTEN if identity != "consent" else "consent.activated.v1"
    await unmoved(watch, speaker, [*forged(speaker, kind), *malformed(speaker, kind)])
    await watch.goes_on(proper)


@pytest.mark.parametrize("identity", SPEAKERS)
async def test_nobody_says_what_another_owner_should_have_said(
    watch: Watch, speakers: dict[str, Speaker], proper: Speaker, identity: str
) -> None:
    """Well formed and properly signed, on the owner's own subject: a consent that no family gave, a log of nobody's."""
    speaker = speakers[identity]
    others = [kind for kind, fact in FACTS.items() if fact.said_by not in (None, speaker.owner)]
    assert {kind.partition(".")[0] for kind in others} >= {"stafettlogg", "consent"} - ONLY[speaker.owner]
    # Who hears everything gives it up; who follows families and consents has no use for anything else.
    await unmoved(watch, speaker, [speaker.fact(kind, data(kind)) for kind in others], watch.copies, len(others))
    await watch.goes_on(proper)


@pytest.mark.parametrize("owner", ["familie", "consent", "helsestasjon"])
async def test_a_fact_that_does_not_fit_its_contract_changes_nothing(
    watch: Watch, speakers: dict[str, Speaker], proper: Speaker, owner: str
) -> None:
    """From whoever should say it, properly signed."""
    speaker = speakers["consent" if owner == "consent" else f"case-{owner}"]
    kinds = [kind for kind, fact in FACTS.items() if (fact.said_by or "helsestasjon") == owner]
    wrong = [message for kind in kinds for message in unfit(speaker, kind)]
    # Who waits for consents that begin or end has no use for the others, and does not look into them.
    looked = [m for m in wrong if ".".join(m.subject.split(".")[3:]) in CHANGED]
    await unmoved(watch, speaker, wrong, watch.copies, len(wrong) + len(looked))
    await watch.goes_on(proper)


def unfit(speaker: Speaker, kind: str) -> Iterator[Message]:
    fields, whole = FACTS[kind].model_fields, data(kind)
    if whole:
        yield speaker.fact(kind, {})
    for name in fields.keys() & whole.keys():
        may_lack = "None" in str(fields[name].annotation)
        for value in spoiled(whole[name]):
            if value is not None or not may_lack:
                yield speaker.fact(kind, {**whole, name: value})
    if personal_fields(FACTS[kind]):
        sent = speaker.envelope(kind, whole)
        yield speaker.signed({name: value for name, value in sent.items() if name != "sealed"})


def spoiled(value: object) -> list[object]:
    """What cannot stand where such a value stands."""
    match value:
        case int():
            return [None, "x", 2**62, -1, []]
        case list():
            return [None, "x", [None], ["a b"], {}]
        case _:
            return [None, "", "a b", "\0", "æ", 7, [], {}]
