"""What two services tell each other alone: closed to the reader by HPKE, signed by the sender, on a stream of theirs.

`shd.<kommune>.<from>.<to>.<entity>.<fact>.v<major>`. The parcel is closed when the letter is decided on and stored with
the event, so that whatever is sent again is the same bytes.
"""

from typing import Literal
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from shared.contracts.common import Id, Kommune, Moment, Owner
from shared.sealing import HPKE, X25519, SealBroken, from_text, to_text
from shared.settings import Settings
from shared.wire import Message, Unverified, signed, verify

RECEIVER: Owner = "barnevern"  # of reports
Kind = Literal[
    "report.sent.v1", "report.received.v1", "report.answered.v1", "consultation.asked.v1", "consultation.answered.v1"
]


class Letter(BaseModel):
    """`position` grows along the sender's log of letters; `parcel` is base64 of the closed content, empty for none.

    report: what it is about, by its id: a report, or an anonymous consultation.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    id: UUID
    kommune: Kommune
    sender: Owner
    to: Owner
    position: int = Field(gt=0, lt=2**63)
    report: Id
    kind: Kind
    at: Moment
    parcel: str

    @property
    def place(self) -> bytes:
        """What the parcel is bound to: in another letter it does not open."""
        return place(self.kommune, self.sender, self.to, self.report, self.kind)


def pair(one: Owner, other: Owner) -> str:
    """The stream of what two services tell each other; with barnevernet it is named for the other."""
    return f"SHD-{'_'.join(sorted({one, other} - {RECEIVER}))}"


def place(kommune: str, sender: str, to: str, report: str, kind: Kind) -> bytes:
    return orjson.dumps(["stafett/letter/v1", kommune, sender, to, report, kind])


def close(recipient: X25519PublicKey, where: bytes, content: BaseModel) -> str:
    """where: see `place`."""
    return to_text(X25519 + HPKE.encrypt(content.model_dump_json().encode(), recipient, where))


def opened(private: X25519PrivateKey, letter: Letter) -> bytes:
    """Raises SealBroken."""
    sealed = from_text(letter.parcel)
    if sealed[:1] != X25519:
        raise SealBroken
    try:
        return HPKE.decrypt(sealed[1:], private, letter.place)
    except (InvalidTag, ValueError) as error:
        raise SealBroken from error


def outgoing(letter: Letter, settings: Settings) -> Message:
    body = orjson.dumps(letter.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    message = Message(_subject(letter), body, letter.position, settings.identity, b"")
    return signed(message, str(letter.id), settings.signing_key)


def incoming(message: Message, settings: Settings) -> Letter:
    """Raises Unverified for what its sender did not sign, or is not to us."""
    tokens = message.subject.split(".")
    verify(message, settings.trusted.signing, tokens[2] if len(tokens) > 2 else "")  # noqa: PLR2004 - shd.<kommune>.<from>
    try:
        letter = Letter.model_validate_json(message.body)
    except ValidationError as error:
        raise Unverified from error
    if (_subject(letter), letter.position, letter.to) != (message.subject, message.position, settings.owner):
        raise Unverified
    return letter


def _subject(letter: Letter) -> str:
    return f"shd.{letter.kommune}.{letter.sender}.{letter.to}.{letter.kind}"
