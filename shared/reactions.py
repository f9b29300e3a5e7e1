"""What a service does when something happened elsewhere: in order, patiently, and never silently given up."""

import logging
import re
from collections.abc import Awaitable, Callable

from faststream import AckPolicy
from faststream.exceptions import NackMessage, RejectMessage
from faststream.nats import JStream, NatsBroker, NatsResponse, PullSub
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import ConsumerConfig

from shared.bus import inbox, problem
from shared.errors import InternalError
from shared.settings import Settings
from shared.telemetry import measured
from shared.wire import MESSAGE_ID, POSITION, PRODUCER, SIGNATURE, Message, Unverified, received

log = logging.getLogger(__name__)
KEPT = (SIGNATURE, POSITION, PRODUCER, "traceparent")
TOKEN = re.compile(r"[a-z0-9-]{1,40}")
BACKOFF = (1, 5, 30, 120, 300)  # seconds between tries; after the last the message is parked

Reaction = Callable[[Message], Awaitable[None]]


def react(broker: NatsBroker, settings: Settings, durable: str, reaction: Reaction) -> None:
    """Give every message of a provisioned durable to `reaction`, in order; repeat slowly, then park it visibly.

    `python -m deploy parked` lists what is parked and sends it back to `redrive.<identity>`.
    """

    async def handle(message: Msg) -> None:
        try:
            with measured("reaction", durable):
                await reaction(received(message.subject, message.data, message.headers))
        except Exception as error:  # the retry is what keeps a reaction from losing events
            tries = message.metadata.num_delivered
            log.exception("reaction failed", extra={"attempt": tries})
            if (tries > len(BACKOFF) or isinstance(error, Unverified)) and await _parked(
                broker, settings, message, tries
            ):
                raise RejectMessage from error
            raise NackMessage(delay=BACKOFF[min(tries, len(BACKOFF)) - 1]) from error

    broker.subscriber(
        "evt.>",
        # A JStream that declares itself would rewrite the stream's settings when the broker starts.
        stream=JStream("EVT", declare=False),
        durable=durable,
        pull_sub=PullSub(batch_size=1, timeout=5),
        # Pull subscribers ignore the broker's prefix; without this they get nothing, silently.
        inbox_prefix=f"{inbox(settings)}.".encode(),
        # The default policy drops a message for ever on any exception.
        ack_policy=AckPolicy.NACK_ON_ERROR,
        # No limit: each death of the process counts as a delivery, and the last would drop the message unseen.
        config=ConsumerConfig(ack_wait=30, max_deliver=-1, max_ack_pending=1),
    )(handle)
    broker.subscriber(f"redrive.{settings.identity}", queue=settings.identity)(_redriven(reaction))


def _redriven(reaction: Reaction) -> Callable[[Msg], Awaitable[NatsResponse]]:
    async def again(message: Msg) -> NatsResponse:
        original = (message.headers or {}).get("Stafett-Original-Subject", "")
        try:
            await reaction(received(original, message.data, message.headers))
        except Exception:  # the operator gets an answer and the message stays parked
            log.exception("redrive failed")
            return problem(InternalError())
        return NatsResponse(b"{}")

    return again


async def _parked(broker: NatsBroker, settings: Settings, message: Msg, tries: int) -> bool:
    original, sent = message.subject, message.headers or {}
    kommune, _, entity, fact, *_ = (*original.split(".")[1:], "", "", "", "")
    # JetStream obeys headers: only those that the message needs to be driven again go along.
    headers = {name: sent[name] for name in KEPT if name in sent} | {
        "Stafett-Original-Subject": original,
        "Stafett-Tries": str(tries),
        MESSAGE_ID: f"{settings.identity}-{sent.get(MESSAGE_ID) or message.metadata.sequence.stream}",
    }
    where = ".".join(("parked", settings.identity, *map(_token, (kommune, entity, fact))))
    try:
        await broker.publish(message.data, where, headers=headers, stream="PARKED", timeout=5)
    except (NatsError, TimeoutError, OSError):
        log.exception("message could not be parked", extra={"attempt": tries})
        return False
    log.error("message parked", extra={"attempt": tries})
    return True


def _token(found: str) -> str:
    """Part of a subject of ours; whoever sent the message chose its own."""
    return found if TOKEN.fullmatch(found) else "other"
