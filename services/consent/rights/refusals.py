"""What is answered instead of starting or moving a clock."""

from shared.errors import Refused


class AccessUnderWay(Refused):
    """This person has asked already, and the answer is on its way."""


class NotEntitled(Refused):
    """This person does not decide for the child."""


class AlreadyExtended(Refused):
    """The time to answer has been extended once, and cannot be again."""


class TooLateToExtend(Refused):
    """The time to answer is out: an extension must be told before that."""


class NothingToAnswer(Refused):
    """There is no such request that waits for an answer."""


class RequestExists(Refused):
    """There is a request with this id already."""


class ErasureUnderWay(Refused):
    """This person has asked for erasure already, and has not been answered yet."""
