"""What a browser saves as a file; nobody between keeps a copy."""

from typing import Any

import orjson
from fastapi.responses import Response

KINDS = {"jpg": "image/jpeg", "json": "application/json", "pdf": "application/pdf", "zip": "application/zip"}


def attachment(name: str, content: bytes) -> Response:
    """name: about nobody; how it ends says what it is."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=KINDS[name.rpartition(".")[2]], headers=headers)


def document(name: str, content: dict[str, Any]) -> Response:
    return attachment(name, orjson.dumps(content, option=orjson.OPT_INDENT_2))
