"""OpenAPI 3.1 of what is offered, made from the contracts, so that it cannot say anything else than they do."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from services.portal.api import problems
from services.portal.api.grants import LIFETIME
from services.portal.api.offered import OPERATIONS, Operation
from services.portal.api.tokens import ACCESS, EXCHANGE, PERSON
from services.portal.signin.party import ASSERTION

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]
Names = Mapping[tuple[Any, Mode], Json]
REF = "#/components/schemas/{model}"
NOES: Mapping[int, str] = {
    400: "The request does not have the form that is described here; `errors` says which fields.",
    401: "No access token, or it has ended, or the client or the person is not there any more.",
    404: "There is nothing here for this person: not there, not theirs, and hidden are answered alike.",
    405: "The operation has another method.",
    413: "More than 512 KiB.",
    415: "The body is not JSON.",
    422: "The rules say no; `code` says which, and `title` what a person may do about it.",
    429: "Too many requests in a minute.",
    500: "Something went wrong here; it is logged.",
    503: "Something that this depends on does not answer now. Ask again, a command with the same Idempotency-Key.",
}
ABOUT = """What the pages do, for a municipality's own fagsystemer, generated from the contracts between the services.

An operation is a request of a contract: `/{owner}/{request}`, where the owner is the service that answers. What reads
is GET, unless it says something about a person or holds a list; what changes is POST with an `Idempotency-Key`. The
client acts for one person at a time, with exactly that person's rights; the audit log says through which client. A
command answers with `event`; a question with that as `seen` waits until it shows. Ids are pseudonyms. `docs/api.md`
begins with an example.
"""


class Problem(BaseModel):
    """RFC 9457. `code` is stable; `/api/v1/problems` has the words of all codes."""

    type: str
    title: str
    status: int
    code: str
    retryable: bool
    errors: dict[str, str] | None = None


def document() -> Json:
    names, schemas = _schemas()
    paths: dict[str, Json] = {"/token": {"post": _token()}}
    for one in OPERATIONS.values():
        paths[one.path] = {one.method.lower(): _operation(one, names)}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Stafett", "version": "1", "description": ABOUT, "license": {"name": "EUPL-1.2"}},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {str(status): _no(status, text) for status, text in NOES.items()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": _bearer()}},
        },
    }


def _bearer() -> str:
    return f"From `/token`; opaque, for {LIFETIME.seconds // 60} minutes."


def _schemas() -> tuple[Names, Json]:
    """Where each model is referred to, and all models by name."""
    wanted: list[tuple[type[BaseModel], Mode]] = [(Problem, "serialization")]
    for one in OPERATIONS.values():
        wanted += [(one.asks, "validation"), (one.asks.reply, "serialization")]
    names, found = models_json_schema(list(dict.fromkeys(wanted)), ref_template=REF)
    schemas: Json = {name: _public(schema) for name, schema in found["$defs"].items()}
    for one in OPERATIONS.values():
        if one.changes:  # its id is the Idempotency-Key
            schemas[_name(names[one.asks, "validation"])]["properties"].pop("id")
    return names, schemas


def _public(schema: Json) -> Json:
    """No contract inherits words about how it travels between the services."""
    return {name: value for name, value in schema.items() if name != "title"}


def _name(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).rpartition("/")[2]


def _operation(one: Operation, names: Names) -> Json:
    asks = one.asks
    about = (asks.__doc__ or "").strip()
    told: Json = {
        "operationId": asks.__name__,
        "tags": [asks.service],
        "summary": asks.name.replace("-", " "),
        **({"description": about} if about else {}),
        "parameters": list(_parameters(one)),
        "responses": {"200": _yes(names[asks.reply, "serialization"])} | _noes(one),
    }
    if one.method == "POST":
        told["requestBody"] = _body("application/json", names[asks, "validation"])
    return told


def _parameters(one: Operation) -> Iterator[Json]:
    if one.owner is None:
        slug = {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,30}$"}
        yield {"name": "owner", "in": "path", "required": True, "schema": slug, "description": "The service asked."}
    if one.changes:
        key = {"type": "string", "format": "uuid"}
        text = "Makes sending the same again harmless for a day; best a UUIDv7."
        yield {"name": "Idempotency-Key", "in": "header", "required": True, "schema": key, "description": text}
    if one.method == "GET":
        for name, schema in one.fields.items():
            yield {"name": name, "in": "query", "required": name in one.needed, "schema": schema}


def _body(media: str, schema: Json) -> Json:
    return {"required": True, "content": {media: {"schema": schema}}}


def _yes(schema: Json) -> Json:
    return {"description": "Done", "content": {"application/json": {"schema": schema}}}


def _noes(one: Operation) -> Json:
    never = set() if one.method == "POST" else {413, 415}
    return {str(status): {"$ref": f"#/components/responses/{status}"} for status in NOES if status not in never}


def _no(status: int, text: str) -> Json:
    headers = {name: {"schema": {"type": "string"}, "required": True} for name in problems.HEADERS.get(status, {})}
    return {
        "description": text,
        "content": {problems.MEDIA: {"schema": {"$ref": REF.format(model="Problem")}}},
        **({"headers": headers} if headers else {}),
    }


def _token() -> Json:
    """As RFC 6749 has it, errors too."""
    text = {"type": "string"}
    asked = {
        "grant_type": {"const": EXCHANGE}, "client_assertion_type": {"const": ASSERTION}, "client_assertion": text,
        "subject_token_type": {"const": PERSON}, "subject_token": text,
    }  # fmt: skip
    given = {
        "access_token": text, "issued_token_type": {"const": ACCESS}, "token_type": {"const": "Bearer"},
        "expires_in": {"type": "integer"},
    }  # fmt: skip
    refused = {"description": "Refused", **_content({"error": text})}
    return {
        "operationId": "Token",
        "tags": ["token"],
        "summary": "an access token for one person",
        "description": "The client proves itself with private_key_jwt and names whom it acts for.",
        "security": [],
        "requestBody": _body("application/x-www-form-urlencoded", _object(asked)),
        "responses": {
            "200": {"description": "Given", **_content(given)}, "400": refused, "401": refused,
            **{str(status): {"$ref": f"#/components/responses/{status}"} for status in (413, 429, 500, 503)},
        },
    }  # fmt: skip


def _content(properties: Json) -> Json:
    return {"content": {"application/json": {"schema": _object(properties)}}}


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}
