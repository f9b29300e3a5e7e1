"""News reach each receiver at least once under one id, say nothing about anybody, and hold up nobody."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
import yaml

from services.notify import app, sender
from services.notify.webhooks import teller, waiting
from tests.integration.notify.conftest import here, municipalities
from tests.integration.notify.facts import ADVISER, KOMMUNE, TEACHER, Speaker
from tests.integration.notify.hook import MOVED, TAKEN, Hook, Word
from tests.integration.notify.mailbox import Mailbox
from tests.integration.notify.serving import serving
from tests.servers import Installation
from tests.unit.notify.test_webhooks import verifier
from tests.waiting import until

NEWS, TASK = "stafett.news", "stafett.task"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teller, "BACKOFF", (0.6, 0.6, 0.6, 0.6))
    monkeypatch.setattr(teller, "TICK", 0.05)
    monkeypatch.setattr(waiting, "GATHER", 0.2)
    monkeypatch.setattr(teller, "GATHER", 0.2)
    monkeypatch.setattr(sender, "TICK", 0.05)


@pytest.fixture
def hook() -> Hook:
    return Hook()


@pytest.fixture
def other() -> Hook:
    return Hook()


@pytest.fixture
def told(mailbox: Mailbox, tmp_path: Path, hook: Hook, other: Hook) -> dict[str, str]:
    places = municipalities(tmp_path, 86400)
    listed = [
        {"id": "bhg", "owner": "barnehage", "url": hook.url},
        {"id": "ppt", "owner": "ppt", "url": other.url},
    ]
    said = yaml.safe_dump({"kommune": KOMMUNE, "webhooks": listed})
    (places / "4999-fjordvik" / "webhooks.yaml").write_text(said, encoding="utf-8")
    return {"smtp": mailbox.url, "public_url": "http://stafett.eksempel.test/", "municipalities": str(places)}


@pytest_asyncio.fixture
async def database(database: asyncpg.Connection) -> asyncpg.Connection:
    await database.execute("TRUNCATE webhooks")
    return database


@asynccontextmanager
async def log_of_two(say: Speaker) -> AsyncIterator[None]:
    """Barnehage has opened a log, PPT takes part."""
    await say.activate("k-1", "barnehage")
    await say.activate("k-2", "ppt")
    await say.open()
    await say.join(ADVISER)
    yield


async def one_more(hook: Hook, number: int) -> None:
    async def so() -> bool:
        return len(hook.words) >= number

    await until(so)


async def told_all(database: asyncpg.Connection) -> bool:
    waits = await database.fetchval("SELECT count(*) FROM webhooks WHERE event IS NOT NULL")
    return bool(await database.fetchval("SELECT count(*) > 0 FROM webhooks")) and waits == 0


async def rest(database: asyncpg.Connection) -> None:
    await until(lambda: told_all(database))


async def test_a_receiver_learns_that_there_is_something_for_its_service_and_nothing_else(
    installation: Installation, notify: asyncpg.Connection, say: Speaker, hook: Hook, other: Hook
) -> None:
    async with hook.open(), other.open(), log_of_two(say):
        await rest(notify)
        before = len(other.words)
        for _ in range(5):
            await say.write(TEACHER)
        await one_more(other, before + 1)
        await rest(notify)
    assert len(other.words) == before + 1
    for receiver, owner in ((hook, "barnehage"), (other, "ppt")):
        for word in receiver.words:
            said = word.told
            assert {**said, "timestamp": ""} == {
                "id": word.id, "type": said["type"], "timestamp": "", "data": {"kommune": KOMMUNE, "owner": owner}
            }  # fmt: skip
            assert said["type"] in {NEWS, TASK}
            assert word.headers["host"] == f"127.0.0.1:{receiver.port}"
            public = installation.settings("notify").trusted.raw("notify", "webhook")
            assert public
            assert verifier()(public, word.headers, word.body) == said
            assert say.child not in str(word)


async def test_one_that_is_away_is_told_later_under_the_same_id_and_once(
    notify: asyncpg.Connection, say: Speaker, hook: Hook, other: Hook
) -> None:
    async with other.open(), log_of_two(say):
        await until(lambda: tried(notify, "bhg", 2))
        waits = await notify.fetchval("SELECT event FROM webhooks WHERE receiver = 'bhg' AND kind = $1", NEWS)
        async with hook.open():
            await rest(notify)
    assert hook.ids.count(str(waits)) == 1


async def tried(notify: asyncpg.Connection, receiver: str, times: int) -> bool:
    return bool(await notify.fetchval("SELECT max(attempts) >= $1 FROM webhooks WHERE receiver = $2", times, receiver))


@pytest.mark.parametrize("said", ["500 Not Now", MOVED], ids=["refused", "sent elsewhere"])
async def test_one_that_took_it_and_says_that_it_did_not_is_told_again_under_the_same_id(
    notify: asyncpg.Connection, say: Speaker, hook: Hook, other: Hook, said: str
) -> None:
    first: set[str] = set()

    async def answer(word: Word) -> str:
        again = word.id in first
        first.add(word.id)
        return TAKEN if again else said

    hook.answer = answer
    async with hook.open(), other.open(), log_of_two(say):
        await rest(notify)
    assert {hook.ids.count(one) for one in hook.ids} == {2}


async def test_one_that_takes_its_time_holds_up_no_other_and_no_mail(
    notify: asyncpg.Connection, say: Speaker, hook: Hook, other: Hook
) -> None:
    hold = asyncio.Event()

    async def answer(_: Word) -> str:
        await hold.wait()
        return TAKEN

    hook.answer = answer
    async with hook.open(), other.open(), log_of_two(say):
        await one_more(hook, 1)
        before = len(other.words)
        await say.write(TEACHER)
        await one_more(other, before + 1)
        await say.ask("k-9", "helsestasjon")
        await until(lambda: mail_was_tried(notify))
        hold.set()
        await rest(notify)


async def mail_was_tried(notify: asyncpg.Connection) -> bool:
    return bool(await notify.fetchval("SELECT max(attempts) > 0 FROM notices"))


async def test_what_comes_while_a_word_is_on_its_way_is_told_after_it(
    notify: asyncpg.Connection, say: Speaker, hook: Hook, other: Hook
) -> None:
    hold = asyncio.Event()

    async def answer(_: Word) -> str:
        await hold.wait()
        return TAKEN

    async with hook.open(), other.open(), log_of_two(say):
        await rest(notify)
        other.answer, before = answer, len(other.words)
        await say.write(TEACHER)
        await one_more(other, before + 1)
        await say.write(TEACHER)
        await until(lambda: comes_after(notify))
        hold.set()
        await rest(notify)
    assert len(other.words) == len(set(other.ids)) == before + 2


async def comes_after(notify: asyncpg.Connection) -> bool:
    return bool(await notify.fetchval("SELECT count(*) FROM webhooks WHERE next_event IS NOT NULL"))


async def test_trying_ends_with_an_alarm_and_begins_anew_with_the_next_news(
    notify: asyncpg.Connection, say: Speaker, hook: Hook, other: Hook, caplog: pytest.LogCaptureFixture
) -> None:
    async with hook.open():
        async with log_of_two(say):
            await say.write(TEACHER)
            await until(lambda: given_up(notify), 20)
        async with other.open():
            await say.write(TEACHER)
            await one_more(other, 1)
            await rest(notify)
    alarms = [one for one in caplog.records if one.levelno == logging.ERROR and "given up" in one.message]
    assert {vars(one)["code"] for one in alarms} == {"ppt"}


async def given_up(notify: asyncpg.Connection) -> bool:
    found = await notify.fetchval("SELECT count(*) FROM webhooks WHERE receiver = 'ppt' AND event IS NULL")
    return bool(found) and bool(await notify.fetchval("SELECT max(given_up_at) IS NOT NULL FROM webhooks"))


async def test_a_process_that_dies_on_the_way_tells_it_again_under_the_same_id(
    installation: Installation,
    database: asyncpg.Connection,
    told: dict[str, str],
    say: Speaker,
    hook: Hook,
    other: Hook,
) -> None:
    hold = asyncio.Event()

    async def answer(_: Word) -> str:
        await hold.wait()
        return TAKEN

    hook.answer = answer
    async with hook.open(), other.open():
        async with serving(here(installation, told), app.build), log_of_two(say):
            await one_more(hook, 1)
        hold.set()
        first = hook.ids[0]
        async with serving(here(installation, told), app.build):
            await rest(database)
    assert hook.ids.count(first) > 1
