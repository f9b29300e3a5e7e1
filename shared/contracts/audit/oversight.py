"""Whether the logs are whole, what somebody should look at, and what is looked into."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import BaseModel, StringConstraints

from shared.contracts.common import Command, Id, Moment, Owner, Query, Reply

CaseNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z/._-]{0,39}$")]


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
    """A use that somebody should look at, the gravest first. None of them is a wrong by itself."""

    EXPLANATION_ASKED = "explanation-asked"  # by the family
    AFTER_WITHDRAWAL = "after-withdrawal"  # read on the strength of a consent that had been withdrawn
    RECEIPT_MISSING = "receipt-missing"  # a service has not said that it struck its copies after a consent ended
    EMERGENCY_NOT_REVIEWED = "emergency-not-reviewed"
    REFUSED_ATTEMPTS = "refused-attempts"
    MANY_CHILDREN = "many-children"  # in one hour
    SAME_SURNAME = "same-surname"  # as the child, and no errand
    COLLEAGUES_CHILD = "colleagues-child"  # or the reader's own, and no errand
    NO_ERRAND = "no-errand"  # read about a child on many days, and did nothing for it
    OFF_HOURS = "off-hours"


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


class Investigation(Reply):
    """case: its number in the municipality's archive, where what was found is told in words.

    finding, anomaly: what it is about, the one or the other, as it is known now.
    """

    investigation: Id
    about: Id
    opened_at: Moment
    opened_by: Id
    identities: tuple[IdentityOpened, ...] = ()
    closed_at: Moment | None = None
    verdict: Verdict | None = None
    case: CaseNumber | None = None
    finding: Finding | None = None
    anomaly: Anomaly | None = None


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
