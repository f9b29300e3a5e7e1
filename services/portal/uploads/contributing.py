"""Writing in the log, with a picture or a PDF beside the text."""

import base64
import hashlib

from services.portal.uploads.redraw import redrawn
from services.portal.visit import Visit
from shared.contracts.case import (
    PIECE,
    Attachment,
    DownloadPiece,
    Form,
    Kind,
    Piece,
    StorePiece,
    WriteContribution,
)
from shared.contracts.common import Category, Done, Id, Owner

FILE = "file"  # the field's name


async def contribute(visit: Visit, form: str, log: Id, kind: Kind | None, category: Category | None) -> Done | None:
    """None: refused, and the page shows the form again; a file must then be chosen again."""

    async def written() -> Done:
        command = WriteContribution.model_validate(
            {
                "id": visit.key, "contribution": visit.key, "stafettlogg": log, "kind": kind, "category": category,
                "text": visit.given("text"),
            }
        )  # fmt: skip
        if content := visit.files.get(FILE):
            command = command.model_copy(update={"attachment": await _store(visit, command, await redrawn(content))})
        return await visit.ask(command, Done)

    return await visit.attempt(form, written())


async def _store(visit: Visit, beside: WriteContribution, content: bytes) -> Attachment:
    """Another content has another name, so that pieces of two drawings never meet."""
    upload = visit.part_of_key(hashlib.sha256(content).hexdigest())
    form = Form.DOCUMENT if content.startswith(b"%PDF-") else Form.PICTURE
    parts = [content[at : at + PIECE] for at in range(0, len(content), PIECE)]
    for number, part in enumerate(parts):
        piece = StorePiece(
            stafettlogg=beside.stafettlogg, contribution=beside.contribution, category=beside.category, upload=upload,
            form=form, number=number, of=len(parts), content=base64.b64encode(part).decode("ascii"),
        )  # fmt: skip
        await visit.ask(piece, Done)
    return Attachment(upload=upload, form=form, pieces=len(parts))


async def downloaded(visit: Visit, log: Id, writer: Owner, contribution: Id) -> tuple[Form, bytes]:
    found = [await _piece(visit, log, writer, contribution, 0)]
    for number in range(1, found[0].of):
        found.append(await _piece(visit, log, writer, contribution, number))  # noqa: PERF401 - one after the other
    return found[0].form, b"".join(base64.b64decode(piece.content) for piece in found)


async def _piece(visit: Visit, log: Id, writer: Owner, contribution: Id, number: int) -> Piece:
    query = DownloadPiece(stafettlogg=log, writer=writer, contribution=contribution, number=number)
    return await visit.ask(query, Piece)
