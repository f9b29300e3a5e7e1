"""What can be asked about meetings, and how it may be refused."""

from pydantic import BaseModel

from shared.contracts.case import CallMeeting, CancelMeeting, ConfirmMinutes, CorrectMinutes, RecordMeeting
from shared.contracts.common import Id
from shared.errors import Refused


class MeetingExists(Refused):
    """There is a meeting with this id already."""


class MeetingInThePast(Refused):
    """A meeting is called for a time to come."""


class MeetingInTheFuture(Refused):
    """A meeting is recorded when it has been held."""


class MeetingOver(Refused):
    """This meeting is held or cancelled already."""


class NotHeld(Refused):
    """There are no minutes of this meeting yet."""


class VoiceMissing(Refused):
    """An evaluation at this level needs the child's voice, or the reason why there is none."""


class OtherMinutes(Refused):
    """The minutes have been corrected since; read them again."""


class MarkMeetingNear(BaseModel, frozen=True):
    """Sent by the timer some days before."""

    meeting: Id


MeetingCommand = CallMeeting | CancelMeeting | RecordMeeting | CorrectMinutes | ConfirmMinutes
