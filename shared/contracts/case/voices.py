"""What the child says, collected by a named person, and what a parent says against."""

from datetime import date
from typing import ClassVar

from shared.contracts.case.base import CaseCommand
from shared.contracts.case.facts import SpineFact
from shared.contracts.common import Id, Line, Personal, Text


class AppointVoice(CaseCommand):
    """Name who is to hear the child before the next evaluation."""

    name: ClassVar[str] = "appoint-voice"
    stafettlogg: Id
    person: Id


class RecordVoice(CaseCommand):
    """What the child told the one appointed. how: in what way it was heard, at its age."""

    name: ClassVar[str] = "record-voice"
    stafettlogg: Id
    heard_on: date
    said: Personal[Text]
    how: Personal[Line] | None = None


class Disagree(CaseCommand):
    """A guardian's own word on an entry. It stays: nobody can take it away."""

    name: ClassVar[str] = "disagree"
    stafettlogg: Id
    entry: Id
    text: Personal[Text]


# --- Public facts ---------------------------------------------------------------------------------


class VoiceAppointed(SpineFact):
    fact: ClassVar[str] = "voice-appointed"
    person: Id


class ChildHeard(SpineFact):
    fact: ClassVar[str] = "child-heard"
    person: Id
    heard_on: date
    said: Personal[Text]
    how: Personal[Line | None]


class Disagreed(SpineFact):
    fact: ClassVar[str] = "disagreed"
    guardian: Id
    entry: Id
    text: Personal[Text]
