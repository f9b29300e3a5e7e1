"""The pieces of files that this owner's people have put beside what they wrote."""

import asyncio
from datetime import timedelta
from typing import NamedTuple

from services.case.contribution.events import ContributionWritten
from services.case.writes import SQL
from shared.contracts.case import Attachment, StorePiece
from shared.contracts.common import Kommune
from shared.errors import Refused, Unknown
from shared.node import Node
from shared.sealing import KeyId, attached, from_text

KEPT = timedelta(hours=1)  # for a contribution that is not written yet
IN_TIME = KEPT / 2  # what is older may be gone before the contribution is stored
PAUSE = 600.0  # seconds between looks for what nobody wrote about


class UploadIncomplete(Refused):
    """The file did not arrive whole; send it again."""


class Kept(NamedTuple):
    key: KeyId
    sealed: bytes


class Pieces:
    def __init__(self, node: Node) -> None:
        self._node = node

    async def store(self, kommune: Kommune, child: str, piece: StorePiece) -> None:
        """The same piece again changes nothing. Raises Unknown where the child has no key."""
        try:
            key = await self._node.keyring.own(kommune, child, piece.category)
        except LookupError as error:
            raise Unknown from error
        file = Attachment(upload=piece.upload, form=piece.form, pieces=piece.of)
        where = attached(kommune, piece.contribution, file.model_dump(mode="json"), piece.number, key.id)
        sealed = key.seal_bytes(where, from_text(piece.content))
        place = (kommune, piece.contribution, piece.upload, piece.number)
        await self._node.pool.execute(SQL["store_piece"], *place, str(key.id), sealed)

    async def must_have(self, kommune: Kommune, contribution: str, file: Attachment) -> None:
        """Raises UploadIncomplete."""
        about = (kommune, contribution, file.upload, file.pieces, IN_TIME)
        if await self._node.pool.fetchval(SQL["stored_pieces"], *about) != file.pieces:
            raise UploadIncomplete

    async def kept(self, kommune: Kommune, contribution: str, file: Attachment, number: int) -> Kept:
        """Raises Unknown."""
        row = await self._node.pool.fetchrow(SQL["piece"], kommune, contribution, file.upload, number)
        if row is None:
            raise Unknown
        return Kept(KeyId.parse(row["key_id"]), row["sealed"])

    async def drop_unwritten(self) -> None:
        """Now and then; keep it running in the background."""
        while True:
            await self._node.pool.execute(SQL["drop_unwritten_pieces"], KEPT, ContributionWritten.type)
            await asyncio.sleep(PAUSE)
