"""docker-compose.yml says what the topology says, and gives each container no more than it needs."""

from pathlib import Path
from typing import Any

import orjson
import pytest
import yaml

from deploy.containers import NATIONAL, make_identities
from deploy.postgres import SETTINGS
from deploy.process import ROOT
from deploy.system import topology
from deploy.topology import Service

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
SERVICES = topology().services
OF_THE_IMAGE = {"listen_addresses", "unix_socket_directories", "shared_buffers"}  # settings that are its own affair


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.identity)
def test_a_service_is_told_who_it_is(service: Service) -> None:
    container = CONTAINERS[service.identity]
    told = {name: value for name, value in container["environment"].items() if name in ("STAFETT_IDENTITY",
            "STAFETT_SERVICE", "STAFETT_OWNER", "STAFETT_DATABASE")}  # fmt: skip
    assert container["command"] == [service.module]
    assert told == {
        "STAFETT_IDENTITY": service.identity,
        "STAFETT_SERVICE": service.name,
        "STAFETT_OWNER": service.owner,
        "STAFETT_DATABASE": f"postgresql://{service.database}@postgres:5432/{service.database}",
    }


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.identity)
def test_a_service_sees_its_own_credentials_only(service: Service) -> None:
    secret = [volume for volume in CONTAINERS[service.identity]["volumes"] if volume.startswith("secrets-")]
    assert secret == [f"secrets-{service.identity}:/secrets:ro"]


def test_every_identity_gets_its_credentials() -> None:
    made = CONTAINERS["identities"]["volumes"]
    assert {f"secrets-{identity}:/identities/{identity}" for identity in topology().identities} < set(made)


def test_reports_go_by_the_simulated_national_interface_from_each_service_that_reports(tmp_path: Path) -> None:
    told = {name: one.get("environment", {}).get("STAFETT_FIKS") for name, one in CONTAINERS.items()}
    reporters = {f"case-{owner}" for owner in topology().reporters}
    assert {name for name, address in told.items() if address == NATIONAL} == reporters
    assert {address for name, address in told.items() if name not in reporters} == {None}
    assert CONTAINERS["fiks"]["command"] == ["deploy.fiks", "--host", "0.0.0.0", "--port", NATIONAL.rpartition(":")[2]]
    make_identities(tmp_path, tmp_path / "nats.conf")
    for reporter in reporters:
        account = orjson.loads((tmp_path / reporter / "fiks.json").read_bytes())
        assert account["maskinporten"] == f"{NATIONAL}/token"
        assert (tmp_path / reporter / "fiks.key.pem").exists()


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_can_do_as_little_as_possible(name: str) -> None:
    container = CONTAINERS[name]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in container
    assert ("ports" in container) == (name == "portal")
    assert container["networks"] == (["inside", "outside"] if name == "portal" else ["inside"])


def test_what_ours_write_belongs_to_them() -> None:
    """A volume takes its owner from the image's folder where it is first mounted; where there is none it is root's."""
    image = (ROOT / "deploy" / "Dockerfile").read_text(encoding="utf-8")
    made = next(line for line in image.splitlines() if "mkdir" in line).split()
    made += ["/identities", *(f"/identities/{identity}" for identity in topology().identities)]
    ours = [mount for one in CONTAINERS.values() if "build" in one for mount in one.get("volumes", [])]
    written = {mount.split(":")[0] for mount in ours if not mount.endswith(":ro")}
    assert written == {volume for volume, folder, *_ in (mount.split(":") for mount in ours) if folder in made}


def test_only_this_machine_reaches_the_portal() -> None:
    assert CONTAINERS["portal"]["ports"] == ["127.0.0.1:8080:8080"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}


def test_postgresql_is_set_as_everywhere_else() -> None:
    said = CONTAINERS["postgres"]["command"].split()
    wanted = {f"{name}={value}" for name, value in SETTINGS.items() if name not in OF_THE_IMAGE}
    assert {word for word in said if "=" in word} == wanted
