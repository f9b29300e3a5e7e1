"""What the case service takes and tells. One code, run once per owner: `req.case.<owner>.…`, `evt.<kommune>.<owner>.…`.

Private casework (undring, samtale, decision) is asked of the employee's own owner, the shared spine (stafettlogg)
always of `familie`, a contribution of the writer's own owner.
"""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.common import (
    Category,
    Command,
    Fact,
    Id,
    Line,
    Moment,
    Name,
    Owner,
    Personal,
    Query,
    Reply,
    Request,
    Text,
)


class CaseCommand(Command):
    service: ClassVar[str] = "case"


class CaseQuery(Query):
    service: ClassVar[str] = "case"


# --- Private casework, in the owner's own store ---------------------------------------------------


class EnrolChild(CaseCommand):
    """From the municipality's register: this child belongs to this unit."""

    name: ClassVar[str] = "enrol-child"
    child: Id
    unit: Id
    child_name: Personal[Name]
    born: Personal[date]


class Observation(BaseModel, frozen=True, extra="forbid"):
    """What was seen and heard, apart from what it may mean."""

    seen: Personal[Text]
    where: Personal[Line] | None = None
    since: Personal[Line] | None = None


class RegisterConcern(CaseCommand):
    """An undring: an observation, not a conclusion."""

    name: ClassVar[str] = "register-concern"
    case: Id
    child: Id
    observations: tuple[Observation, ...] = Field(min_length=1, max_length=20)
    interpretation: Personal[Text] | None = None
    raised_by_parents: bool = False
    acute: bool = False  # violence, abuse, immediate danger: leads to the shielded track, never to a conversation


class AddObservation(CaseCommand):
    name: ClassVar[str] = "add-observation"
    case: Id
    observation: Observation


class ShareConcern(CaseCommand):
    """Share the undring with the nearest leader; starts the clock for a decision."""

    name: ClassVar[str] = "share-concern"
    case: Id


class RecordConversation(CaseCommand):
    """The undringssamtale, as it was held."""

    name: ClassVar[str] = "record-conversation"
    case: Id
    held_on: date
    parents_view: Personal[Text]
    childs_view: Personal[Text] | None = None


class Outcome(StrEnum):
    CLOSED = "closed"
    LEVEL_1 = "level-1"
    LEVEL_2 = "level-2"


class DecideCase(CaseCommand):
    """The leader's decision at nivå 0."""

    name: ClassVar[str] = "decide-case"
    case: Id
    outcome: Outcome
    reason: Personal[Text]


class ChildSummary(BaseModel, frozen=True):
    """A child of the asking employee's own unit. `stage` is the furthest step of the newest open case, if any."""

    child: Id
    child_name: Personal[Name]
    born: Personal[date]
    unit: Id
    case: Id | None = None
    stage: str | None = None  # registered, shared, talked, decided
    stafettlogg: Id | None = None


class ReadChild(CaseQuery):
    """One child of the asking employee's own unit."""

    name: ClassVar[str] = "read-child"
    reply: ClassVar[type[BaseModel]] = ChildSummary
    child: Id


class Children(Reply):
    children: tuple[ChildSummary, ...]


class MyChildren(CaseQuery):
    name: ClassVar[str] = "my-children"
    reply: ClassVar[type[BaseModel]] = Children


class Step(BaseModel, frozen=True):
    """One event of a case, in order. `what` is the event's wire name."""

    what: str
    at: Moment
    by: Id
    text: Personal[dict[str, str]] = Field(default_factory=dict)


class CaseView(Reply):
    case: Id
    child: Id
    child_name: Personal[Name]
    born: Personal[date]
    stage: str
    acute: bool
    decide_by: date | None
    outcome: Outcome | None
    steps: tuple[Step, ...]


class ReadCase(CaseQuery):
    name: ClassVar[str] = "read-case"
    reply: ClassVar[type[BaseModel]] = CaseView
    case: Id


# --- The stafettlogg's spine, owned by familie ----------------------------------------------------


class OpenStafettlogg(CaseCommand):
    """Open the shared log. Needs an active consent for the opener's own service and for at least one more."""

    name: ClassVar[str] = "open-stafettlogg"
    stafettlogg: Id
    child: Id
    attention: Personal[Text]  # oppmerksomhet: what this is about
    goal: Personal[Text] | None = None
    opener_name: Personal[Name]


class InviteService(CaseCommand):
    name: ClassVar[str] = "invite-service"
    stafettlogg: Id
    invited: Owner


class AcceptInvitation(CaseCommand):
    name: ClassVar[str] = "accept-invitation"
    stafettlogg: Id
    participant_name: Personal[Name]


