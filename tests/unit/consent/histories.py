"""How a question about PPT may have gone so far."""

from datetime import datetime

from services.consent.events import (
    Because,
    ConsentActivated,
    ConsentAnswered,
    ConsentExpired,
    ConsentHistory,
    ConsentRefused,
    ConsentWithdrawn,
    FamilyEvent,
)
from shared.contracts.consent import How, Method
from tests.unit.consent.world import (
    FATHER,
    LATER,
    MOTHER,
    SHARED,
    TODAY,
    asked,
    both,
    spec,
    teacher,
)
from tests.unit.spec import AT

Events = tuple[FamilyEvent, ...]
PORTAL = How(method=Method.PORTAL)
FREELY = How(method=Method.PORTAL, told_of_rights=True, said_freely=True)


def told(before: Events, event: ConsentHistory, at: datetime = AT) -> FamilyEvent:
    """As it is told after all that: with the hash of the record it builds on, and how it was said."""
    more = {"at": at, "previous": spec.given(*before).state.consents[event.consent].sha256}
    if "how" in type(event).model_fields and not getattr(event, "how", None):
        more["how"] = FREELY if isinstance(event, ConsentAnswered | ConsentActivated) else PORTAL
    return event.model_copy(update=more)


PPT, NURSERY = "k-ppt", "k-barnehage"
QUESTION = asked(PPT, "ppt")
PROPOSED: Events = (*both, QUESTION)
MOTHERS_YES = ConsentAnswered(consent=PPT, to="ppt", giver=MOTHER)
FATHERS_YES = ConsentActivated(
    consent=PPT, to="ppt", giver=FATHER, asker=teacher.id, asked_by_owner="barnehage", purpose="stafettlogg",
    categories=SHARED, expires_on=LATER, partners=QUESTION.partners, covers_from=TODAY,
)  # fmt: skip
PARTIAL: Events = (*PROPOSED, told(PROPOSED, MOTHERS_YES))
ACTIVE: Events = (*PARTIAL, told(PARTIAL, FATHERS_YES))
FATHERS_NO = ConsentRefused(consent=PPT, to="ppt", giver=FATHER)
MOTHERS_CHANGE = ConsentWithdrawn(consent=PPT, to="ppt", giver=MOTHER)
OUT_OF_DATE = ConsentExpired(consent=PPT, to="ppt", because=Because.DATE)
ENDED: list[Events] = [(*PARTIAL, FATHERS_NO), (*ACTIVE, MOTHERS_CHANGE), (*ACTIVE, OUT_OF_DATE)]


def both_let_in(*partners: str) -> Events:
    """PPT and the nursery, each under a consent that names nobody but `partners`."""
    return (*both, *let_in("ppt", *partners), *let_in("barnehage", *partners))


def let_in(service: str, *partners: str) -> Events:
    question = asked(f"k-{service}", service, partners=tuple(partners))
    yes = FATHERS_YES.model_copy(update={"consent": question.consent, "to": service, "partners": tuple(partners)})
    return (question, yes)
