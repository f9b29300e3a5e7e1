"""A NATS connection that no message can stop.

nats-py stops reading, in silence and for good, at a subject or a status line that is not UTF-8; and it takes whatever
carries the header `Status` for a word of the server. On a stream such a message would come again after every restart.
"""

import logging
from typing import Any

from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error

log = logging.getLogger(__name__)


class Steady(Client):
    async def _process_headers(self, headers: bytes) -> dict[str, str] | None:
        try:
            found: dict[str, str] | None = await super()._process_headers(headers)
        except (ValueError, LookupError):
            return None
        return found

    async def _process_err(self, err_msg: str) -> None:
        """Come back after any error, also when the server takes our user away for a while: nats-py would give up."""
        if "permissions violation" in err_msg:
            await super()._process_err(err_msg)
        else:
            await self._process_op_err(Error(err_msg))

    def _build_message(
        self, sid: int, subject: bytes, reply: bytes, data: bytes, headers: dict[str, str] | None
    ) -> Msg:
        if reply and headers:  # the server's own words wait for no answer
            headers.pop("Status", None)
        message: Msg = super()._build_message(sid, _utf8(subject), _utf8(reply), data, headers)
        return message


class Broker(NatsBroker):
    def __init__(self, server: str, **options: Any) -> None:
        super().__init__(server, **options)
        self.nats = Steady()  # there before it is connected, for those who will need it

    async def _connect(self) -> Client:
        """FastStream's own error_cb raises, and so ends nats-py's reconnecting, when the server refuses us once."""
        await self.nats.connect(**self._connection_kwargs | {"error_cb": _report})
        self.config.connect(self.nats)
        return self.nats


async def _report(error: Exception) -> None:
    """NATS tells of a missing permission only here; whoever asked sees nothing but a time-out."""
    log.error("nats reported an error", extra={"error": type(error).__name__})


async def untouched(message: Any) -> Msg:
    """Instead of FastStream's decoding, which believes a `content-type` and answers nothing when it is wrong."""
    raw: Msg = message.raw_message
    return raw


def _utf8(raw: bytes) -> bytes:
    return raw if raw.isascii() else raw.decode(errors="replace").encode()