class DeclineInvitation(CaseCommand):
    name: ClassVar[str] = "decline-invitation"
    stafettlogg: Id


class AgreeMeasure(CaseCommand):
    """A tiltak has one responsible person and one evaluation date."""

    name: ClassVar[str] = "agree-measure"
    stafettlogg: Id
    measure: Id
    title: Personal[Line]
    description: Personal[Text] | None = None
    responsible: Id
    evaluate_on: date


class OfferBaton(CaseCommand):
    """The holder keeps every duty until the other has accepted."""

    name: ClassVar[str] = "offer-baton"
    stafettlogg: Id
    to: Id


class AcceptBaton(CaseCommand):
    name: ClassVar[str] = "accept-baton"
    stafettlogg: Id


class DeclineBaton(CaseCommand):
    name: ClassVar[str] = "decline-baton"
    stafettlogg: Id


class WithdrawBatonOffer(CaseCommand):
    name: ClassVar[str] = "withdraw-baton-offer"
    stafettlogg: Id


class CloseStafettlogg(CaseCommand):
    """With a reason; a guardian may always close."""

    name: ClassVar[str] = "close-stafettlogg"
    stafettlogg: Id
    reason: Personal[Text]


# --- Contributions, owned by whoever writes -------------------------------------------------------


class Kind(StrEnum):
    NOTE = "note"
    LYSGLIMT = "lysglimt"  # a positive glimpse
    ASSESSMENT = "assessment"


class WriteContribution(CaseCommand):
    name: ClassVar[str] = "write-contribution"
    contribution: Id
    stafettlogg: Id
    kind: Kind
    category: Category
    text: Personal[Text]


# --- Reading the stafettlogg, at the reader's own owner -------------------------------------------


class Participant(BaseModel, frozen=True):
    person: Id
    person_name: Personal[Name]
    owner: Owner
    relation: str  # employee, mother, father, guardian


class Measure(BaseModel, frozen=True):
    measure: Id
    title: Personal[Line]
    description: Personal[Text] | None
    responsible: Id
    evaluate_on: date
    agreed_at: Moment


class Entry(BaseModel, frozen=True):
    """One line of the timeline. `what` is the fact's wire name, `data` its plain and `text` its personal fields.

    `audience`: the owners whose people can read it now, by the same policy that is enforced.
    """

    id: Id
    what: str
    at: Moment
    owner: Owner
    by: Id
    data: dict[str, str | int | bool | None] = Field(default_factory=dict)
    text: Personal[dict[str, str]] = Field(default_factory=dict)
    audience: tuple[Owner, ...] = ()


class ServiceStanding(BaseModel, frozen=True):
    """How one service stands to the log: its consent and whether it takes part."""

    owner: Owner
    consent: str  # none, proposed, partial, active, refused, withdrawn, expired
    participation: str  # none, invited, taking-part, left
    expires_on: date | None = None
    categories: tuple[Category, ...] = ()  # what its consent covers, whatever its state


class StafettloggView(Reply):
    stafettlogg: Id
    child: Id
    child_name: Personal[Name]
    attention: Personal[Text]
    goal: Personal[Text] | None
    level: int
    opened_at: Moment
    closed_at: Moment | None
    holder: Id
    holder_since: Moment
    baton_offered_to: Id | None
    participants: tuple[Participant, ...]
    services: tuple[ServiceStanding, ...]
    measures: tuple[Measure, ...]
    entries: tuple[Entry, ...]  # newest first


class ReadStafettlogg(CaseQuery):
    name: ClassVar[str] = "read-stafettlogg"
    reply: ClassVar[type[BaseModel]] = StafettloggView
    stafettlogg: Id


class LogSummary(BaseModel, frozen=True):
    stafettlogg: Id
    child: Id
    child_name: Personal[Name]
    level: int
    holder: Id
    open: bool


class Logs(Reply):
    logs: tuple[LogSummary, ...]


class MyLogs(CaseQuery):
    """The stafettlogger the asking person takes part in and may read now."""

    name: ClassVar[str] = "my-logs"
    reply: ClassVar[type[BaseModel]] = Logs


class Audience(Reply):
    """Who would see a text of this category, and who not, with the rule's own sentence (bokmål)."""

    readers: tuple[Owner, ...]
    others: tuple[tuple[Owner, str], ...]


class PreviewAudience(CaseQuery):
    """Ask before saving; answered by the policy that is enforced."""

    name: ClassVar[str] = "preview-audience"
    reply: ClassVar[type[BaseModel]] = Audience
    stafettlogg: Id
    category: Category


# --- Tasks ----------------------------------------------------------------------------------------


