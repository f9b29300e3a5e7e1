"""A log goes to the archive when it is closed, and when the stafettholder or the family wants it there."""

from dataclasses import replace
from typing import assert_never

from services.case.stafettlogg import asked
from services.case.stafettlogg.asked import archive as ask
from services.case.stafettlogg.events import archive as a
from services.case.stafettlogg.state import InArchive, Stafettlogg
from shared.contracts.case import RequestArchive
from shared.decider import Act
from shared.ids import derived


def decide(command: ask.ArchiveCommand, state: Stafettlogg, act: Act) -> list[a.ArchiveEvent]:
    match command:
        case RequestArchive():
            return request(command, state, act)
        case ask.ArchiveClosed(package=package):
            return [a.ArchiveRequested(package=package)] if state.closed else []
        case ask.MarkDeposited():
            return _answered(state, command.package, a.ArchiveDeposited(**command.model_dump()))
        case ask.MarkArchiveFailed():
            return _answered(state, command.package, a.ArchiveFailed(**command.model_dump()))
        case _:
            assert_never(command)


def request(command: RequestArchive, state: Stafettlogg, act: Act) -> list[a.ArchiveEvent]:
    """Asked for again while it is on its way, it is already asked for."""
    if act.by.id not in state.guardians | {state.holder}:
        raise asked.NotTheHolder
    if state.archive and not state.archive.receipt:
        return []
    return [a.ArchiveRequested(package=str(derived(act.id, act.by.kommune, command.stafettlogg, act.id)))]


def _answered(state: Stafettlogg, package: str, event: a.ArchiveEvent) -> list[a.ArchiveEvent]:
    """Of the package that is waited for, and once."""
    waited = state.archive is not None and state.archive.package == package and not state.archive.receipt
    return [event] if waited else []


def evolve(state: Stafettlogg, event: a.ArchiveEvent) -> Stafettlogg:
    match event:
        case a.ArchiveRequested(package=package):
            return replace(state, archive=InArchive(package, whole=state.closed))
        case a.ArchiveDeposited(receipt=receipt) if state.archive:
            return replace(state, archive=state.archive._replace(receipt=receipt))
        case _:
            return state


def may_erase(state: Stafettlogg) -> bool:
    """Whether the archive has the whole of a log that is closed: only then may the live store let go of it."""
    return state.closed and state.archive is not None and state.archive.whole and bool(state.archive.receipt)
