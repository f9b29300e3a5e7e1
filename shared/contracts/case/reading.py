"""Reading the stafettlogg, at the reader's own owner."""

from datetime import date
from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.attachments import Attachment
from shared.contracts.case.base import CaseQuery
from shared.contracts.case.views import (
    ChildsVoice,
    Closing,
    Goal,
    Lift,
    Measure,
    Meeting,
    PlanConsidered,
    Proposal,
    Retraction,
    Said,
    Statement,
    Transition,
)
from shared.contracts.common import (
    Category,
    Id,
    Locating,
    Moment,
    Name,
    Owner,
    Personal,
    Printable,
    Reply,
    Text,
    WireName,
    Wording,
)


class Participant(BaseModel, frozen=True):
    person: Id
    person_name: Personal[Name]
    owner: Owner
    relation: str  # employee, mother, father, guardian


class Entry(BaseModel, frozen=True):
    """One line of the timeline. `what` is the fact's wire name, `data` its plain and `text` its personal fields.

    `places`: those of the personal fields that tell where the child is.

    `audience`: the owners whose people can read it now, by the same policy that is enforced.
    `restricted`: it is under begrensning, and the reader is none of those who may read it still.
    `contribution`: what to name when it is corrected or taken back. Corrected, `text` is the newest and `earlier` what
    was said before, oldest first; taken back, there is no text.
    """

    id: Id
    what: str
    at: Moment
    owner: Owner
    by: Id
    data: dict[str, str | int | bool | None] = Field(default_factory=dict)
    text: Personal[dict[str, str]] = Field(default_factory=dict)
    places: Personal[Locating[dict[str, str] | None]] = None
    audience: tuple[Owner, ...] = ()
    contribution: Id | None = None
    attachment: Attachment | None = None
    corrected_at: Moment | None = None
    corrected_by: Id | None = None
    earlier: tuple[Said, ...] = ()
    retracted: Retraction | None = None
    restricted: bool = False


class ServiceStanding(BaseModel, frozen=True):
    """How one service stands to the log: its consent and whether it takes part."""

    owner: Owner
    consent: str  # none, proposed, partial, active, refused, withdrawn, expired
    participation: str  # none, invited, taking-part, left
    expires_on: date | None = None
    categories: tuple[Category, ...] = ()  # what its consent covers, whatever its state
    last_active_at: Moment | None = None  # when one of its people last did something in the log
    silent: bool = False  # takes part, and nobody there has written for the municipality's days
    overdue_measures: int = 0  # past their evaluation, with somebody of this service responsible
    asked_to_write_on: date | None = None  # by the holder or a parent, kindly


class StafettloggView(Reply):
    stafettlogg: Id
    child: Id
    child_name: Personal[Name]
    attention: Personal[Text]
    goal: Personal[Text] | None  # the first that is open
    level: int
    opened_at: Moment
    closed_at: Moment | None
    holder: Id
    holder_since: Moment
    baton_offered_to: Id | None
    participants: tuple[Participant, ...]
    services: tuple[ServiceStanding, ...]
    measures: tuple[Measure, ...]  # running
    entries: tuple[Entry, ...]  # newest first
    earlier_attention: tuple[Said, ...] = ()
    goals: tuple[Goal, ...] = ()
    proposals: tuple[Proposal, ...] = ()  # that wait for an answer
    ended_measures: tuple[Measure, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    voice: ChildsVoice = ChildsVoice()
    plan: PlanConsidered | None = None
    lifts: tuple[Lift, ...] = ()
    statements: tuple[Statement, ...] = ()
    closing: Closing | None = None
    transition: Transition | None = None
    guarded: Locating[bool | None] = None  # true: the child's address is protected; to be minded by whoever writes


class ReadStafettlogg(Printable, CaseQuery):
    name: ClassVar[str] = "read-stafettlogg"
    printing: ClassVar[str] = "print-stafettlogg"
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


class Closed(Reply):
    """Why the asker reads nothing, by the rules that are enforced (bokmål).

    fact: by which the family closed it to the asker's service, and when; None where it did not.
    """

    because: tuple[Wording, ...]
    fact: WireName | None = None
    on: date | None = None


class WhyClosed(CaseQuery):
    """By somebody who takes or took part, or was asked to by name; nobody else learns that the log is there."""

    name: ClassVar[str] = "why-closed"
    reply: ClassVar[type[BaseModel]] = Closed
    stafettlogg: Id
