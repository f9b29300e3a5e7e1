"""The demo's fagsystem: a key pair made here, whose public half the portal knows it by."""

from pathlib import Path

import orjson
from joserfc.jwk import OKPKey

from deploy.topology import PORTAL

CLIENT = "4999.fagsystem-demo"


def credentials(secrets: Path, state: Path) -> None:
    """The private key is the fagsystem's own, outside the portal's folder; nothing that exists is made anew."""
    private, public = state / "fagsystem" / f"{CLIENT}.jwk", secrets / PORTAL / f"client.{CLIENT}.jwks"
    if private.exists() and public.exists():
        return
    key = OKPKey.generate_key("Ed25519", {"kid": "demo"})
    private.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for file in (private, public):
        file.touch(mode=0o600)  # beside the portal's secrets, as one of them
    private.write_bytes(orjson.dumps(key.as_dict(private=True)))
    public.write_bytes(orjson.dumps({"keys": [key.as_dict(private=False)]}))
