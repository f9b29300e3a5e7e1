"""What this service answers instead of doing what it was asked."""

from shared.errors import Refused


class InvalidBirthNumber(Refused):
    """This is not a Norwegian birth number: its date or its check digits are wrong."""


class BirthNumberTaken(Refused):
    """Another person is registered with this birth number."""


class ChildErased(Refused):
    """The keys of this child were destroyed for good; who comes back is registered under another pseudonym."""


class PersonTwice(Refused):
    """The same person stands twice in this family."""


class NobodyCanConsent(Refused):
    """Nobody is known to have foreldreansvar for this child, so nobody can consent."""


class AlreadyAsked(Refused):
    """The family has been asked about this service and has not answered yet."""


class AlreadyConsented(Refused):
    """The family has said yes to this already."""


class NothingToShare(Refused):
    """A consent names at least one kind of content."""


class NeverShared(Refused):
    """A service's own casework and people's contact details are never shared, with or without consent."""


class ExpiryNotAllowed(Refused):
    """A consent ends on a day after today, and no later than the municipality allows."""


class PeriodNotAllowed(Refused):
    """What is shared begins on the day of the question or before."""


class NoSuchService(Refused):
    """The municipality has no service of this name that can take part."""


class NoConsentText(Refused):
    """There is no text that tells a family what a yes to this service for this purpose means."""


class AlreadyAnswered(Refused):
    """This guardian has answered; a yes can be withdrawn."""


class NotInformed(Refused):
    """A yes counts from somebody who was told of their rights, and said it of their own free will."""


class ChildUnheard(Refused):
    """From its age the child is always asked first: say who heard it and how, or why nobody did."""


class NoEvidence(Refused):
    """An answer on paper is registered with the hash of the signed sheet."""


class NotByLaw(Refused):
    """No law that holds on that day lets this be shared whatever the family says."""


class NoSuchOrder(Refused):
    """There is nothing of that kind to end."""


class ConsentEnded(Refused):
    """This consent was refused, withdrawn or has expired; ask the family anew."""
