"""How facts and audit rows travel on JetStream: signed by their owner, numbered by its log."""

import base64
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import ValidationError

from shared.contracts.common import Envelope, Fact
from shared.events import Recorded
from shared.personal import assemble, personal_fields
from shared.sealing import DataKey, KeyId, SealBroken, from_text, place, to_text

log = logging.getLogger(__name__)

SIGNATURE = "Stafett-Signature"
POSITION = "Stafett-Position"
PRODUCER = "Stafett-Producer"
MESSAGE_ID = "Nats-Msg-Id"

_Fact = TypeVar("_Fact", bound=Fact)


class Unverified(Exception):
    """A message is not what its producer signed, or does not belong on its subject."""


@dataclass(frozen=True, slots=True)
class Message:
    """One outgoing or incoming message; `position` is its place in the producer's log."""

    subject: str
    body: bytes
    position: int
    producer: str
    signature: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def traceparent(self) -> str | None:
        return self.headers.get("traceparent")


def envelope(row: Recorded, fact: type[Fact], owner: str) -> bytes:
    """The public fact that a stored event becomes: the contract chooses the fields, the seal goes along unopened.

    Not made as an `Envelope`, which costs four times as much: the columns were checked when they were written, and
    every reader checks what it gets.
    """
    plain = {name: value for name, value in orjson.loads(row.data).items() if name in fact.model_fields}
    assemble(fact, plain, None)  # a fact that does not fit its contract must not leave
    whole = {
        "id": str(row.event_id), "kommune": row.kommune, "owner": owner, "position": row.position, "stream": row.stream,
        "version": row.version, "type": fact.wire_name(), "child": row.child, "at": row.recorded_at,
        "actor": orjson.Fragment(row.actor), "correlation": str(row.correlation), "causation": str(row.causation),
        "data": plain,
    }  # fmt: skip
    if row.sealed:
        whole |= {"key": row.key_id, "sealed_as": f"{row.type}/{row.schema_version}"}
        if personal_fields(fact):
            whole["sealed"] = to_text(row.sealed)
    if row.traceparent:
        whole["traceparent"] = row.traceparent
    return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS | orjson.OPT_UTC_Z)


def fact_message(row: Recorded, fact: type[Fact], owner: str, producer: str, key: Ed25519PrivateKey) -> Message:
    headers = {"traceparent": row.traceparent} if row.traceparent else {}
    subject = f"evt.{row.kommune}.{owner}.{fact.wire_name()}"
    message = Message(subject, envelope(row, fact, owner), row.position, producer, b"", headers)
    return signed(message, str(row.event_id), key)


def signed(message: Message, message_id: str, key: Ed25519PrivateKey) -> Message:
    """Add the signature and the headers that JetStream and readers need.

    JetStream drops a message whose id it has seen, whoever sent it. So the id ends in a piece of the signature: it is
    the same after a crash, and nobody else can say it first.
    """
    signature = key.sign(signed_bytes(message.subject, message.position, message.body))
    headers = message.headers | {
        MESSAGE_ID: f"{message_id}.{signature.hex()[:16]}",
        POSITION: str(message.position),
        PRODUCER: message.producer,
        SIGNATURE: base64.b64encode(signature).decode("ascii"),
    }
    return Message(message.subject, message.body, message.position, message.producer, signature, headers)


def received(subject: str, body: bytes, headers: dict[str, str] | None) -> Message:
    """Take a message as it came. Raises Unverified when it lacks what every message of ours carries."""
    try:
        known = headers or {}
        signature = base64.b64decode(known[SIGNATURE], validate=True)
        message = Message(subject, body, int(known[POSITION]), known[PRODUCER], signature, known)
    except (KeyError, ValueError) as error:
        raise Unverified from error
    if not 0 < message.position < 2**63:  # what no log can have drawn, no database can store
        raise Unverified
    return message


def verify(message: Message, key_of: Callable[[str], Ed25519PublicKey | None], may_produce: str) -> None:
    """Raises Unverified unless the producer named signed exactly this. may_produce: the owner in the subject."""
    key = key_of(message.producer)
    if key is None or message.producer not in (may_produce, f"case-{may_produce}"):
        raise Unverified
    try:
        key.verify(message.signature, signed_bytes(message.subject, message.position, message.body))
    except InvalidSignature as error:
        raise Unverified from error


def opened_envelope(message: Message, key_of: Callable[[str], Ed25519PublicKey | None]) -> Envelope:
    """Verify a public fact and read its envelope. Raises Unverified also when envelope and subject differ."""
    try:
        _, _, owner, *_ = message.subject.split(".")
    except ValueError as error:
        raise Unverified from error
    verify(message, key_of, owner)
    found = parse_envelope(message.body)
    if message.subject != f"evt.{found.kommune}.{found.owner}.{found.type}" or found.position != message.position:
        raise Unverified
    if found.key and _key_id(found.key)[:2] != (found.child, found.owner):
        raise Unverified
    return found


def _key_id(text: str) -> KeyId:
    try:
        return KeyId.parse(text)
    except ValueError as error:
        raise Unverified from error


def parse_envelope(body: bytes) -> Envelope:
    try:
        return Envelope.model_validate_json(body)
    except ValidationError as error:
        raise Unverified from error


def read_fact(fact: type[_Fact], found: Envelope, key: DataKey | None) -> _Fact:
    """The fact itself; without the key its personal attributes are absent.

    Raises SealBroken, and Unverified for what does not fit its contract or is another owner's to say.
    """
    if fact.said_by not in (None, found.owner) or (personal_fields(fact) and not found.sealed):
        raise Unverified
    opened = None
    if key and found.sealed and found.key and found.sealed_as:
        where = place(found.kommune, found.stream, found.id, found.sealed_as, _key_id(found.key))
        opened = key.open(where, from_text(found.sealed))
    try:
        return assemble(fact, found.data, opened)
    except ValidationError as error:
        raise Unverified from error


def known_fact(kinds: Mapping[str, type[_Fact]], found: Envelope, key: DataKey | None = None) -> _Fact | None:
    """None: not of these kinds, or not what it must be; then what one owner said wrongly stops no reader."""
    if (kind := kinds.get(found.type)) is None:
        return None
    try:
        return read_fact(kind, found, key)
    except (Unverified, SealBroken):
        log.error("a fact that does not fit its contract was left out", extra={"position": found.position})
        return None


def known_facts(
    messages: Iterable[Message], key_of: Callable[[str], Ed25519PublicKey | None], kinds: Mapping[str, type[_Fact]]
) -> Iterator[tuple[Envelope, _Fact]]:
    """Those of these kinds; what is not proven, or not what it must be, is logged and left out."""
    for message in messages:
        if (found := proven(message, key_of)) and (fact := known_fact(kinds, found)):
            yield found, fact


def proven(message: Message, key_of: Callable[[str], Ed25519PublicKey | None]) -> Envelope | None:
    """None: its owner did not sign it; then it is logged."""
    try:
        return opened_envelope(message, key_of)
    except Unverified:
        log.error("a fact that its owner did not sign was left out", extra={"position": message.position})
        return None


def signed_bytes(subject: str, position: int, body: bytes) -> bytes:
    return b"%s\n%d\n%s" % (subject.encode(), position, body)
