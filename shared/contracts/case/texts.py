"""What a municipality publishes for its people: levels, steps, checklists, templates, tiltaksbank, words.

The texts are data (`deploy/handlingsveileder`, `deploy/municipalities`) of exactly these shapes.
"""

from enum import StrEnum
from string import Formatter
from typing import Self

from pydantic import BaseModel, Field, field_validator, model_validator

from shared.contracts.common import Slug, Wording

PLACES = frozenset({"child", "service", "who"})


class Milestone(StrEnum):
    """What the events of a case can tell; a step is done by one of these, never by a tick."""

    WRITTEN = "written"  # an undring is written down
    OBSERVED_AGAIN = "observed-again"
    ACUTE = "acute"
    RAISED_BY_PARENTS = "raised-by-parents"
    SHARED = "shared"  # with the nearest leader
    CONSULTED = "consulted"  # another service, anonymously
    PREPARED = "prepared"  # the undringssamtale
    INVITED_TO_TALK = "invited-to-talk"
    TALKED = "talked"
    CHILD_HEARD = "child-heard"  # at nivå 0–1, by the unit
    DECIDED = "decided"
    NOTHING_MORE = "nothing-more"  # decided: closed
    REPORT_DECIDED = "report-decided"
    OWN_MEASURE = "own-measure"  # nivå 1: a measure inside the service
    OWN_MEASURE_EVALUATED = "own-measure-evaluated"
    CASE_FINISHED = "case-finished"
    CONSENT_ASKED = "consent-asked"
    CONSENTED = "consented"  # for the own service and one more
    CONSENT_REFUSED = "consent-refused"
    OPENED = "opened"
    SERVICE_INVITED = "service-invited"
    SERVICE_JOINED = "service-joined"
    GOAL_SET = "goal-set"
    MEASURE_AGREED = "measure-agreed"
    MEASURE_EVALUATED = "measure-evaluated"
    MEETING_CALLED = "meeting-called"
    MEETING_HELD = "meeting-held"
    CHILDS_VOICE = "childs-voice"  # collected by a named person before the evaluation meeting
    PLAN_CONSIDERED = "plan-considered"  # individuell plan
    LIFTED = "lifted"  # to koordinerende enhet
    BATON_PASSED = "baton-passed"
    LOG_CLOSED = "log-closed"


class Public(BaseModel, frozen=True):
    """Something a municipality publishes. Readers ignore fields they do not know; the loader of its files does not."""

    id: Slug


class Ages(BaseModel, frozen=True):
    """In whole years, from and with the first to and with the last."""

    from_years: int = Field(ge=0, le=23)
    to_years: int = Field(ge=0, le=23)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_years > self.to_years:
            raise ValueError("from_years is after to_years")
        return self


class StepClock(BaseModel, frozen=True):
    """A deadline of the municipality's, by its name there, and what starts it."""

    deadline: str = Field(pattern="^[a-z_]+_days$")
    since: Milestone


class GuideStep(Public):
    """One step of a level. `unless`: what makes it none of this case's; `after`: what must have happened first."""

    level: int = Field(ge=0, le=3)
    order: int = Field(ge=0, le=999)
    title: Wording
    why: Wording
    done_by: Milestone
    after: tuple[Milestone, ...] = ()
    unless: tuple[Milestone, ...] = ()
    only_if: tuple[Milestone, ...] = ()
    within: StepClock | None = None
    optional: bool = False
    checklists: tuple[Slug, ...] = ()
    templates: tuple[Slug, ...] = ()


class Checklist(Public):
    """Short prompts in context; parents see the same text."""

    title: Wording
    intro: Wording
    items: tuple[Wording, ...] = Field(min_length=1, max_length=20)


class Template(Public):
    """A text to begin from. Words in ‹angle marks› are for the writer to fill in."""

    title: Wording
    use: Wording
    text: Wording


class Phrase(Public):
    """A way to say it that wonders, and the way that blames."""

    say: Wording
    rather_than: Wording
    because: Wording


class BankMeasure(Public):
    """A tiltak from the tiltaksbank. `place`: a service of the municipality, or `hjem`."""

    title: Wording
    description: Wording
    theme: Slug
    place: Slug
    levels: tuple[int, ...] = Field(min_length=1)
    ages: Ages
    evaluate_after_weeks: int = Field(ge=1, le=52)


class Sign(Public):
    """Something that may be worth a wonder at an age; alone it means nothing."""

    ages: Ages
    area: Slug
    text: Wording


class Grade(Public):
    """One grade of a concern scale. `scale`: whose eyes: staff, parents or child."""

    scale: Slug
    grade: int = Field(ge=0, le=10)
    label: Wording
    about: Wording


class Question(Public):
    """One of the few questions before a log is opened."""

    order: int = Field(ge=0, le=999)
    text: Wording
    help: Wording | None = None


class AdviceKind(StrEnum):
    ORDINARY = "ordinary"  # ordinary follow-up is enough
    OWN_SERVICE = "own-service"  # nivå 1
    OPEN_LOG = "open-log"
    CONSIDER_REPORT = "consider-report"
    TALK_FIRST = "talk-first"  # with the leader, or with the parents


class Advice(Public):
    """The first in order that fits is given: every question of `all_of` and one of `any_of` yes, none of `none_of`."""

    order: int = Field(ge=0, le=999)
    kind: AdviceKind
    all_of: tuple[Slug, ...] = ()
    any_of: tuple[Slug, ...] = ()
    none_of: tuple[Slug, ...] = ()
    title: Wording
    text: Wording


class Term(Public):
    """What the municipality calls one of the field's things: indefinite, definite, plural."""

    word: Wording
    definite: Wording
    plural: Wording


class JournalBasis(Public):
    """A law under which a service copies something into its own record. services: those it is for; none: all."""

    services: tuple[Slug, ...] = ()
    text: Wording


class ArchiveWord(Public):
    """What an archived log calls something. The names of `PLACES` stand in braces for those it is about."""

    text: Wording

    @field_validator("text")
    @classmethod
    def names_what_there_is(cls, text: str) -> str:
        if strange := {name for _, name, _, _ in Formatter().parse(text) if name is not None} - PLACES:
            raise ValueError(f"there is no {{{min(strange)}}}")
        return text


class Level(BaseModel, frozen=True):
    name: Wording  # Nivå 2
    about: Wording  # Samarbeid mellom tjenester
