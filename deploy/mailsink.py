"""`python -m deploy.mailsink`: takes every mail and delivers none; they lie in a maildir that the demo's page shows."""

import argparse
import asyncio
import signal
from pathlib import Path

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP

LARGEST = 1_000_000  # bytes of a mail


async def serve(host: str, port: int, folder: Path) -> None:
    """Until SIGTERM."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    taker = Mailbox(folder)
    server = await loop.create_server(lambda: SMTP(taker, hostname="stafett", data_size_limit=LARGEST), host, port)
    async with server:
        await ended.wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    told = parser.parse_args()
    asyncio.run(serve(told.host, told.port, told.folder))


if __name__ == "__main__":
    main()
