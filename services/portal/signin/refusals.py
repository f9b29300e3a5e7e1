"""Why somebody who came from a provider is not let in."""

from enum import StrEnum


class Why(StrEnum):
    STOPPED = "stopped"  # they stopped it themselves
    UNPROVEN = "unproven"  # what came back does not prove anything; also every attack looks like this
    TOO_WEAK = "too-weak"
    NO_SUBJECT = "no-subject"
    NOBODY = "nobody"  # proven, and nobody who is known here
    AWAY = "away"  # the provider does not answer as it should


class NotLetIn(Exception):
    """detail: which check, in a word of ours, for the log."""

    def __init__(self, why: Why, detail: str) -> None:
        super().__init__(detail)
        self.why, self.detail = why, detail


class Unproven(NotLetIn):
    def __init__(self, detail: str) -> None:
        super().__init__(Why.UNPROVEN, detail)
