"""A picture or a PDF beside a text in the log: what is sent on, what is refused, and what comes back."""

import base64
from typing import Any

import pytest

from shared.contracts import case
from shared.contracts.case import PIECE, Form
from tests.unit.portal.hostile import SECRET, document, picture
from tests.unit.portal.sample import CHILD, INGRID, KARI, LOG
from tests.unit.portal.world import KEY, World, refuse

TEXT = "Hun bygde et tårn."


async def send(world: World, who: Any, address: str, content: bytes, **fields: str) -> Any:
    async with world.as_person(who) as visitor:
        told = {"token": world.token(visitor), "id": KEY, "text": TEXT, **fields}
        return await visitor.post(address, data=told, files={"file": ("../../navn.exe", content, "text/html")})


@pytest.mark.parametrize(("content", "form"), [(picture(), Form.PICTURE), (document(3), Form.DOCUMENT)])
async def test_what_was_drawn_is_sent_on_and_what_was_uploaded_is_not(content: bytes, form: Form) -> None:
    world = World()
    answer = await send(world, KARI, f"/logg/{LOG}/skriv", content, kind="note")
    assert answer.status_code == 303
    (piece,), (written,) = world.services.said("store-piece"), world.services.said("write-contribution")
    assert isinstance(piece, case.StorePiece)
    assert isinstance(written, case.WriteContribution)
    assert written.attachment == case.Attachment(upload=piece.upload, form=form, pieces=1)
    assert (piece.contribution, piece.category) == (written.contribution, written.category)
    sent_on = base64.b64decode(piece.content)
    assert sent_on.startswith(b"%PDF-" if form is Form.DOCUMENT else b"\xff\xd8\xff")
    assert sent_on != content
    assert SECRET not in sent_on


async def test_a_parent_adds_a_picture_to_a_glimpse() -> None:
    world = World()
    assert (await send(world, INGRID, f"/familie/{CHILD}/lysglimt", picture())).status_code == 303
    (written,) = world.services.said("write-contribution")
    assert written.attachment is not None  # type: ignore[attr-defined]


async def test_what_cannot_be_drawn_is_not_sent_and_the_text_stays() -> None:
    world = World()
    answer = await send(world, KARI, f"/logg/{LOG}/skriv", b"<html>", kind="note")
    assert answer.status_code == 422
    assert "Filen er ikke et bilde eller en PDF vi kan ta imot." in answer.text
    assert TEXT in answer.text
    assert not {"store-piece", "write-contribution"} & {request.name for request, *_ in world.services.asked}


async def test_a_file_that_is_stored_is_named_by_what_it_shows() -> None:
    """So that the pieces of what was sent twice, and drawn in two ways, never meet."""
    names = set()
    for content in (picture(), picture(), picture(size=(300, 200))):
        world = World()
        await send(world, KARI, f"/logg/{LOG}/skriv", content, kind="note")
        names |= {request.upload for request in world.services.said("store-piece")}  # type: ignore[attr-defined]
    assert len(names) == 2


async def test_it_comes_back_whole_as_a_file_of_no_name() -> None:
    content, world = bytes(PIECE) + b"end", World()
    parts = [base64.b64encode(content[at : at + PIECE]).decode() for at in (0, PIECE)]
    world.services.answers["download-piece"] = lambda request, _: case.Piece(
        form=Form.PICTURE, of=2, content=parts[request.number]  # type: ignore[attr-defined]
    )  # fmt: skip
    async with world.as_person(INGRID) as visitor:
        answer = await visitor.get(f"/logg/{LOG}/vedlegg/ppt/c-1")
    assert answer.content == content
    assert answer.headers["content-disposition"] == 'attachment; filename="vedlegg.jpg"'
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/jpeg", "no-store")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_what_is_not_theirs_is_a_page_like_any_other() -> None:
    world = World()
    world.services.answers["download-piece"] = refuse("AccessDenied", 403)
    async with world.as_person(INGRID) as visitor:
        assert (await visitor.get(f"/logg/{LOG}/vedlegg/ppt/c-1")).status_code == 404


async def test_the_timeline_leads_to_the_file() -> None:
    world = World()
    whole = world.services.answers["read-stafettlogg"]

    def with_file(request: Any, actor: Any) -> case.StafettloggView:
        log: case.StafettloggView = whole(request, actor)
        file = case.Attachment(upload="u-1", form=Form.DOCUMENT, pieces=1)
        mine = next(entry for entry in log.entries if entry.what == "contribution.written.v1")
        having = mine.model_copy(update={"attachment": file, "contribution": "c-9"})
        return log.model_copy(update={"entries": tuple(having if one is mine else one for one in log.entries)})

    world.services.answers["read-stafettlogg"] = with_file
    async with world.as_person(KARI) as visitor:
        page = (await visitor.get(f"/logg/{LOG}")).text
    assert f'href="/logg/{LOG}/vedlegg/' in page
    assert "Last ned PDF-en" in page
