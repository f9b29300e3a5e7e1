"""`python -m deploy.asyncapi > docs/api/asyncapi.json`: every fact that there is, as AsyncAPI 3.0, from the contracts.

FastStream makes such a document of its subscribers; facts are published by the relay as they are stored, signed and
half sealed, and it would know neither.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
from pydantic.json_schema import models_json_schema

from deploy.topology import Topology
from shared.contracts import case, consent
from shared.contracts.common import Envelope, Fact
from shared.personal import personal_fields
from shared.wire import MESSAGE_ID, POSITION, PRODUCER, SIGNATURE

Json = dict[str, Any]
FACTS: tuple[type[Fact], ...] = (*case.FACTS, *consent.FACTS)
SEALED = ("key", "sealed", "sealed_as")
HEADERS: Mapping[str, str] = {
    MESSAGE_ID: "The fact's id and the first 16 hex digits of its signature; the same after a crash.",
    POSITION: "The fact's place in its owner's log: a whole number.",
    PRODUCER: "The identity that signed it, as trust.json names it.",
    SIGNATURE: "Ed25519 in base64, over the subject, a line feed, the position, a line feed, and the body.",
    "traceparent": "W3C Trace Context.",
}


def document() -> Json:
    schemas = _schemas()
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Stafett: what has happened",
            "version": "1",
            "description": "Public facts on the JetStream stream EVT. docs/events.md tells how to listen.",
        },
        "defaultContentType": "application/json",
        "servers": {
            "nats": {"host": "nats.invalid:4222", "protocol": "nats", "description": "The installation's own."}
        },
        "channels": {fact.wire_name(): _channel(fact) for fact in FACTS},
        "operations": {f"tell-{fact.wire_name()}": _operation(fact) for fact in FACTS},
        "components": {"messages": {fact.wire_name(): _message(fact) for fact in FACTS}, "schemas": schemas},
    }


def _channel(fact: type[Fact]) -> Json:
    owners = _owners(fact)
    parameters: Json = {"kommune": {"description": "The municipality's four-digit number."}}
    if len(owners) > 1:
        parameters["owner"] = {"description": "The service that says it.", "examples": owners}
    owner = "{owner}" if len(owners) > 1 else owners[0]
    message = {"fact": {"$ref": f"#/components/messages/{fact.wire_name()}"}}
    return {"address": f"evt.{{kommune}}.{owner}.{fact.wire_name()}", "parameters": parameters, "messages": message}


def _owners(fact: type[Fact]) -> list[str]:
    """A municipality may have more services than those that Stafett comes with."""
    return [fact.said_by] if fact.said_by else [*Topology().owners]


def _operation(fact: type[Fact]) -> Json:
    return {"action": "send", "channel": _ref("channels", fact.wire_name())}


def _message(fact: type[Fact]) -> Json:
    told = {"type": {"const": fact.wire_name()}, "data": _ref("components/schemas", fact.__name__)}
    sealed = _sealed(fact) if personal_fields(fact) else {}
    headers = {name: {"type": "string", "description": about} for name, about in HEADERS.items()}
    return {
        "name": fact.wire_name(),
        "summary": (fact.__doc__ or "").strip().split("\n\n")[0] if fact.__doc__ != Fact.__doc__ else "",
        "headers": {"type": "object", "required": [*HEADERS][:-1], "properties": headers},
        "payload": {"allOf": [
            _ref("components/schemas", "Envelope"),
            {"type": "object", "properties": told | sealed, "required": list(SEALED) if sealed else []},
        ]},
    }  # fmt: skip


def _sealed(fact: type[Fact]) -> Json:
    opened = f"{fact.__name__}Sealed"
    text = f"AES-256-GCM, in base64. Whoever is given the key reads #/components/schemas/{opened} in it, as JSON."
    return {"sealed": {"type": "string", "contentEncoding": "base64", "description": text, "x-opens-to": opened}}


def _schemas() -> Json:
    """Of each fact its plain half, under its own name, and the half that travels sealed."""
    models = [(one, "validation") for one in (Envelope, *FACTS)]
    _, whole = models_json_schema(models, ref_template="#/components/schemas/{model}")  # type: ignore[arg-type]
    found: Json = whole["$defs"]
    for fact in FACTS:
        said, sealed = found[fact.__name__], personal_fields(fact)
        found[fact.__name__] = _half(said, said["properties"].keys() - sealed)
        if sealed:
            found[f"{fact.__name__}Sealed"] = _half(said, sealed)
    return found


def _half(schema: Json, names: Iterable[str]) -> Json:
    kept = {*names}
    properties = {name: one for name, one in schema.get("properties", {}).items() if name in kept}
    required = [name for name in schema.get("required", ()) if name in kept]
    return {"type": "object", "properties": properties, "required": required}


def _ref(where: str, name: str) -> Json:
    return {"$ref": f"#/{where}/{name}"}


def text() -> bytes:
    return orjson.dumps(document(), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    sys.stdout.buffer.write(text())
