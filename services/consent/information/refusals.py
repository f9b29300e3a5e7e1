"""What is answered instead of taking a question or a decision."""

from shared.errors import Refused


class AskedAlready(Refused):
    """This parent has asked, and waits for the answer."""


class NothingToDecide(Refused):
    """There is no such question that waits for an answer."""


class NoGroundToRefuse(Refused):
    """A question is answered or refused by a law that says so, and holds today."""
