"""Messages that a reaction gave up on can be seen, and sent to that reaction again."""

from collections.abc import AsyncIterator

import pytest
from nats.aio.client import Client
from nats.aio.msg import Msg

from deploy import parked
from tests.servers import Installation

SUBJECT = "evt.4999.familie.stafettlogg.baton-passed.v1"
CONTENT = b'{"text": "hemmelig"}'


@pytest.fixture
async def notify(system: Installation) -> AsyncIterator[Client]:
    """As the service that parks, and that is asked again."""
    client = await system.connect("notify")
    yield client
    await client.close()


async def park(notify: Client) -> int:
    """The message's number, as the service parks it."""
    headers = {"Stafett-Original-Subject": SUBJECT, "Stafett-Tries": "6", "Nats-Msg-Id": "notify-0192"}
    where = "parked.notify.4999.stafettlogg.baton-passed"
    headers["Nats-Msg-Id"] += str(id(headers))
    return (await notify.jetstream().publish(where, CONTENT, headers=headers)).seq


async def listed(system: Installation, capsys: pytest.CaptureFixture[str]) -> str:
    await parked.show(system.nats.url, system.secrets)
    return capsys.readouterr().out


def numbers(shown: str) -> list[int]:
    return [int(line.split()[0]) for line in shown.splitlines() if SUBJECT in line]


async def redrive(system: Installation, *which: str) -> int:
    return await parked.redrive(system.nats.url, system.secrets, which)


async def answering(notify: Client, headers: dict[str, str] | None = None) -> list[Msg]:
    """The reaction: what it was sent again."""
    taken: list[Msg] = []

    async def take(message: Msg) -> None:
        taken.append(message)
        await notify.publish(message.reply, b"{}", headers=headers)

    await notify.subscribe("redrive.notify", cb=take)
    await notify.flush()
    await notify.flush()
    return taken


async def test_what_is_parked_is_listed_without_its_content(
    system: Installation, notify: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await park(notify)
    shown = await listed(system, capsys)
    assert number in numbers(shown)
    assert SUBJECT in shown
    assert "after 6 tries" in shown
    assert "hemmelig" not in shown


async def test_a_message_that_has_its_effect_at_last_is_gone(
    system: Installation, notify: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await park(notify)
    taken = await answering(notify)
    assert await redrive(system, str(number)) == 0
    assert [(message.data, message.headers["Stafett-Original-Subject"]) for message in taken] == [(CONTENT, SUBJECT)]
    assert taken[0].headers["Nats-Msg-Id"].startswith("0192")  # as the fact had it
    assert number not in numbers(await listed(system, capsys))


async def test_a_message_that_fails_again_stays(
    system: Installation, notify: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await park(notify)
    await answering(notify, {"Nats-Service-Error": "InternalError"})
    assert await redrive(system, str(number)) == 1
    assert number in numbers(await listed(system, capsys))


async def test_a_message_whose_service_is_away_stays(
    system: Installation, notify: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    number = await park(notify)
    assert await redrive(system, "all") == 1
    assert number in numbers(await listed(system, capsys))
