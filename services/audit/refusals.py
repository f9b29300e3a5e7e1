"""Why the audit service may refuse what the personvernombud asks."""

from shared.errors import Refused


class AlreadyInvestigated(Refused):
    """An investigation of this is open."""


class InvestigationClosed(Refused):
    """This investigation is closed."""


class NotWitnessed(Refused):
    """No checkpoint of this log has been seen by enough witnesses yet."""


class NotYetKnown(Refused):
    """Nobody comes to know of a breach later than now."""


class BreachEnded(Refused):
    """What became of this breach has been said."""
