"""What the NATS server refuses beyond subjects; every identity's subjects are tried in tests/integration/platform."""

import nats
import nkeys
import pytest
from nats.js.errors import Error as JetStreamError

from deploy.topology import OPERATOR
from tests.servers import Installation


async def test_a_wider_filter_cannot_hide_in_an_allowed_consumer_request(system: Installation) -> None:
    """The server compares the filter in the subject, which permissions see, with the one in the request."""
    client = await system.connect("audit")
    request = b'{"stream_name":"AUD","config":{"name":"audit-intake","filter_subject":"evt.>","ack_policy":"none"}}'
    reply = await client.request("$JS.API.CONSUMER.CREATE.AUD.audit-intake.aud.>", request, timeout=2)
    await client.close()
    assert b'"error"' in reply.data


async def test_a_seed_of_another_installation_opens_nothing(system: Installation) -> None:
    stranger = nkeys.encode_seed(bytes(range(32)), nkeys.PREFIX_BYTE_USER).decode()
    with pytest.raises(nats.errors.Error, match=r"(?i)authorization"):
        await nats.connect(system.nats.url, nkeys_seed_str=stranger, allow_reconnect=False)


async def test_not_even_the_operator_rewrites_what_has_happened(system: Installation) -> None:
    client = await system.connect(OPERATOR)
    for stream in ("EVT", "AUD"):
        with pytest.raises(JetStreamError):
            await client.jetstream().purge_stream(stream)
        with pytest.raises(JetStreamError):
            await client.jetstream().delete_msg(stream, 1)
    await client.close()
