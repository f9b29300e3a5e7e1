"""Messages that a reaction gave up on: listed without their content, and sent to that reaction once more."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js.api import RawStreamMsg
from nats.js.errors import NotFoundError

from deploy import nats

STREAM = "PARKED"
ORIGINAL, TRIES, MESSAGE_ID = "Stafett-Original-Subject", "Stafett-Tries", "Nats-Msg-Id"
REFUSED = "Nats-Service-Error"


async def show(url: str, secrets: Path) -> None:
    client = await nats.connect(url, secrets)
    try:
        lines = [_line(message) async for message in _messages(client)]
    finally:
        await client.close()
    print("\n".join(lines) or "Nothing is parked.")


async def redrive(url: str, secrets: Path, wanted: Sequence[str]) -> int:
    """wanted: sequence numbers, or `all`. Returns the exit status: 0 when every one had its effect and is gone."""
    client = await nats.connect(url, secrets)
    try:
        chosen = [m async for m in _messages(client) if "all" in wanted or str(m.seq) in wanted]
        failures = [message.seq for message in chosen if not await _redriven(client, message)]
    finally:
        await client.close()
    print(f"{len(chosen) - len(failures)} of {len(chosen)} had their effect.")
    return 1 if failures or not chosen else 0


async def _messages(client: Client) -> AsyncIterator[RawStreamMsg]:
    """Oldest first."""
    jetstream = client.jetstream()
    state = (await jetstream.stream_info(STREAM)).state
    for number in range(max(state.first_seq, 1), state.last_seq + 1):
        try:
            yield await jetstream.get_msg(STREAM, number)
        except NotFoundError:
            continue  # driven again earlier


async def _redriven(client: Client, message: RawStreamMsg) -> bool:
    """Only the reaction that gave up is asked; the others have had the message long ago."""
    identity, headers = _identity(message), dict(message.headers or {})
    headers[MESSAGE_ID] = headers.get(MESSAGE_ID, "").removeprefix(f"{identity}-")
    try:
        reply = await client.request(f"redrive.{identity}", message.data or b"", timeout=30, headers=headers)
    except NatsError as error:
        print(f"{message.seq}: {identity} does not answer ({type(error).__name__})")
        return False
    if refused := (reply.headers or {}).get(REFUSED):
        print(f"{message.seq}: {identity} answers {refused}; its log says why")
        return False
    await client.jetstream().delete_msg(STREAM, message.seq or 0)
    return True


def _line(message: RawStreamMsg) -> str:
    headers = message.headers or {}
    about = [headers.get(ORIGINAL, "?"), f"after {headers.get(TRIES, '?')} tries", headers.get(MESSAGE_ID, "?")]
    return "  ".join([f"{message.seq:>6}", f"{message.time:%Y-%m-%d %H:%M:%S}", _identity(message), *about])


def _identity(message: RawStreamMsg) -> str:
    return (message.subject or "..").split(".")[1]
