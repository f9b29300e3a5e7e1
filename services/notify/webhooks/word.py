"""What a receiver is told: that there is something to see, for a service. Nothing about anybody.

Signed as Standard Webhooks says: `webhook-id`, `webhook-timestamp`, and `webhook-signature` with Ed25519 (`v1a`), so
that a receiver holds no secret of ours (docs/webhooks.md).
"""

import base64
from datetime import datetime

import orjson
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.notify.hearing import Urgency
from shared.contracts.common import Kommune, Owner

TYPES = {Urgency.NOW: "stafett.task", Urgency.DIGEST: "stafett.news"}


def body(event: str, kind: str, since: datetime, kommune: Kommune, owner: Owner) -> bytes:
    told = {"kommune": kommune, "owner": owner}
    return orjson.dumps({"id": event, "type": kind, "timestamp": since.isoformat(), "data": told})


def signed(key: Ed25519PrivateKey, event: str, at: datetime, said: bytes) -> dict[str, str]:
    """at: of this try, so that a receiver can leave what is old."""
    stamp = str(int(at.timestamp()))
    signature = base64.b64encode(key.sign(f"{event}.{stamp}.".encode() + said)).decode()
    return {
        "content-type": "application/json",
        "webhook-id": event,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1a,{signature}",
    }
