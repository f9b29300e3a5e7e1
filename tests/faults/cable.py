"""A TCP connection through our hands, to be cut where it hurts most."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress


class Cable:
    """`cut_after`: bytes from client to server after which both ends are dropped, once.

    open, heard: while cleared, nobody new comes through, and nothing that clients say.
    """

    def __init__(self, to: int) -> None:
        self._to, self.port = to, 0
        self.cut_after: int | None = None
        self.cut = asyncio.Event()
        self.open = asyncio.Event()
        self.heard = asyncio.Event()
        self.open.set()
        self.heard.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.open.wait()
        back, forth = await asyncio.open_connection("127.0.0.1", self._to)
        tasks = [asyncio.create_task(self._forth(reader, forth)), asyncio.create_task(self._back(back, writer))]
        with suppress(OSError):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for end in (writer, forth):
            end.transport.abort()

    async def _forth(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(16384):
            if self.cut_after is not None:
                self.cut_after -= len(data)
                if self.cut_after <= 0:
                    self.cut_after = None
                    self.cut.set()
                    return
            await self.heard.wait()
            writer.write(data)
            await writer.drain()

    async def _back(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await reader.read(16384):
            writer.write(data)
            await writer.drain()


@asynccontextmanager
async def cable(to: int) -> AsyncIterator[Cable]:
    made = Cable(to)
    server = await asyncio.start_server(made.carry, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
