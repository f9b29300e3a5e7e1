"""Whose turn it is."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import BaseModel

from shared.contracts.case.base import CaseQuery
from shared.contracts.common import Id, Moment, Name, Personal, Reply


class TaskKind(StrEnum):
    DECIDE_CASE = "decide-case"  # leader: an undring was shared
    DECISION_OVERDUE = "decision-overdue"  # whoever registered it: the leader's time is out
    CONSIDER_REPORT = "consider-report"  # the acute question was answered yes: the duty to report, explained
    EVALUATE_OWN_MEASURE = "evaluate-own-measure"  # at nivå 1
    OWN_EVALUATION_OVERDUE = "own-evaluation-overdue"  # leader: the day has passed
    READ_PREPARATION = "read-preparation"  # whoever invited to the conversation: a parent has written before it
    OPEN_LOG = "open-log"  # consent is in place
    INVITATION = "invitation"  # your service is invited
    INVITATION_UNANSWERED = "invitation-unanswered"  # stafettholder
    BATON_OFFERED = "baton-offered"
    BATON_UNANSWERED = "baton-unanswered"  # leaders of the holder and of the one asked
    HOLDER_ABSENT = "holder-absent"  # leaders, as above
    SERVICE_SILENT = "service-silent"  # stafettholder
    WRITE_IN_LOG = "write-in-log"  # somebody has asked your service kindly
    EVALUATE_MEASURE = "evaluate-measure"
    EVALUATION_OVERDUE = "evaluation-overdue"  # stafettholder: the one responsible has not evaluated
    ANSWER_PROPOSAL = "answer-proposal"  # stafettholder: somebody has proposed a tiltak
    ANSWER_AT_HOME = "answer-at-home"  # parents: somebody else has proposed a tiltak at home
    CONFIRM_MINUTES = "confirm-minutes"  # each parent, of each edition
    FIND_RESPONSIBLE = "find-responsible"  # whoever has a tiltak after somebody who left
    HEAR_CHILD = "hear-child"  # whoever is appointed to collect the child's voice
    REOPEN_LOG = "reopen-log"  # the last stafettholder: a parent wants the log back
    CONSENT_ENDED = "consent-ended"
    REVIEW_CONSENT = "review-consent"  # whoever asked: is it still right, or about to end
    REVIEW_EMERGENCY = "review-emergency"  # leaders: somebody of the unit has read in an emergency
    ADVICE_GIVEN = "advice-given"  # whoever lifted the case, until there is a meeting or another level
    ANONYMOUS_QUESTION = "anonymous-question"  # everybody in the service or unit that is asked, until somebody answers
    ANSWER_ACCESS = "answer-access"  # whom the municipality has named: the family asks what is held about the child
    ANSWER_RECTIFICATION = "answer-rectification"  # the same: the family says that something is wrong
    ANSWER_RESTRICTION = "answer-restriction"  # the same: the family asks that something is left alone
    ANSWER_INFORMATION = "answer-information"  # the same: a parent without foreldreansvar asks (barnelova § 47)
    ANONYMOUS_ANSWER = "anonymous-answer"  # whoever asked


class Task(BaseModel, frozen=True):
    kind: TaskKind
    child: Id
    child_name: Personal[Name] | None  # only where the reader may know it already
    ref: Id  # the case, stafettlogg or nødåpning
    due: date | None
    created_at: Moment
    overdue: bool


class Tasks(Reply):
    tasks: tuple[Task, ...]


class MyTasks(CaseQuery):
    name: ClassVar[str] = "my-tasks"
    reply: ClassVar[type[BaseModel]] = Tasks
