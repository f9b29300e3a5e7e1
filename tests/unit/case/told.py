"""Facts as they lie in an owner's copy: signed for is taken for granted, sealed they are."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import uuid_utils.compat as uuid

from services.case.spine import fold, open_facts
from services.case.unsealed.opened import Opened
from shared.contracts import case, consent
from shared.contracts.common import SHARED_CATEGORIES, Actor, Category, Envelope, Fact, Owner
from shared.personal import split
from shared.sealing import DataKey, KeyId, place, to_text
from tests.unit.case.log import mother, parent
from tests.unit.spec import AT

LOG, CHILD = "log", "child"
OWNERS = ("familie", "barnehage", "ppt")
KEYS = {
    (owner, category): DataKey(KeyId(CHILD, owner, category, 1), bytes([n] * 32))
    for owner in OWNERS
    for n, category in enumerate(SHARED_CATEGORIES)
}
OF_NO_LOG = (consent.AccessFact, consent.EmergencyFact, consent.InformationFact, consent.ChoicesChanged)
OPENED = case.StafettloggOpened(
    opener="teacher", opener_owner="barnehage", guardians=("mother",), level=2, child_name="Barn",
    opener_name="Lærer", guardian_names=(mother,), attention="Språk",
)  # fmt: skip


@dataclass
class Told:
    envelopes: list[Envelope] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.say(OPENED, parent, "familie")

    def say(
        self, fact: Fact, by: Actor, owner: Owner, stream: str = LOG, category: Category = Category.AGREEMENTS
    ) -> Envelope:
        n, key = len(self.envelopes) + 1, KEYS[owner, category]
        plain, personal = split(fact)
        where = place("4999", stream, UUID(int=n), "made-up/1", key.id)
        found = Envelope(
            id=UUID(int=n), kommune="4999", owner=owner, position=n, stream=stream, version=n, type=fact.wire_name(),
            child=CHILD, at=AT + timedelta(minutes=n), actor=by, correlation=uuid.uuid7(), causation=uuid.uuid7(),
            data=plain, key=str(key.id), sealed=to_text(key.seal(where, personal)) if personal else None,
            sealed_as="made-up/1",
        )  # fmt: skip
        self.envelopes.append(found)
        return found

    def read(self, *, but: Category | None = None) -> Opened:
        """but: what this reader may not read."""
        slots = {slot: ("familie", slot[0]) for slot in KEYS if slot[1] is not but}
        return open_facts(fold(LOG, self.envelopes), {key.id: key for key in KEYS.values()}, slots)