class TaskKind(StrEnum):
    DECIDE_CASE = "decide-case"  # leader: an undring was shared
    OPEN_LOG = "open-log"  # consent is in place
    INVITATION = "invitation"  # your service is invited
    BATON_OFFERED = "baton-offered"
    EVALUATE_MEASURE = "evaluate-measure"
    CONSENT_ENDED = "consent-ended"


class Task(BaseModel, frozen=True):
    task: Id
    kind: TaskKind
    child: Id
    child_name: Personal[Name] | None  # only where the reader may know it already
    ref: Id  # the case or stafettlogg
    due: date | None
    created_at: Moment
    overdue: bool


class Tasks(Reply):
    tasks: tuple[Task, ...]


class MyTasks(CaseQuery):
    name: ClassVar[str] = "my-tasks"
    reply: ClassVar[type[BaseModel]] = Tasks


# --- Public facts ---------------------------------------------------------------------------------


class SpineFact(Fact):
    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "stafettlogg"
    said_by: ClassVar[str | None] = "familie"


class Guardian(BaseModel, frozen=True):
    person: Id
    person_name: Name
    relation: str


class StafettloggOpened(SpineFact):
    """Carries the names that its readers need, sealed."""

    fact: ClassVar[str] = "opened"
    opener: Id
    opener_owner: Owner
    guardians: tuple[Id, ...]
    level: int = Field(ge=0, le=3)
    child_name: Personal[Name]
    opener_name: Personal[Name]
    guardian_names: Personal[tuple[Guardian, ...]]
    attention: Personal[Text]
    goal: Personal[Text | None]


class ServiceInvited(SpineFact):
    fact: ClassVar[str] = "service-invited"
    invited: Owner


class InvitationAccepted(SpineFact):
    fact: ClassVar[str] = "invitation-accepted"
    person: Id
    owner: Owner
    person_name: Personal[Name]


class InvitationDeclined(SpineFact):
    fact: ClassVar[str] = "invitation-declined"
    owner: Owner


class ParticipantLeft(SpineFact):
    """A service takes part no longer; `because` is a word, never a text."""

    fact: ClassVar[str] = "participant-left"
    owner: Owner
    because: str = Field(pattern="^[a-z-]+$")


class MeasureAgreed(SpineFact):
    fact: ClassVar[str] = "measure-agreed"
    measure: Id
    responsible: Id
    evaluate_on: date
    title: Personal[Line]
    description: Personal[Text | None]


class EvaluationFellDue(SpineFact):
    fact: ClassVar[str] = "evaluation-fell-due"
    measure: Id
    responsible: Id


class BatonOffered(SpineFact):
    fact: ClassVar[str] = "baton-offered"
    giver: Id
    to: Id


class BatonPassed(SpineFact):
    """The stafettpinne moved; exactly one holder is accountable at any time."""

    fact: ClassVar[str] = "baton-passed"
    giver: Id
    taker: Id


class BatonOfferEnded(SpineFact):
    """Declined by the one asked or withdrawn by the holder, who remains the holder."""

    fact: ClassVar[str] = "baton-offer-ended"
    to: Id
    because: str = Field(pattern="^[a-z-]+$")


class StafettloggClosed(SpineFact):
    fact: ClassVar[str] = "closed"
    because: str = Field(pattern="^[a-z-]+$")  # family, holder, consent-ended
    reason: Personal[Text | None]


class ContributionWritten(Fact):
    service: ClassVar[str] = "case"
    entity: ClassVar[str] = "contribution"
    fact: ClassVar[str] = "written"
    stafettlogg: Id
    kind: Kind
    category: Category
    text: Personal[Text]


REQUESTS: tuple[type[Request], ...] = (
    EnrolChild,
    RegisterConcern,
    AddObservation,
    ShareConcern,
    RecordConversation,
    DecideCase,
    MyChildren,
    ReadChild,
    ReadCase,
    OpenStafettlogg,
    InviteService,
    AcceptInvitation,
    DeclineInvitation,
    AgreeMeasure,
    OfferBaton,
    AcceptBaton,
    DeclineBaton,
    WithdrawBatonOffer,
    CloseStafettlogg,
    WriteContribution,
    ReadStafettlogg,
    MyLogs,
    PreviewAudience,
    MyTasks,
)
FACTS: tuple[type[Fact], ...] = (
    StafettloggOpened,
    ServiceInvited,
    InvitationAccepted,
    InvitationDeclined,
    ParticipantLeft,
    MeasureAgreed,
    EvaluationFellDue,
    BatonOffered,
    BatonPassed,
    BatonOfferEnded,
    StafettloggClosed,
    ContributionWritten,
)
