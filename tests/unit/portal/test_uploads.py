"""What is uploaded is drawn anew by a process that can do nothing else: only dots come through."""

import io
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from services.portal.uploads import redraw
from services.portal.uploads.redraw import FileTooLarge, FileUnreadable, NotAPicture, redrawn
from tests.unit.portal.hostile import SECRET, active_document, bomb, document, picture

HTML = b"<html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.mark.parametrize("form", ["JPEG", "PNG"])
async def test_of_a_picture_the_dots_alone_come_through(form: str) -> None:
    told = await redrawn(picture(form) + HTML)
    with Image.open(io.BytesIO(told)) as drawn:
        assert (drawn.format, drawn.size, len(drawn.getexif())) == ("JPEG", (400, 300), 0)
        assert not {"icc_profile", "comment", "exif"} & drawn.info.keys()
    assert SECRET not in told
    assert HTML not in told


async def test_a_picture_stands_as_it_was_held() -> None:
    with Image.open(io.BytesIO(await redrawn(picture(turned=6)))) as drawn:
        assert drawn.size == (300, 400)


async def test_a_large_picture_becomes_as_large_as_a_page() -> None:
    with Image.open(io.BytesIO(await redrawn(picture(size=(6000, 4000))))) as drawn:
        assert drawn.size == (2200, 1467)


async def test_a_documents_pages_come_through_and_nothing_that_acts() -> None:
    told = await redrawn(active_document())
    drawn = pypdf.PdfReader(io.BytesIO(told))
    assert len(drawn.pages) == 1
    assert not drawn.attachments
    for word in (b"JavaScript", b"Launch", b"EmbeddedFile", b"OpenAction", b"MZ", SECRET):
        assert word not in told
    assert {"/Type", "/Pages"} >= set(drawn.root_object)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "content",
    [HTML, SVG, b"", b"GIF89a" + bytes(100), b"MZ" + bytes(100), b"PK\x03\x04", b"\n" + picture(), HTML + document()],
    ids=["html", "svg", "nothing", "gif", "program", "zip", "not from its start", "document after html"],
)  # fmt: skip
async def test_what_it_is_its_content_tells(content: bytes) -> None:
    with pytest.raises(NotAPicture):
        await redrawn(content)


@pytest.mark.parametrize(
    "content",
    [picture()[:2000], picture("PNG")[:300], b"\x89PNG\r\n\x1a\n" + HTML, b"\xff\xd8\xff" + HTML, b"%PDF-" + HTML],
    ids=["half a jpeg", "half a png", "html as png", "html as jpeg", "html as pdf"],
)
async def test_what_is_damaged_or_lies_is_refused(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        await redrawn(content)


@pytest.mark.parametrize("content", [bomb(), document(21), document(10_000)], ids=["bomb", "21 pages", "10,000 pages"])
async def test_what_is_too_much_is_refused_before_it_is_drawn(content: bytes) -> None:
    with pytest.raises(FileTooLarge):
        await redrawn(content)


async def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redraw, "PATIENCE", 0.0)
    with pytest.raises(FileUnreadable):
        await redrawn(picture(size=(6000, 4000)))


def test_the_drawer_has_no_way_to_anything(tmp_path: Path) -> None:
    """Whoever took it over would find no file, no network, no child of its own, and no environment."""
    attempts = {
        "file": "open('/proc/self/environ')", "network": "__import__('socket').socket()",
        "output": f"open({str(tmp_path / 'x')!r}, 'w')", "memory": "bytearray(2 * 1024**3)",
    }  # fmt: skip
    for name, attempt in attempts.items():
        code = (
            f"import sys; sys.path.insert(0, {str(redraw.DRAWER.parent)!r}); import drawer, socket, os; "
            "drawer.confine()\nassert set(os.environ) <= {'LC_CTYPE'}\n"
            f"try:\n    {attempt}\nexcept (OSError, MemoryError): sys.exit(7)"
        )
        ended = subprocess.run([sys.executable, "-I", "-c", code], env={}, check=False, capture_output=True)
        assert ended.returncode == 7, (name, ended.stderr.decode())
    assert not list(tmp_path.iterdir())
