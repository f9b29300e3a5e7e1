import base64
from datetime import date
from typing import Any, ClassVar

import orjson
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from shared.contracts.common import Category, Envelope, Fact, Id, Personal, Text
from shared.sealing import DataKey, KeyId, SealBroken, place
from shared.wire import (
    POSITION,
    PRODUCER,
    SIGNATURE,
    Message,
    Unverified,
    fact_message,
    opened_envelope,
    read_fact,
    received,
    signed,
)
from tests.unit.shared.rows import ACTOR, AT, row

SECRETS = {
    name: Ed25519PrivateKey.from_private_bytes(bytes([n] * 32)) for n, name in enumerate(["case-ppt", "case-barnehage"])
}
DATA_KEY = DataKey(KeyId("c-1", "barnehage", Category.NOTES, 1), bytes(32))


class Told(Fact):
    entity: ClassVar[str] = "note"
    fact: ClassVar[str] = "told"
    on: date
    by: Id
    view: Personal[Text]


def keys(identity: str) -> Ed25519PublicKey | None:
    return SECRETS[identity].public_key() if identity in SECRETS else None


PLAIN = {"on": "2026-11-23", "by": "p-1", "private": "inside the service only"}
ROW = row("told", 2, orjson.dumps(PLAIN))
SEAL = DATA_KEY.seal(place("4999", "s-1", ROW.event_id, "told/2", DATA_KEY.id), {"view": "glad"})
ROW = ROW._replace(sealed=SEAL, key_id=str(DATA_KEY.id))


def arrived(message: Message, **changes: Any) -> Message:
    """As it comes from JetStream, with something changed on the way."""
    made = {"subject": message.subject, "body": message.body, "headers": message.headers} | changes
    return received(**made)


SENT = fact_message(ROW, Told, "barnehage", "case-barnehage", SECRETS["case-barnehage"])


def test_a_fact_arrives_as_its_contract_says() -> None:
    envelope = opened_envelope(arrived(SENT), keys)
    assert SENT.subject == "evt.4999.barnehage.note.told.v1"
    assert envelope.data == {"on": "2026-11-23", "by": "p-1"}
    assert (envelope.position, envelope.child, envelope.actor, envelope.at) == (7, "c-1", ACTOR, AT)
    assert (envelope.key, envelope.sealed_as) == ("c-1.barnehage.notes.1", "told/2")
    assert b"glad" not in SENT.body
    assert b"inside the service only" not in SENT.body


def test_it_is_whole_with_the_key_and_bare_without() -> None:
    envelope = opened_envelope(arrived(SENT), keys)
    assert read_fact(Told, envelope, DATA_KEY) == Told(on=date(2026, 11, 23), by="p-1", view="glad")
    bare = read_fact(Told, envelope, None)
    assert bare.by == "p-1"
    with pytest.raises(AttributeError):
        _ = bare.view


@given(st.integers(0, len(SENT.body) - 1), st.integers(1, 255))
def test_a_changed_byte_is_noticed(at: int, change: int) -> None:
    body = bytearray(SENT.body)
    body[at] ^= change
    with pytest.raises(Unverified):
        opened_envelope(arrived(SENT, body=bytes(body)), keys)


@pytest.mark.parametrize(
    "subject",
    [
        "evt.4601.barnehage.note.told.v1",
        "evt.4999.ppt.note.told.v1",
        "evt.4999.barnehage.note.told.v2",
        "evt.4999.barnehage.note.told",
        "evt.4999",
        "",
        "aud.4999.barnehage",
        "evt.4999.barnehage.note.told.v1.more",
    ],
)
def test_a_fact_belongs_on_its_own_subject_only(subject: str) -> None:
    with pytest.raises(Unverified):
        opened_envelope(arrived(SENT, subject=subject), keys)


