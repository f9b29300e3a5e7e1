"""A letter is its sender's, for its reader alone, and opens in no other place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import BaseModel

from shared import letters
from shared.letters import Letter
from shared.sealing import SealBroken
from shared.settings import Settings
from shared.wire import Message, Unverified

NAMES = ("barnehage", "ppt", "barnevern")
SIGNING = {f"case-{name}": Ed25519PrivateKey.generate() for name in NAMES}
OPENING = {f"case-{name}": X25519PrivateKey.generate() for name in NAMES}


def settings(owner: str) -> Settings:
    identity = f"case-{owner}"
    trusted = SimpleNamespace(signing=lambda of: SIGNING[of].public_key() if of in SIGNING else None)
    told = SimpleNamespace(identity=identity, owner=owner, signing_key=SIGNING[identity], trusted=trusted)
    return cast("Settings", told)


class Content(BaseModel):
    text: str


HERE, THERE = settings("barnehage"), settings("barnevern")
CONTENT = Content(text="Sagt av barnet")


def letter(**other: Any) -> Letter:
    told: dict[str, Any] = {
        "id": UUID(int=7), "kommune": "4999", "sender": "barnehage", "to": "barnevern", "position": 3, "report": "r",
        "kind": "report.sent.v1", "at": datetime(2026, 11, 23, tzinfo=UTC), **other,
    }  # fmt: skip
    where = letters.place("4999", "barnehage", "barnevern", "r", "report.sent.v1")
    return Letter(parcel=letters.close(OPENING["case-barnevern"].public_key(), where, CONTENT), **told)


def test_its_reader_opens_it_and_nobody_else() -> None:
    one = letter()
    assert Content.model_validate_json(letters.opened(OPENING["case-barnevern"], one)) == CONTENT
    for name in ("case-barnehage", "case-ppt"):
        with pytest.raises(SealBroken):
            letters.opened(OPENING[name], one)


@pytest.mark.parametrize(
    "other",
    [{"report": "other"}, {"kommune": "5999"}, {"sender": "ppt"}, {"to": "ppt"}, {"kind": "report.answered.v1"}],
    ids=str,
)
def test_moved_into_another_letter_it_does_not_open(other: dict[str, str]) -> None:
    with pytest.raises(SealBroken):
        letters.opened(OPENING["case-barnevern"], letter(**other))


@pytest.mark.parametrize("parcel", ["", "AAAA", "AQ==", "no base64"])
def test_what_is_no_parcel_does_not_open(parcel: str) -> None:
    with pytest.raises(SealBroken):
        letters.opened(OPENING["case-barnevern"], letter().model_copy(update={"parcel": parcel}))


def test_it_arrives_as_it_was_sent_and_is_the_same_bytes_each_time() -> None:
    one = letter()
    first, again = (letters.outgoing(one, HERE) for _ in range(2))
    assert first == again
    assert first.subject == "shd.4999.barnehage.barnevern.report.sent.v1"
    assert CONTENT.text not in str(first)
    assert letters.incoming(first, THERE) == one


WRONG: dict[str, Callable[[Message], Message]] = {
    "changed": lambda m: replace(m, body=m.body + b" "),
    "of another": lambda m: replace(m, producer="case-ppt"),
    "elsewhere": lambda m: replace(m, subject=m.subject.replace("barnehage", "ppt")),
    "renumbered": lambda m: replace(m, position=m.position + 1),
    "to a short subject": lambda m: replace(m, subject="shd"),
}


@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG)
def test_what_its_sender_did_not_sign_is_none(wrong: Callable[[Message], Message]) -> None:
    with pytest.raises(Unverified):
        letters.incoming(wrong(letters.outgoing(letter(), HERE)), THERE)


def test_what_is_to_another_or_not_on_its_subject_is_none() -> None:
    with pytest.raises(Unverified):
        letters.incoming(letters.outgoing(letter(), HERE), settings("ppt"))
    with pytest.raises(Unverified):
        letters.incoming(letters.outgoing(letter(sender="ppt"), HERE), THERE)


def test_two_services_have_one_stream_whoever_names_it() -> None:
    assert letters.pair("ppt", "barnehage") == letters.pair("barnehage", "ppt") == "SHD-barnehage_ppt"
    assert letters.pair("barnevern", "ppt") == letters.pair("ppt", "barnevern") == "SHD-ppt"
