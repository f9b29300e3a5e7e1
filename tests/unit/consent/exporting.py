"""What a giver takes along of one consent, from events that a test tells."""

from datetime import datetime

import orjson
import uuid_utils.compat as uuid

from deploy.system import MUNICIPALITIES
from services.consent.exports.versions import Export, export
from shared.events import Recorded
from shared.municipality import load
from shared.personal import split
from tests.unit.consent.histories import PPT, Events
from tests.unit.consent.world import CHILD, KOMMUNE, teacher
from tests.unit.spec import AT

FJORDVIK = load(MUNICIPALITIES)[KOMMUNE]


def rows(events: Events) -> list[Recorded]:
    return [
        Recorded(
            position, KOMMUNE, CHILD, position, CHILD, uuid.uuid7(), event.type, event.version,
            orjson.dumps(split(event)[0]), None, None, orjson.dumps(teacher.model_dump(mode="json")), uuid.uuid7(),
            uuid.uuid7(), None, AT,
        )
        for position, event in enumerate(events, 1)
    ]  # fmt: skip


def exported(events: Events, which: str = PPT, on: datetime = AT) -> Export:
    return export(rows(events), which, FJORDVIK, on)