@pytest.mark.parametrize(
    "change",
    [
        {POSITION: "8"},
        {POSITION: "-7"},
        {POSITION: "seven"},
        {POSITION: ""},
        {PRODUCER: "case-ppt"},
        {PRODUCER: "nobody"},
        {SIGNATURE: ""},
        {SIGNATURE: "å"},
        {SIGNATURE: base64.b64encode(bytes(64)).decode()},
    ],
)
def test_its_position_producer_and_signature_are_its_own(change: dict[str, str]) -> None:
    with pytest.raises(Unverified):
        opened_envelope(arrived(SENT, headers=SENT.headers | change), keys)


@pytest.mark.parametrize("missing", [POSITION, PRODUCER, SIGNATURE])
def test_a_message_without_them_is_none_of_ours(missing: str) -> None:
    with pytest.raises(Unverified):
        received(SENT.subject, SENT.body, {name: value for name, value in SENT.headers.items() if name != missing})
    with pytest.raises(Unverified):
        received(SENT.subject, SENT.body, None)


def test_an_owner_cannot_speak_in_anothers_name() -> None:
    forged = fact_message(ROW, Told, "barnehage", "case-ppt", SECRETS["case-ppt"])
    with pytest.raises(Unverified):
        opened_envelope(arrived(forged), keys)


def test_an_owner_cannot_put_another_owner_in_its_envelope() -> None:
    envelope = orjson.loads(SENT.body)
    forged = resigned(envelope | {"owner": "ppt"})
    with pytest.raises(Unverified):
        opened_envelope(arrived(forged), keys)


def resigned(envelope: dict[str, Any]) -> Message:
    message = Message(SENT.subject, orjson.dumps(envelope), envelope.get("position", 7), "case-barnehage", b"")
    return signed(message, "1", SECRETS["case-barnehage"])


@pytest.mark.parametrize("position", [0, -1, 2**63])
def test_a_position_that_no_log_has_is_refused_before_it_reaches_a_database(position: int) -> None:
    with pytest.raises(Unverified):
        opened_envelope(arrived(resigned(orjson.loads(SENT.body) | {"position": position})), keys)


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[]", b"\xff", b'{"id":1}'])
def test_a_signed_body_that_is_no_envelope_is_refused(body: bytes) -> None:
    message = signed(Message(SENT.subject, body, 7, "case-barnehage", b""), "1", SECRETS["case-barnehage"])
    with pytest.raises(Unverified):
        opened_envelope(arrived(message), keys)


def opened(**changes: Any) -> Envelope:
    return Envelope.model_validate(orjson.loads(SENT.body) | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"sealed": "not base64 at all!"},
        {"sealed": "AAAA"},
        {"sealed": "å"},
        {"sealed_as": "told/1"},
        {"stream": "s-2"},
        {"kommune": "4601"},
        {"key": "c-2.barnehage.notes.1"},
    ],
)
def test_a_seal_that_does_not_belong_is_broken_and_nothing_else(changes: dict[str, str]) -> None:
    with pytest.raises(SealBroken):
        read_fact(Told, opened(**changes), DATA_KEY)


@pytest.mark.parametrize(
    "key", ["no key id", "c-1.barnehage.notes.x", "c-2.barnehage.notes.1", "c-1.ppt.notes.1", "c-1.barnehage.secrets.1"]
)
def test_a_fact_names_a_key_of_its_own_child_and_owner(key: str) -> None:
    with pytest.raises(Unverified):
        opened_envelope(arrived(resigned(orjson.loads(SENT.body) | {"key": key})), keys)


def test_a_fact_that_breaks_its_contract_is_refused_by_its_reader() -> None:
    for data in ({}, {"on": "yesterday", "by": "p-1"}, {"on": "2026-11-23", "by": "Not An Id"}):
        with pytest.raises(Unverified):
            read_fact(Told, opened(data=data), None)


def test_a_fact_that_breaks_its_contract_does_not_leave() -> None:
    with pytest.raises(ValueError, match="1 validation error"):
        fact_message(
            row("told", 2, b'{"on":"2026-11-23"}'), Told, "barnehage", "case-barnehage", SECRETS["case-barnehage"]
        )
