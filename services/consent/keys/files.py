"""Roots as files in a folder that no backup takes: one file each, named by when it was made."""

import os
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.consent.keys.roots import KnownRoot, Wrapped
from shared.contracts.common import Kommune
from shared.errors import Unavailable
from shared.root_key import Root
from shared.sealing import DataKey, SealBroken

NAMED = "%Y%m%dT%H%M%S%fZ"
SUFFIX = ".key"


class FileRoots:
    """Several processes may share the folder: each call looks at what is in it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._roots: dict[str, Root] = {}

    async def wrap(self, kommune: Kommune, keys: Sequence[DataKey]) -> list[Wrapped]:
        name, root = self._newest()
        return [Wrapped(kommune, key.id, name, root.wrap(kommune, key)) for key in keys]

    async def unwrap(self, wrapped: Sequence[Wrapped]) -> list[DataKey]:
        roots = self._load()
        try:
            return [roots[one.root].unwrap(one.kommune, one.key, one.closed) for one in wrapped]
        except KeyError as error:
            raise SealBroken from error

    async def rewrap(self, wrapped: Sequence[Wrapped]) -> list[Wrapped]:
        name, root = self._newest()
        keys = await self.unwrap(wrapped)
        return [
            Wrapped(one.kommune, one.key, name, root.wrap(one.kommune, key))
            for one, key in zip(wrapped, keys, strict=True)
        ]

    async def known(self) -> list[KnownRoot]:
        return [KnownRoot(name, _made_at(name)) for name in sorted(self._load())]

    async def roll(self) -> None:
        made_at = datetime.now(UTC)
        if before := await self.known():
            made_at = max(made_at, before[-1].made_at + timedelta(microseconds=1))  # a clock may have been set back
        name = made_at.strftime(NAMED)
        part = self._folder / f"{name}.part"
        _write(part, secrets.token_hex(32), os.O_CREAT | os.O_EXCL)
        part.replace(self._file(name))
        self._keep()

    async def destroy(self, root: str) -> None:
        file = self._file(root)
        _write(file, "0" * file.stat().st_size, 0)
        file.unlink()
        self._keep()

    def _newest(self) -> tuple[str, Root]:
        if not (roots := self._load()):
            raise Unavailable
        return max(roots.items(), key=lambda named: named[0])

    def _load(self) -> dict[str, Root]:
        """What was destroyed is forgotten here too, and what another process has made is found."""
        names = {file.stem for file in self._folder.iterdir() if file.suffix == SUFFIX}
        self._roots = {name: self._roots.get(name) or self._read(name) for name in names}
        return self._roots

    def _read(self, name: str) -> Root:
        return Root(bytes.fromhex(self._file(name).read_text(encoding="ascii").strip()))

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"

    def _keep(self) -> None:
        """A name in a folder outlives a power cut only when the folder is synced."""
        folder = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _made_at(name: str) -> datetime:
    return datetime.strptime(name, NAMED).replace(tzinfo=UTC)


def _write(file: Path, text: str, how: int) -> None:
    with os.fdopen(os.open(file, os.O_WRONLY | how, 0o600), "w", encoding="ascii") as open_:
        open_.write(text)
        open_.flush()
        os.fsync(open_.fileno())
