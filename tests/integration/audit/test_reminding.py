"""A breach whose time is nearly over is told of once, to everybody who should know, and until the notice is taken."""

from datetime import timedelta

import asyncpg
import pytest
import uuid_utils.compat as uuid

from deploy import system
from services.audit.breaches import TIME
from services.audit.reminding import BEFORE, Reminding
from shared.background import Background
from shared.contracts.notify import Remind
from shared.municipality import load
from tests.integration.audit.test_anomalies import NOW

MUNICIPALITIES = load(system.MUNICIPALITIES)
MINUTE = timedelta(minutes=1)


class Post:
    def __init__(self) -> None:
        self.away, self.told = False, list[Remind]()

    async def tell(self, kommune: str, request: Remind) -> bool:
        if not self.away:
            self.told.append(request)
        return not self.away


@pytest.fixture
async def breach(audit: asyncpg.Connection) -> str:
    await audit.execute("TRUNCATE breaches")
    which = uuid.uuid7()
    row = (which, NOW, "p-opened-it")
    await audit.execute("INSERT INTO breaches (id, kommune, known_at, actor) VALUES ($1, '4999', $2, $3)", *row)
    return str(which)


async def test_a_day_before_everybody_is_told_once_and_not_a_minute_earlier(
    audit: asyncpg.Connection, breach: str
) -> None:
    post, officers = Post(), MUNICIPALITIES["4999"].emergency.officers
    reminding = Reminding("", MUNICIPALITIES, post.tell, Background())
    await reminding.look(audit, NOW + TIME - BEFORE - MINUTE)
    assert post.told == []
    for moment in (NOW + TIME - BEFORE, NOW + TIME):
        await reminding.look(audit, moment)
    assert sorted(one.person for one in post.told) == sorted({"p-opened-it", *officers})
    assert ({one.about for one in post.told}, len(officers) > 0) == ({breach}, True)


async def test_a_notice_that_was_not_taken_is_tried_again_as_the_same(audit: asyncpg.Connection, breach: str) -> None:
    post = Post()
    reminding = Reminding("", MUNICIPALITIES, post.tell, Background())
    post.away = True
    await reminding.look(audit, NOW + TIME)
    post.away = False
    await reminding.look(audit, NOW + TIME)
    again = [one.id for one in post.told]
    await audit.execute("UPDATE breaches SET reminded_at = NULL")  # it died before it wrote that it had told
    await reminding.look(audit, NOW + TIME)
    assert [one.id for one in post.told] == again * 2


async def test_a_breach_that_has_ended_is_not_told_of(audit: asyncpg.Connection, breach: str) -> None:
    post = Post()
    await audit.execute("UPDATE breaches SET ended_at = $1", NOW)
    await Reminding("", MUNICIPALITIES, post.tell, Background()).look(audit, NOW + TIME)
    assert post.told == []
