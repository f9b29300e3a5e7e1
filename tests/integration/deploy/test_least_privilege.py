"""Each identity's real credentials, tried against what it must not reach."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import nats
import nkeys
import pytest
from nats.aio.client import Client
from nats.js.errors import Error as JetStreamError

from deploy.topology import OPERATOR, Service, Topology
from tests.servers import Installation

TOPOLOGY = Topology()
SERVICES = TOPOLOGY.services
IDENTITIES = TOPOLOGY.identities
FORBIDDEN_TO_ALL = (
    "$JS.API.STREAM.PURGE.EVT",
    "$JS.API.STREAM.DELETE.EVT",
    "$JS.API.STREAM.MSG.GET.EVT",
    "$JS.API.DIRECT.GET.EVT",
    "$JS.API.CONSUMER.CREATE.EVT.thief",
    "$JS.API.CONSUMER.CREATE.EVT.thief.evt.>",
    "$JS.API.CONSUMER.DURABLE.CREATE.EVT.thief",
    "$JS.API.STREAM.CREATE.COPY",
    "parked.somebody.4999.x.y",
    "evt.4999.nobody.stafettlogg.opened.v1",
    "$SYS.REQ.SERVER.PING",
)


class Tried:
    """A connection that notes what NATS denies it."""

    def __init__(self, client: Client) -> None:
        self.client, self.denied = client, list[str]()
        client._error_cb = self._note

    async def _note(self, error: Exception) -> None:
        self.denied.append(str(error).lower())

    async def publish(self, subject: str) -> bool:
        """Whether NATS took it."""
        self.denied.clear()
        await self.client.publish(subject, b"{}", reply=f"_INBOX_{self.client.options['name']}.x")
        return await self._was_taken()

    async def subscribe(self, subject: str) -> bool:
        self.denied.clear()
        subscription = await self.client.subscribe(subject)
        taken = await self._was_taken()
        await subscription.unsubscribe()
        return taken

    async def _was_taken(self) -> bool:
        """Two flushes: one may return before what was sent earlier has reached the server."""
        for _ in range(2):
            await self.client.flush()
            await asyncio.sleep(0)
        return not self.denied


@pytest.fixture
async def tried(system: Installation, request: pytest.FixtureRequest) -> AsyncIterator[Tried]:
    client = await system.connect(request.param)
    yield Tried(client)
    await client.close()


everyone = pytest.mark.parametrize("tried", [i for i in IDENTITIES if i != OPERATOR], indirect=True)


@everyone
async def test_nobody_reaches_around_its_own_consumer(tried: Tried) -> None:
    assert [subject for subject in FORBIDDEN_TO_ALL if await tried.publish(subject)] == []


@everyone
async def test_nobody_uses_anothers_consumer_subjects_or_inbox(tried: Tried) -> None:
    own = tried.client.options["name"]
    for other in SERVICES:
        if other.identity == own:
            continue
        subjects = [f"evt.4999.{other.owner}.stafettlogg.opened.v1", f"aud.4999.{other.owner}"]
        for consumer in filter(None, (other.durable, f"{other.identity}-intake")):
            subjects += [f"$JS.API.CONSUMER.MSG.NEXT.EVT.{consumer}", f"$JS.API.CONSUMER.DELETE.EVT.{consumer}"]
            subjects += [f"$JS.ACK.EVT.{consumer}.1.1.1.1.1"]
        assert [subject for subject in subjects if await tried.publish(subject)] == []
        for subject in (f"_INBOX_{other.identity}.>", f"redrive.{other.identity}", "evt.>", "aud.>", "_INBOX.>", ">"):
            assert not await tried.subscribe(subject)


@pytest.mark.parametrize("tried", IDENTITIES, indirect=True)
async def test_everyone_may_do_what_the_topology_says(tried: Tried) -> None:
    """Or the tests above would prove nothing. What is no API call is not sent: somebody could act on it."""
    allowed = TOPOLOGY.permissions[tried.client.options["name"]]
    for subject in allowed.subscribe:
        assert await tried.subscribe(subject), subject
    for subject in allowed.publish:
        if ".INFO." in subject or ".MSG.NEXT." in subject:
            assert await tried.publish(subject), subject


async def test_a_wider_filter_cannot_hide_in_an_allowed_consumer_request(system: Installation) -> None:
    """The server compares the filter in the subject with the one in the request."""
    client = await system.connect("audit")
    request = b'{"stream_name":"AUD","config":{"name":"audit-intake","filter_subject":"evt.>","ack_policy":"none"}}'
    reply = await client.request("$JS.API.CONSUMER.CREATE.AUD.audit-intake.aud.>", request, timeout=2)
    await client.close()
    assert b'"error"' in reply.data


async def test_a_seed_of_another_installation_opens_nothing(system: Installation) -> None:
    stranger = nkeys.encode_seed(bytes(range(32)), nkeys.PREFIX_BYTE_USER).decode()
    with pytest.raises(Exception, match=r"(?i)authorization"):
        await nats.connect(system.nats.url, nkeys_seed_str=stranger, allow_reconnect=False)


async def test_the_operator_may_not_rewrite_what_has_happened(system: Installation) -> None:
    client = await system.connect(OPERATOR)
    for stream in ("EVT", "AUD"):
        with pytest.raises(JetStreamError):
            await client.jetstream().purge_stream(stream)
    await client.close()


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.identity)
async def test_a_service_opens_its_own_database_only(system: Installation, service: Service) -> None:
    settings = system.settings(service.identity)
    for other in ("postgres", "template1", *(each.database for each in SERVICES)):
        dsn = settings.dsn.rpartition("/")[0] + f"/{other}"
        if other == service.database:
            await (await asyncpg.connect(dsn)).close()
        else:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await asyncpg.connect(dsn)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.identity)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET kommune = '0000'",
        "DELETE FROM events",
        "TRUNCATE events",
        "DELETE FROM audit_trail",
        "UPDATE audit_trail SET kommune = '0000'",
        "ALTER TABLE events DISABLE TRIGGER ALL",
        "DROP TABLE events",
        "CREATE TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "UPDATE migrations SET sha256 = ''",
        "SELECT rolpassword FROM pg_authid",
        "SELECT pg_read_file('/etc/passwd')",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SET ROLE postgres",
    ],
)
async def test_a_service_cannot_change_what_has_happened(
    system: Installation, service: Service, statement: str
) -> None:
    connection = await asyncpg.connect(system.settings(service.identity).dsn)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await connection.execute(statement)
    await connection.close()


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.identity)
async def test_a_service_has_no_key_to_its_own_schema(system: Installation, service: Service) -> None:
    identity = service.identity
    settings = system.settings(identity)
    owner = settings.dsn.replace(f"//{service.database}:", f"//{service.database}_owner:")
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(owner)
    assert not [path.name for path in (system.secrets / identity).iterdir() if "owner" in path.name]
