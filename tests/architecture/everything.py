"""Finds every contract, event, statement and service there is, so that no rule forgets a new one."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from shared.contracts import audit, case, consent, notify, witness
from shared.contracts.common import Fact, Request
from shared.events import DomainEvent

ROOT = Path(__file__).parents[2]
SERVICES = sorted(path.parent.name for path in (ROOT / "services").glob("*/app.py"))
CONTRACTS: tuple[ModuleType, ...] = (case, consent, notify, audit, witness)


def requests() -> list[type[Request]]:
    return [request for module in CONTRACTS for request in module.REQUESTS]


def facts() -> list[type[Fact]]:
    return [fact for module in CONTRACTS for fact in getattr(module, "FACTS", ())]


def events() -> list[type[DomainEvent]]:
    """Those with a wire name; abstract parents have none."""
    for path in (ROOT / "services").glob("*/**/*.py"):
        if "class " in path.read_text(encoding="utf-8") and path.stem != "__main__":
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return sorted(_concrete(DomainEvent), key=lambda event: (event.__module__, event.type))


def _concrete(kind: type[DomainEvent]) -> Iterator[type[DomainEvent]]:
    for child in kind.__subclasses__():
        if hasattr(child, "type") and child.__module__.startswith("services."):
            yield child
        yield from _concrete(child)


def published() -> dict[str, dict[str, type[Fact]]]:
    """By service: which event becomes which fact."""
    modules = {name: ROOT / "services" / name / "publish.py" for name in SERVICES}
    return {
        name: import_module(f"services.{name}.publish").PUBLISHED for name, path in modules.items() if path.exists()
    }
