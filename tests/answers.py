"""Answers as they count: a yes from somebody who knows their rights and says it freely."""

from shared.contracts.common import Id
from shared.contracts.consent import AnswerConsent, ChildHeard


def answered(child: Id, consent: Id, *, yes: bool = True, child_heard: ChildHeard | None = None) -> AnswerConsent:
    return AnswerConsent(
        child=child, consent=consent, yes=yes, told_of_rights=yes, said_freely=yes, child_heard=child_heard
    )
