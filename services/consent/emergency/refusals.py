"""What is answered instead of opening in an emergency, where no policy says it."""

from shared.errors import Refused


class NobodyToTell(Refused):
    """The municipality has named nobody who hears of it at once."""


class AlreadyReviewed(Refused):
    """Somebody has reviewed this already."""
