"""An installation: its state folder, its servers, and what each service is told when it starts."""

import asyncio
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from deploy import databases, fagsystem, fiks, identities, nats
from deploy.nats import NatsServer
from deploy.postgres import Postgres
from deploy.process import ROOT, Process, free_port
from deploy.topology import OPERATOR, Topology
from shared.municipality import load
from shared.settings import Settings

MUNICIPALITIES = ROOT / "deploy" / "municipalities"
GUIDES = ROOT / "deploy" / "handlingsveileder"
RULES = ROOT / "deploy" / "rules"
OFFSETS = {"mail": 25, "fiks": 33, "nats": 42, "postgres": 54}  # of preferred ports, from the portal's


def topology() -> Topology:
    """With the owners that our municipalities name."""
    return Topology.of(owner for one in load(MUNICIPALITIES).values() for owner in one.services)


@dataclass(frozen=True)
class Ports:
    """One for every process. `taken`: those that somebody else had, so that another was chosen."""

    chosen: dict[str, int]
    taken: dict[str, int]

    @classmethod
    def choose(cls, topology: Topology, first: int | None = None) -> "Ports":
        """first: the portal's preferred port, the others' follow; without it any that are free."""
        services = [service.identity for service in reversed(topology.services)]
        wanted = dict(zip(services, range(len(services)), strict=True)) | OFFSETS
        preferred = {name: first + offset if first else 0 for name, offset in wanted.items()}
        chosen: dict[str, int] = {}
        for name, port in preferred.items():
            chosen[name] = free_port(port, chosen.values())
        return cls(chosen, {name: port for name, port in preferred.items() if port and port != chosen[name]})

    def __getitem__(self, name: str) -> int:
        return self.chosen[name]


class System:
    """Everything under one state folder, on this machine."""

    def __init__(self, state: Path, *, first_port: int | None = None, durable: bool = True) -> None:
        self.state, self.secrets = state.resolve(), state.resolve() / "identities"
        self.topology = topology()
        self.ports = Ports.choose(self.topology, first_port)
        identities.create(self.secrets, self.topology)
        fiks.credentials(self.secrets, self.topology, self.national)
        fagsystem.credentials(self.secrets, self.state)
        superuser = identities.password(self.secrets, OPERATOR)
        self.postgres = Postgres(self.state, self.ports["postgres"], superuser, durable=durable)
        self.nats = NatsServer(self.state, self.ports["nats"], self.topology, self.secrets)

    @cached_property
    def services(self) -> tuple[Process, ...]:
        return tuple(self.service(service.identity) for service in self.topology.services)

    @cached_property
    def mail(self) -> Process:
        command = ["-m", "deploy.mailsink", "--port", str(self.ports["mail"]), "--folder", str(self.state / "mail")]
        return Process("mail", [sys.executable, *command], self.state / "log")

    @cached_property
    def fiks(self) -> Process:
        """The national interface for reports, simulated."""
        command = ["-m", "deploy.fiks", "--port", str(self.ports["fiks"])]
        return Process("fiks", [sys.executable, *command], self.state / "log")

    @property
    def national(self) -> str:
        return f"http://127.0.0.1:{self.ports['fiks']}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['portal']}"

    async def provision(self) -> list[str]:
        """Databases, roles, migrations, streams and durables. Returns the migrations applied."""
        applied, _ = await asyncio.gather(
            databases.provision(self.postgres.dsn(), self.secrets, self.topology),
            nats.provision(self.nats.url, self.secrets, self.topology),
        )
        return applied

    def environment(self, identity: str, **more: object) -> dict[str, str]:
        """more: settings that differ from those of a local installation."""
        service = next((one for one in self.topology.services if one.identity == identity), None)
        database = service.database if service else "none"  # the register import and the operator have none
        told = {
            "identity": identity,
            "service": service.name if service else identity,
            "owner": service.owner if service else identity,
            "database": f"postgresql://{database}@127.0.0.1:{self.postgres.port}/{database}",
            "nats": self.nats.url,
            "port": self.ports[identity] if service else 0,
            "secrets": self.secrets / identity,
            "trust": self.secrets / "trust.json",
            "municipalities": MUNICIPALITIES,
            "handlingsveileder": GUIDES,
            "rules": RULES,
            "population": self.state / "population",
            "fiks": self.national,
            "smtp": f"smtp://127.0.0.1:{self.ports['mail']}",
            "mail_sink": self.state / "mail",
            "public_url": self.url,
            "archive": self.state / "archive",
            "demo": 1,
            **more,
        }
        return {f"STAFETT_{name.upper()}": str(value) for name, value in told.items()}

    def settings(self, identity: str, **more: object) -> Settings:
        """As a process of this identity would read them."""
        told = self.environment(identity, **more)
        return Settings.model_validate({name.removeprefix("STAFETT_").lower(): value for name, value in told.items()})

    def service(self, identity: str, **more: object) -> Process:
        command = [sys.executable, "-m", self.topology.service(identity).module]
        return Process(identity, command, self.state / "log", environment=self.environment(identity, **more))
