"""Consents in several states, and what the consent service says of them."""

import hashlib
from datetime import date
from typing import Any

from shared.contracts import consent
from tests.unit.portal.sample import KARI, NOW, consents
from tests.unit.portal.world import World

SHA = hashlib.sha256(b"x").hexdigest()
PPT, NURSERY, HEALTH = consents().consents
HOW = consent.How(method=consent.Method.PAPER, registered_by=KARI.id, evidence=SHA)


def told(world: World, *items: consent.ConsentView, **more: Any) -> None:
    """What the consent service says in this world."""
    guardians = tuple(
        consent.GuardianName(person=giver.person, person_name=giver.person_name, relation=giver.relation)
        for giver in PPT.givers
    )
    world.services.answers["read-consents"] = lambda *_: consents().model_copy(
        update={"consents": items, "guardians": guardians, **more}
    )


def other(item: consent.ConsentView, **changes: Any) -> consent.ConsentView:
    return item.model_copy(update=changes)


FILM = other(
    NURSERY, consent="s-film", purpose="film", kind=consent.Kind.PROCESSING, categories=(), partners=(),
    legal_basis="personvernforordningen art. 6 nr. 1 a",
)  # fmt: skip
NAMED = other(
    NURSERY, partners=("ppt", "helsestasjon"), covers_from=date(2025, 8, 14), sha256=SHA,
    text_sha256=hashlib.sha256(NURSERY.text.encode()).hexdigest(), version=3,
    legal_basis="forvaltningsloven § 13 a nr. 1",
    givers=(NURSERY.givers[0].model_copy(update={"at": NOW, "how": HOW}), NURSERY.givers[1]),
)  # fmt: skip
