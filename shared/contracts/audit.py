"""The audit row that every service writes, and what the personvernombud may ask. Acts, never content."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from shared.contracts.common import (
    Actor,
    Category,
    Command,
    Id,
    Kommune,
    Moment,
    Owner,
    Query,
    Reply,
    Request,
    Role,
    Slug,
    Wording,
)

Word = Annotated[str, Field(pattern=r"^[A-Za-z0-9@._-]{1,120}$")]  # an id or a name of ours, never a sentence
CaseNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z/._-]{0,39}$")]


class Outcome(StrEnum):
    DONE = "done"
    DENIED = "denied"
    REFUSED = "refused"


class AuditEntry(BaseModel):
    """One act. `action` is the request's name; `policies` are the ids of the rules that decided."""

    # Unlike other contracts: a field nobody agreed on could hold content. `audit` is upgraded before those that write.
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    kommune: Kommune
    owner: Owner  # whose data
    service: Slug
    at: Moment
    actor: Actor
    action: Slug
    child: Id | None = None
    resources: tuple[Id, ...] = ()
    categories: tuple[Category, ...] = ()
    purpose: Slug = "stafettlogg"
    legal_basis: tuple[Annotated[str, Field(pattern=r"^[^\x00-\x1f]{1,200}$")], ...] = ()
    consents: tuple[Word, ...] = ()  # "<consent id>@<version>"
    policies: tuple[Word, ...] = ()
    outcome: Outcome = Outcome.DONE
    code: Word | None = None  # of the refusal
    correlation: UUID


class Rule(Reply):
    """A rule that decided, as it can be read in the policies that are in force now."""

    id: Word
    text: Wording


class AuditEntries(Reply):
    """rules: those that the entries name."""

    entries: tuple[AuditEntry, ...]
    next: int | None = None  # pass as `before` for the next page
    total: int
    rules: tuple[Rule, ...] = ()


class SearchAudit(Query):
    """The personvernombud's list, newest first; itself written in the audit log."""

    name: ClassVar[str] = "search-audit"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = AuditEntries
    child: Id | None = None
    actor: Id | None = None
    owner: Owner | None = None
    action: Slug | None = None
    outcome: Outcome | None = None
    actors: tuple[Id, ...] | None = Field(default=None, max_length=500)  # one of these, as the people of one unit
    first: date | None = None
    last: date | None = None
    before: int | None = Field(default=None, ge=1, lt=2**63)
    limit: int = Field(default=50, ge=1, le=200)


# --- Whether the logs are whole, and what is looked into --------------------------------------------------------------


class FindingKind(StrEnum):
    CHANGED = "changed"  # the stored tree is not the one that was signed
    DENIED = "denied"  # a witness has seen another tree, or more of it
    ENTRY = "entry"  # this leaf, or this number in the owner's trail, is not as it was written
    HOLE = "hole"  # these numbers of the owner's trail have not come
    LATE = "late"  # the owner has more rows than have come since it was last asked
    SET_BACK = "set-back"  # the owner's trail ends before rows that have come
    SILENT = "silent"  # the owner does not answer


class Verdict(StrEnum):
    """What an investigation came to. In words it stands in the municipality's own archive."""

    RIGHTFUL = "rightful"
    MISTAKE = "mistake"  # no errand, and no ill will either
    WRONGFUL = "wrongful"
    FAULT = "fault"  # of the system, or of how it is run
    UNCERTAIN = "uncertain"


class Why(StrEnum):
    """Why it must be known who a pseudonym is."""

    ASK_THEM = "ask-them"
    COMPARE = "compare"  # with who had an errand that day
    BREACH = "breach"  # who is affected must be told
    ASKED_BY_FAMILY = "asked-by-family"


class Place(Reply):
    """Where something is wrong. leaf: counted from 0 in the owner's log of that year; numbers: of its own trail."""

    year: int | None = None
    leaf: int | None = None
    numbers: tuple[int, int] | None = None
    witness: Owner | None = None


class IdentityOpened(Reply):
    person: Id
    why: Why
    at: Moment
    by: Id


class Investigation(Reply):
    """case: its number in the municipality's archive, where what was found is told in words."""

    investigation: Id
    about: Id
    opened_at: Moment
    opened_by: Id
    identities: tuple[IdentityOpened, ...] = ()
    closed_at: Moment | None = None
    verdict: Verdict | None = None
    case: CaseNumber | None = None


