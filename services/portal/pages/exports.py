"""A log with its proofs, taken out in an investigation: one file, put together from the parts that fit in a message."""

import io
import zipfile

from fastapi import APIRouter
from fastapi.responses import Response

from services.portal.attachments import attachment
from services.portal.pages.oversight import HOME, show_investigation
from services.portal.visit import Id, Ombud, Visit
from shared.contracts import audit

routes = APIRouter()


@routes.post(HOME + "/undersokelse/{which}/uttrekk")
async def export(visit: Ombud, which: Id) -> Response:
    owner, _, year = (visit.given("log") or "").rpartition("-")
    made = await visit.attempt("export", _bundle(visit, which, owner, year))
    if made is None:
        return await show_investigation(visit, which)
    return attachment(f"uttrekk-{owner}-{year}.zip", made)


async def _bundle(visit: Visit, which: Id, owner: str, year: str) -> bytes:
    """Raises ValidationError and Refused."""
    asked = {"investigation": which, "child": visit.given("child"), "owner": owner, "year": year}
    asking: audit.ExportLog | None = audit.ExportLog.model_validate(asked)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as file:
        while asking:
            part = await visit.ask(asking, audit.ExportPart)
            for one in part.files:
                file.writestr(one.path, one.content)
            following = {"size": part.size, "first": part.next}
            asking = asking.model_copy(update=following) if part.next is not None else None
    return written.getvalue()
