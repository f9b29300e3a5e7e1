"""A file beside a contribution, for whoever may read the text: its pieces from whose word it is, our own keys."""

from collections.abc import Mapping

from services.case.contribution.pieces import Kept, Pieces
from services.case.timeline import Timeline
from shared.contracts.case import Attachment, DownloadPiece, Entry, FetchPiece, Piece, SealedPiece
from shared.contracts.common import Kommune
from shared.decider import Act
from shared.errors import AccessDenied, Unknown
from shared.node import Node
from shared.sealing import DataKey, KeyId, attached, from_text, to_text

Keys = Mapping[KeyId, DataKey]


class Attached:
    """Nobody has a copy: what is asked for is fetched sealed, and a key that may be had now opens it."""

    def __init__(self, node: Node) -> None:
        self._node, self._pieces = node, Pieces(node)

    async def whole(self, kommune: Kommune, entry: Entry, file: Attachment, keys: Keys) -> bytes:
        return b"".join([await self.piece(kommune, entry, file, number, keys) for number in range(file.pieces)])

    async def piece(self, kommune: Kommune, entry: Entry, file: Attachment, number: int, keys: Keys) -> bytes:
        """entry: as its reader's keys opened it. Raises AccessDenied without a key, Unknown for a piece that is not."""
        if entry.contribution is None or number >= file.pieces:
            raise Unknown
        kept = await self._kept(kommune, entry, file, number)
        if (key := keys.get(kept.key)) is None or kept.key.category != entry.data["category"]:
            raise AccessDenied
        where = attached(kommune, entry.contribution, file.model_dump(mode="json"), number, key.id)
        return key.open_bytes(where, kept.sealed)

    async def _kept(self, kommune: Kommune, entry: Entry, file: Attachment, number: int) -> Kept:
        contribution = str(entry.contribution)
        if entry.owner == self._node.settings.owner:
            return await self._pieces.kept(kommune, contribution, file, number)
        fetch, us = FetchPiece(contribution=contribution, number=number), self._node.client.itself(kommune)
        found: SealedPiece = await self._node.client.ask(fetch, owner=entry.owner, actor=us)
        return Kept(KeyId.parse(found.key), from_text(found.sealed))


class Downloads:
    def __init__(self, node: Node, timeline: Timeline) -> None:
        self._timeline, self._attached = timeline, Attached(node)

    async def piece(self, query: DownloadPiece, act: Act) -> Piece:
        """By the rules and the keys that open the text it stands beside."""
        entry, keys = await self._timeline.one(query, act, (query.writer, query.contribution))
        if (file := entry.attachment) is None:
            raise Unknown
        content = await self._attached.piece(act.by.kommune, entry, file, query.number, keys)
        return Piece(form=file.form, of=file.pieces, content=to_text(content))
