"""A receiver of webhooks that keeps what it gets, and can be made to behave badly."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from deploy.process import free_port

TAKEN, MOVED = "204 No Content", "302 Found\r\nlocation: http://127.0.0.1:1/elsewhere"


@dataclass(frozen=True)
class Word:
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.body)
        return found


@dataclass
class Hook:
    """words: in the order they came. answer(word): what is said to one; it may also take its time."""

    port: int = field(default_factory=free_port)
    words: list[Word] = field(default_factory=list)
    answer: Callable[[Word], Awaitable[str]] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?to=us"

    @property
    def ids(self) -> list[str]:
        return [word.id for word in self.words]

    @asynccontextmanager
    async def open(self) -> "AsyncIterator[Hook]":
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        try:
            yield self
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        assert head[0] == "POST /hook?to=us HTTP/1.1"
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        word = Word(headers, await reader.readexactly(int(headers["content-length"])))
        self.words.append(word)
        said = await self.answer(word) if self.answer else TAKEN
        writer.write(f"HTTP/1.1 {said}\r\ncontent-length: 0\r\n\r\n".encode())
        writer.close()
