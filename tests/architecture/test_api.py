"""The API's description is what the code offers; `python -m tests.architecture.test_contracts` renews it too."""

import re
from pathlib import Path

import orjson
from fastapi.openapi.models import OpenAPI

from services.portal.api.description import document

DESCRIPTION = Path(__file__).parents[2] / "docs" / "api" / "openapi.json"


def text() -> bytes:
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def test_the_description_is_generated_from_the_contracts() -> None:
    kept, now = orjson.loads(DESCRIPTION.read_bytes())["paths"], orjson.loads(text())["paths"]
    assert sorted(path for path in kept.keys() | now.keys() if kept.get(path) != now.get(path)) == []
    assert DESCRIPTION.read_bytes() == text()


def test_it_is_openapi_and_every_reference_leads_somewhere() -> None:
    OpenAPI.model_validate(document())
    parts = document()["components"]
    for kind, name in re.findall(rb'"#/components/(\w+)/([^"]+)"', text()):
        assert name.decode() in parts[kind.decode()]
