"""Witnesses with databases of their own, without the wire."""

import time
from dataclasses import dataclass, field

import asyncpg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.contracts.witness import AddCheckpoint, Witnessed
from shared.errors import Unavailable
from shared.transparency.policy import Policy, parse
from shared.transparency.witness import Witness
from shared.witnessing import Memory, log_key, origin, witness_key
from tests.integration.audit.sequencing import KEY

ORIGIN = origin("4999", "barnehage", 2026)
NAMES = ("ppt", "consent", "notify")


@dataclass
class Others:
    """Three services with databases of their own; two of them must have seen a checkpoint."""

    pools: dict[str, asyncpg.Pool]
    away: set[str] = field(default_factory=set)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=lambda: {n: Ed25519PrivateKey.generate() for n in NAMES})

    @property
    def policy(self) -> Policy:
        return parse(self.text)

    @property
    def text(self) -> bytes:
        keys = {name: witness_key(name, key.public_key().public_bytes_raw()) for name, key in self.keys.items()}
        lines = [f"witness {name} {key}" for name, key in keys.items()]
        return "\n".join([*lines, f"group tjenester 2 {' '.join(NAMES)}", "quorum tjenester", ""]).encode()

    async def ask(self, name: str, request: AddCheckpoint) -> Witnessed:
        if name in self.away:
            raise Unavailable
        known = [log_key(ORIGIN, KEY.public_key().public_bytes_raw())]
        key, memory = self.policy.witnesses[name], Memory(self.pools[name])
        witness = Witness(key, self.keys[name].sign, known, memory, lambda: int(time.time()))
        answer = await witness.add_checkpoint(request.body.encode())
        return Witnessed(status=int(answer.status), body=answer.body)
