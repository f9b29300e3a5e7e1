"""What a service may answer instead of doing what it was asked.

A class name is the stable code that the portal translates for people; the docstring is the English default.
No message carries data from the record: an exception ends in logs and traces.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from shared.access import Decision


class Refused(Exception):
    """The request was understood and refused."""

    status: ClassVar[int] = 422
    retryable: ClassVar[bool] = False

    @property
    def code(self) -> str:
        return type(self).__name__

    def __str__(self) -> str:
        return (type(self).__doc__ or self.code).split("\n", 1)[0]


class InvalidRequest(Refused):
    """The request does not have the form that its contract asks for."""

    status = 400


class NotAuthentic(Refused):
    """The request carries no valid proof of who is acting."""

    status = 401


class StaleRequest(Refused):
    """The proof of who is acting has expired; ask again."""

    status = 401


class AccessDenied(Refused):
    """This person may not do this with this child's information."""

    status = 403

    def __init__(self, decision: "Decision | None" = None) -> None:
        """decision: the policies' no, which leaves with the answer: only where whoever asked may know it."""
        super().__init__()
        self.decision = decision


class Unknown(Refused):
    """There is nothing here for this person."""

    status = 404


class Unavailable(Refused):
    """Something this depends on does not answer now; the same request may go through later."""

    status = 503
    retryable = True


class InternalError(Refused):
    """Something went wrong here; it is logged, and nothing was changed."""

    status = 500
    retryable = True


class RemoteRefused(Refused):
    """Another service refused; `code` is that service's."""

    def __init__(self, code: str, status: int, *, retryable: bool, why: Sequence[tuple[str, str]] = ()) -> None:
        """why: the words and the law of each policy that said no, where the one who asked may know."""
        super().__init__(code)
        self.why = tuple(why)
        self._code, self.status, self.retryable = code, status, retryable  # type: ignore[misc]

    @property
    def code(self) -> str:
        return self._code


class ConcurrentAppend(Exception):
    """Somebody else appended to this stream first."""


class OutcomeUnknown(Exception):
    """The connection broke while saving: it may or may not have been stored; decide again to find out."""
