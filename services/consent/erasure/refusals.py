"""What is answered instead of erasing."""

from shared.errors import Refused


class OnHold(Refused):
    """The personvernombud has said that this must be kept for now."""


class NotArchived(Refused):
    """A stafettlogg of this child must first be in the archive, or somebody decides that it need not be."""


class TwoPeople(Refused):
    """Another person than who proposed it must confirm."""


class AlreadyProposed(Refused):
    """The erasure has been proposed already."""


class NothingToErase(Refused):
    """There is no such erasure under way, or it can no longer be stopped."""


class NoLegalBasis(Refused):
    """Nothing is erased by the legal basis named, or it does not hold today."""


class NotOnHold(Refused):
    """Nobody has put this on hold."""
