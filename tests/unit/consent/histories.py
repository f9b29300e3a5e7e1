"""How a question about PPT may have gone so far."""

from services.consent.events import (
    Because,
    ConsentActivated,
    ConsentAnswered,
    ConsentExpired,
    ConsentRefused,
    ConsentWithdrawn,
    FamilyEvent,
)
from tests.unit.consent.world import (
    FATHER,
    LATER,
    MOTHER,
    SHARED,
    asked,
    both,
    teacher,
)

Events = tuple[FamilyEvent, ...]
PPT, NURSERY = "k-ppt", "k-barnehage"
PROPOSED: Events = (*both, asked(PPT, "ppt"))
MOTHERS_YES = ConsentAnswered(consent=PPT, to="ppt", giver=MOTHER)
FATHERS_YES = ConsentActivated(
    consent=PPT, to="ppt", giver=FATHER, asker=teacher.id, asked_by_owner="barnehage", purpose="stafettlogg",
    categories=SHARED, expires_on=LATER,
)  # fmt: skip
PARTIAL: Events = (*PROPOSED, MOTHERS_YES)
ACTIVE: Events = (*PARTIAL, FATHERS_YES)
FATHERS_NO = ConsentRefused(consent=PPT, to="ppt", giver=FATHER)
MOTHERS_CHANGE = ConsentWithdrawn(consent=PPT, to="ppt", giver=MOTHER)
OUT_OF_DATE = ConsentExpired(consent=PPT, to="ppt", because=Because.DATE)
ENDED: list[Events] = [(*PARTIAL, FATHERS_NO), (*ACTIVE, MOTHERS_CHANGE), (*ACTIVE, OUT_OF_DATE)]