class Finding(Reply):
    finding: Id
    owner: Owner
    kind: FindingKind
    place: Place
    found_at: Moment
    ended_at: Moment | None = None


class LogStanding(Reply):
    """One owner's log of one year. unseen: no quorum of witnesses has seen a checkpoint that they should have."""

    owner: Owner
    year: int
    size: int
    signed_at: Moment | None = None
    witnessed: int = 0  # how much of it enough witnesses have seen
    witnesses: tuple[Owner, ...] = ()
    known: int = 0  # how many witnesses there are
    unseen: bool = False
    checked: int = 0  # how much of it was walked through last
    checked_at: Moment | None = None


class AnomalyKind(StrEnum):
    """A use that somebody should look at. None of them is a wrong by itself."""

    AFTER_WITHDRAWAL = "after-withdrawal"  # read on the strength of a consent that had been withdrawn
    EMERGENCY_NOT_REVIEWED = "emergency-not-reviewed"
    RECEIPT_MISSING = "receipt-missing"  # a service has not said that it struck its copies after a consent ended
    REFUSED_ATTEMPTS = "refused-attempts"
    MANY_CHILDREN = "many-children"  # in one hour
    NO_ERRAND = "no-errand"  # read about a child on many days, and did nothing for it
    OFF_HOURS = "off-hours"
    EXPLANATION_ASKED = "explanation-asked"  # by the family


class Anomaly(Reply):
    """Computed from rows alone. count: children, days or acts, whichever the kind counts."""

    anomaly: Id
    kind: AnomalyKind
    actor: Id | None = None
    child: Id | None = None
    day: date
    count: int
    first_at: Moment
    last_at: Moment


class Look(Reply):
    """One person's looks at the stafettlogg in one day. look: the newest of them. rules: why they might."""

    look: Id
    owner: Owner  # the service whose person it was
    role: Role
    last_at: Moment
    times: int
    rules: tuple[Wording, ...]
    asked: bool = False  # for an explanation
    answered: bool = False


class Looks(Reply):
    looks: tuple[Look, ...]


class WhoHasLooked(Query):
    """What a guardian or the youth may always know; never anything of the shielded track."""

    name: ClassVar[str] = "who-has-looked"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = Looks
    child: Id


class AskExplanation(Command):
    """Becomes something that the personvernombud should look at."""

    name: ClassVar[str] = "ask-explanation"
    service: ClassVar[str] = "audit"
    child: Id
    look: Id


class DayOfActs(Reply):
    day: date
    acts: int
    not_done: int
    findings: int  # that stood open that day


class Oversight(Reply):
    """logs: one for each owner and year. anomalies: those nobody has finished looking into. left_out: messages that
    could not be taken in, from anybody.
    """

    logs: tuple[LogStanding, ...]
    findings: tuple[Finding, ...]
    days: tuple[DayOfActs, ...]
    investigations: tuple[Investigation, ...]
    left_out: int = 0
    anomalies: tuple[Anomaly, ...] = ()


class ReadOversight(Query):
    """What the personvernombud begins with; itself written in the audit log."""

    name: ClassVar[str] = "read-oversight"
    service: ClassVar[str] = "audit"
    reply: ClassVar[type[BaseModel]] = Oversight


class OpenInvestigation(Command):
    """about: a finding or an anomaly. Its own id becomes the investigation's."""

    name: ClassVar[str] = "open-investigation"
    service: ClassVar[str] = "audit"
    about: Id


class OpenIdentity(Command):
    """Lets the personvernombud know who a pseudonym is, within one investigation. Whoever it was may be told."""

    name: ClassVar[str] = "open-identity"
    service: ClassVar[str] = "audit"
    investigation: Id
    person: Id
    why: Why


class CloseInvestigation(Command):
    name: ClassVar[str] = "close-investigation"
    service: ClassVar[str] = "audit"
    investigation: Id
    verdict: Verdict
    case: CaseNumber | None = None


REQUESTS: tuple[type[Request], ...] = (
    SearchAudit, ReadOversight, OpenInvestigation, OpenIdentity, CloseInvestigation, WhoHasLooked, AskExplanation,
)  # fmt: skip
