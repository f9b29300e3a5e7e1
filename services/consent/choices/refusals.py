"""What is answered instead of changing what the municipality has chosen."""

from shared.errors import Refused


class ChangedMeanwhile(Refused):
    """Somebody else has changed something since this was looked at."""


class NothingNew(Refused):
    """Everything is already as it says."""


class NotChangeable(Refused):
    """There is no such deadline or word that a municipality chooses, or it cannot be as it says."""


class CaseMissing(Refused):
    """A change that rests on a law or a decision names the case where that stands."""
