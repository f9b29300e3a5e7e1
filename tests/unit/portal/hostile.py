"""Files that somebody might send: what we draw, and what must draw nothing or come out bare."""

import io
import struct
import zlib

from PIL import Image

SECRET = b"59.9139N 10.7522E Ola"
JPEG = "JPEG"


def picture(form: str = JPEG, size: tuple[int, int] = (400, 300), *, described: bool = True, turned: int = 1) -> bytes:
    """described: with a secret in its EXIF and its comment. turned: the orientation that EXIF tells."""
    exif = Image.Exif()
    exif[0x0112] = turned
    if described:
        exif[0x010E] = SECRET.decode()
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, form, exif=exif, comment=SECRET)
    return out.getvalue()


def bomb(side: int = 40_000) -> bytes:
    """A PNG of a few kilobytes that says it has 1.6 milliard dots."""
    row = zlib.compress(bytes(side * 100), 9)
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", row) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def document(pages: int = 1, catalog: bytes = b"", extra: tuple[bytes, ...] = ()) -> bytes:
    """A PDF by hand. catalog: what its first object says besides; extra: objects from number 3 + pages on."""
    kids = b" ".join(b"%d 0 R" % (3 + n) for n in range(pages))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        *[page] * pages, *extra,
    )  # fmt: skip
    out, at = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        at.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in at)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(at) + 1, table)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(at) + 1, start)
    return bytes(out)


def active_document() -> bytes:
    """JavaScript, a launch action, and a file within."""
    names = b"/OpenAction 4 0 R/Names<</EmbeddedFiles<</Names[(a.exe) 5 0 R]>>>>/AA<</WC 6 0 R>>"
    inside = b"MZ" + SECRET
    return document(
        1, names,
        (
            b"<</S/JavaScript/JS(app.alert\\('" + SECRET + b"'\\))>>",
            b"<</Type/Filespec/F(a.exe)/EF<</F 7 0 R>>>>",
            b"<</S/Launch/F(cmd.exe)>>",
            b"<</Type/EmbeddedFile/Length %d>>\nstream\n%s\nendstream" % (len(inside), inside),
        ),
    )  # fmt: skip
