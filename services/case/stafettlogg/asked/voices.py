"""What can be asked about the child's voice and a parent's disagreement, and how it may be refused."""

from pydantic import BaseModel

from shared.contracts.case import AppointVoice, Disagree, RecordVoice
from shared.errors import Refused


class NotAppointed(Refused):
    """Somebody else is appointed to hear the child."""


class HeardInTheFuture(Refused):
    """What the child has said is written down afterwards."""


class DisagreeWith(BaseModel, frozen=True):
    """known: whether the entry stands in this log, whoever wrote it."""

    command: Disagree
    known: bool


VoiceCommand = AppointVoice | RecordVoice | DisagreeWith
