"""What can be asked in private casework, and how it may be refused."""

from datetime import date

from pydantic import BaseModel

from shared.contracts.case import (
    AddObservation,
    AgreeOwnMeasure,
    AnswerAcute,
    CancelConversation,
    DecideCase,
    EndLevelOne,
    EvaluateOwnMeasure,
    InviteToConversation,
    PrepareConversation,
    RecordConversation,
    RegisterConcern,
    ShareConcern,
)
from shared.contracts.common import Id
from shared.errors import Refused


class CaseExists(Refused):
    """There is a case with this id already."""


class CaseClosed(Refused):
    """This case is decided; register a new undring instead."""


class NothingObserved(Refused):
    """An undring rests on at least one observation."""


class NotShared(Refused):
    """An undring is shared with the leader before it is decided."""


class AcuteConcern(Refused):
    """Violence, abuse or immediate danger is reported; it is never talked over with the parents here."""


class AcuteNotAnswered(Refused):
    """Whether this is violence, abuse or immediate danger is answered first."""


class AcuteStands(Refused):
    """A yes to violence, abuse or immediate danger stands; the leader decides what comes of it."""


class ReportOrSayWhyNot(Refused):
    """An acute concern is reported, or it is written down why not."""


class ParentsConcern(Refused):
    """A concern that the parents raised always goes on."""


class NotInTheFuture(Refused):
    """What is recorded as done has been done."""


class NotInThePast(Refused):
    """A conversation that people are invited to is still to come."""


class NotAGuardian(Refused):
    """Only those who have foreldreansvar now are invited."""


class InvitationExists(Refused):
    """There is an invitation with this id already."""


class NoSuchInvitation(Refused):
    """There is no such invitation in this case."""


class ChildNotHeard(Refused):
    """From this age the child's own view is written down, or why it was not asked for."""


class NotAtLevelOne(Refused):
    """The leader decides on nivå 1 first."""


class NotAnEnd(Refused):
    """Nivå 1 ends by closing, by going on to nivå 2 or by a report."""


class OwnMeasureExists(Refused):
    """There is a tiltak with this id already."""


class NoSuchMeasure(Refused):
    """There is no such tiltak going on in this case."""


class EvaluationInThePast(Refused):
    """A tiltak is evaluated on a day to come."""


class ChangeNotSaid(Refused):
    """A tiltak that is changed says what is done from now on."""


class MarkDecisionDue(BaseModel, frozen=True):
    """Sent by the timer."""

    case: Id


class MarkOwnEvaluationDue(BaseModel, frozen=True):
    """Sent by the timer."""

    measure: Id
    evaluate_on: date


class InviteGuardians(BaseModel, frozen=True):
    """An invitation, with those who have foreldreansvar at this moment."""

    command: InviteToConversation
    guardians: frozenset[Id]


class RecordByAge(BaseModel, frozen=True):
    """must_hear: the child is of the age from which the municipality wants its view."""

    command: RecordConversation
    must_hear: bool


class EvaluateByAge(BaseModel, frozen=True):
    command: EvaluateOwnMeasure
    must_hear: bool


ConcernCommand = RegisterConcern | AddObservation | AnswerAcute | ShareConcern
ConversationCommand = PrepareConversation | InviteGuardians | CancelConversation | RecordByAge
DecisionCommand = DecideCase | EndLevelOne | MarkDecisionDue
LevelOneCommand = AgreeOwnMeasure | EvaluateByAge | MarkOwnEvaluationDue
CaseworkCommand = ConcernCommand | ConversationCommand | DecisionCommand | LevelOneCommand
OnCase = (
    AddObservation | AnswerAcute | ShareConcern | PrepareConversation | CancelConversation | DecideCase | EndLevelOne
    | AgreeOwnMeasure
)  # fmt: skip
"""What is carried out as it was asked."""
