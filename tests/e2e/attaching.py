"""Files beside what is written in a log, as the portal sends and fetches them."""

import base64

from shared.contracts import case
from shared.contracts.case import PIECE, Attachment, Form
from shared.contracts.common import Category
from tests.e2e.world import World, new_id


async def stored(
    world: World, who: str, log: str, contribution: str, content: bytes, upload: str = "u-1"
) -> Attachment:
    parts = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    for number, part in enumerate(parts):
        piece = case.StorePiece(
            stafettlogg=log, contribution=contribution, category=Category.NOTES, upload=upload, form=Form.PICTURE,
            number=number, of=len(parts), content=base64.b64encode(part).decode(),
        )  # fmt: skip
        await world.ask(who, piece)
    return Attachment(upload=upload, form=Form.PICTURE, pieces=len(parts))


def writing(log: str, contribution: str, file: Attachment | None) -> case.WriteContribution:
    return case.WriteContribution(
        contribution=contribution, stafettlogg=log, kind=case.Kind.NOTE, category=Category.NOTES, text="Se bildet",
        attachment=file,
    )  # fmt: skip


async def written(world: World, who: str, log: str, content: bytes) -> str:
    contribution = new_id()
    await world.ask(who, writing(log, contribution, await stored(world, who, log, contribution, content)))
    return contribution


async def downloaded(world: World, who: str, log: str, writer: str, contribution: str) -> bytes:
    await world.read(who, log)  # when what was written last has come to their owner
    found: list[case.Piece] = []
    while not found or len(found) < found[0].of:
        query = case.DownloadPiece(stafettlogg=log, writer=writer, contribution=contribution, number=len(found))
        found.append(await world.ask(who, query))
    return b"".join(base64.b64decode(piece.content) for piece in found)
