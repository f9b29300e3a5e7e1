"""Who witnesses the audit logs: every other service, and whoever the personvernombud has named outside."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from deploy.identities import create
from deploy.topology import Topology
from shared.transparency.policy import parse
from shared.witnessing import KEEPER, witness_key


def test_one_outside_is_asked_where_it_is_and_stops_nothing_when_it_is_away(tmp_path: Path) -> None:
    topology = Topology()
    create(tmp_path, topology)
    alone = parse((tmp_path / "policy").read_bytes())
    key = witness_key("ombud", Ed25519PrivateKey.generate().public_key().public_bytes_raw())
    (tmp_path / "witnesses").write_text(f"witness ombud {key} https://ombud.eksempel.test:8799\n")
    create(tmp_path, topology)
    found = parse((tmp_path / "policy").read_bytes())
    services = {one.owner for one in topology.services if one.identity != KEEPER}
    assert ({*alone.witnesses}, alone.addresses) == (services, {})
    assert ({*found.witnesses}, found.witnesses["ombud"]) == (services | {"ombud"}, key)
    assert found.addresses == {"ombud": "https://ombud.eksempel.test:8799"}
    assert found.has_quorum([alone.witnesses[one] for one in services])
    assert not found.has_quorum([found.witnesses["ombud"]])
