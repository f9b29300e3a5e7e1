"""Draws a picture or a PDF anew, as a process of its own: the file on its standard input, the new one on its output.

Whoever takes over its parsers finds nothing here: it imports nothing of ours, has no environment, can open no file
and no connection, start nothing, and has little time and memory. It tells why it drew nothing by how it ends.
"""

import io
import resource
import sys
from collections.abc import Iterator

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps, JpegImagePlugin, MpoImagePlugin, PdfImagePlugin, PngImagePlugin, TiffImagePlugin

UNKNOWN, TOO_LARGE, UNREADABLE = 2, 3, 4  # how it ends
MEMORY, SECONDS = 1024**3, 15  # bytes of address space, and of processor time
PIXELS, PAGES = 64_000_000, 20  # of a picture before it is opened, and of a PDF
EDGE = 2200  # pixels of the longest side: A4 at 190 dots an inch
DOTS = 190 / 72  # to a point of a PDF
QUALITY = 82
NEEDED = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, PdfImagePlugin, TiffImagePlugin)  # while files may be opened


class Undrawn(Exception):
    """args: how the process ends."""


def confine() -> None:
    """No way back: the hard limits fall too."""
    Image.preinit()
    Image.MAX_IMAGE_PIXELS = None  # ours is lower
    limits = {
        resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS, resource.RLIMIT_NOFILE: 0,
        resource.RLIMIT_NPROC: 0, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0,
    }  # fmt: skip
    for what, limit in limits.items():
        resource.setrlimit(what, (limit, limit))


def drawn(content: bytes) -> bytes:
    """What it is, its first bytes alone tell. Raises Undrawn."""
    if content.startswith(b"%PDF-"):
        return _document(content)
    if content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return _picture(content)
    raise Undrawn(UNKNOWN)


def _picture(content: bytes) -> bytes:
    with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as found:
        if found.width * found.height > PIXELS:
            raise Undrawn(TOO_LARGE)
        found.draft("RGB", (EDGE, EDGE))
        upright = ImageOps.exif_transpose(found)
        upright.thumbnail((EDGE, EDGE))
    out = io.BytesIO()
    _bare(upright).save(out, "JPEG", quality=QUALITY)
    return out.getvalue()


def _bare(image: Image.Image) -> Image.Image:
    """The dots alone, on white: nothing that the file said about itself comes along."""
    bare = Image.new("RGB", image.size, "white")
    if image.has_transparency_data:
        image = image.convert("RGBA")
        bare.paste(image, mask=image.getchannel("A"))
    elif image.mode.startswith("I"):  # sixteen bits a dot, of which eight are enough
        bare.paste(image.convert("I").point(lambda dot: dot / 256).convert("L"))
    else:
        bare.paste(image.convert("RGB"))
    return bare


def _document(content: bytes) -> bytes:
    with pypdfium2.PdfDocument(content) as document:
        if not 0 < len(document) <= PAGES:
            raise Undrawn(TOO_LARGE)
        first, *rest = _pages(document)
    out, undated = io.BytesIO(), {"title": None, "creationDate": None, "modDate": None}
    first.save(out, "PDF", save_all=True, append_images=rest, resolution=DOTS * 72, quality=QUALITY, **undated)
    return out.getvalue()


def _pages(document: pypdfium2.PdfDocument) -> Iterator[Image.Image]:
    for page in document:
        scale = min(DOTS, EDGE / max(page.get_size()))
        yield _bare(page.render(scale=scale, may_draw_forms=False).to_pil())
        page.close()


def main() -> int:
    confine()
    try:
        told = drawn(sys.stdin.buffer.read())
    except Undrawn as why:
        return int(why.args[0])
    except Exception:  # noqa: BLE001 - whatever a hostile file makes of a parser is one thing to whoever sent it
        return UNREADABLE
    sys.stdout.buffer.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
