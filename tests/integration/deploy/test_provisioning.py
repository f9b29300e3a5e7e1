"""What must stand before a service starts, made and mended from one description."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import asyncpg
import pytest
from nats.aio.client import Client
from nats.js.api import ConsumerConfig, StorageType

from deploy import identities, nats
from deploy.nats import SettingsDiffer
from deploy.streams import STREAMS
from deploy.topology import OPERATOR
from tests.servers import Installation, installation

EVT = STREAMS[0]


@pytest.fixture(scope="module")
def own() -> Iterator[Installation]:
    """Its streams are changed and removed here."""
    with installation() as made:
        yield made


@pytest.fixture
async def operator(own: Installation) -> AsyncIterator[Client]:
    client = await own.connect(OPERATOR)
    yield client
    await client.close()


async def provision(own: Installation) -> None:
    await nats.provision(own.nats.url, own.secrets, own.topology)


async def test_doing_it_again_changes_nothing(own: Installation, operator: Client) -> None:
    before = await operator.jetstream().stream_info("EVT")
    keys = (own.secrets / "trust.json").read_bytes()
    identities.create(own.secrets, own.topology)
    assert await own.provision() == []
    after = await operator.jetstream().stream_info("EVT")
    assert (after.created, after.config) == (before.created, before.config)
    assert (own.secrets / "trust.json").read_bytes() == keys


async def test_a_stream_that_was_changed_by_hand_is_mended(own: Installation, operator: Client) -> None:
    await operator.jetstream().update_stream(replace(EVT, duplicate_window=1))
    await provision(own)
    assert (await operator.jetstream().stream_info("EVT")).config.duplicate_window == EVT.duplicate_window


async def test_a_durable_that_was_changed_by_hand_is_mended(own: Installation, operator: Client) -> None:
    """What a service says of a durable that exists has no effect; provisioning's word has."""
    durable = own.topology.durables["notify-reactions"]
    await operator.jetstream().add_consumer("EVT", replace(durable, ack_wait=7, max_ack_pending=900))
    await provision(own)
    found = (await operator.jetstream().consumer_info("EVT", "notify-reactions")).config
    assert (found.ack_wait, found.max_ack_pending) == (durable.ack_wait, durable.max_ack_pending)


async def test_a_stream_that_cannot_become_what_it_must_be_stops_us(own: Installation, operator: Client) -> None:
    await operator.jetstream().delete_stream("EVT")
    await operator.jetstream().add_stream(replace(EVT, storage=StorageType.MEMORY))
    with pytest.raises(SettingsDiffer, match="EVT"):
        await provision(own)
    await operator.jetstream().delete_stream("EVT")


async def test_a_durable_that_cannot_become_what_it_must_be_stops_us(own: Installation, operator: Client) -> None:
    await provision(own)
    await operator.jetstream().delete_consumer("EVT", "notify-reactions")
    await operator.jetstream().add_consumer(
        "EVT", ConsumerConfig(durable_name="notify-reactions", ack_policy="none", filter_subject="evt.>")
    )
    with pytest.raises(SettingsDiffer, match="notify-reactions"):
        await provision(own)
    await operator.jetstream().delete_consumer("EVT", "notify-reactions")
    await provision(own)


PUBLIC = {"trust.json", "policy"}


def test_only_its_owner_reads_a_credential(own: Installation) -> None:
    files = [path for path in own.secrets.rglob("*") if path.is_file() and path.name not in PUBLIC]
    assert files
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert {path.parent.stat().st_mode & 0o777 for path in files} == {0o700}


async def test_passwords_are_kept_as_scram_only(own: Installation) -> None:
    admin = await own.superuser()
    kept = await admin.fetch("SELECT rolpassword FROM pg_authid WHERE rolcanlogin")
    await admin.close()
    assert all(row["rolpassword"].startswith("SCRAM-SHA-256$") for row in kept)


async def test_a_failing_statement_leaves_no_value_in_the_log(own: Installation) -> None:
    connection = await asyncpg.connect(own.settings("case-barnehage").dsn)
    for statement, *values in (["SELECT $1::text::int", "hemmelig"], ["SELECT 'hemmelig'::text::int"], ["hemmelig"]):
        with pytest.raises(asyncpg.PostgresError):
            await connection.fetchval(statement, *values)
    await connection.close()
    assert "ready to accept connections" in own.postgres.process.said()
    assert "hemmelig" not in own.postgres.process.said()
