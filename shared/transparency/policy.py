"""Which logs are believed, and who must have seen what they say (C2SP tlog-policy)."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from shared.transparency.checkpoint import Opened, open_checkpoint
from shared.transparency.encoding import to_number, to_text
from shared.transparency.errors import Malformed, Unproven
from shared.transparency.note import Key, Kind, parse_key

NOBODY = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_GAP = re.compile(r"[ \t]+")


@dataclass(frozen=True, slots=True)
class Group:
    """Has seen what at least `least` of its members, witnesses and other groups, have seen."""

    least: int
    members: tuple[str, ...]


@dataclass(slots=True)
class Policy:
    """`quorum` names a witness or a group, or nobody. A log may have several keys."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)  # of those that are asked over HTTP
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str = NOBODY

    def open(self, checkpoint: bytes) -> Opened:
        """Unproven, unless one of the logs has signed it, the quorum has seen it, and no signature is bad."""
        opened = open_checkpoint(checkpoint, self.logs, self.witnesses.values())
        if not self.has_quorum(opened.witnesses):
            raise Unproven
        return opened

    def has_quorum(self, witnesses: Collection[Key]) -> bool:
        return self.quorum == NOBODY or self._saw(self.quorum, witnesses)

    def _saw(self, name: str, witnesses: Collection[Key]) -> bool:
        if name in self.witnesses:
            return self.witnesses[name] in witnesses
        group = self.groups[name]
        return sum(self._saw(member, witnesses) for member in group.members) >= group.least


def parse(text: bytes) -> Policy:
    """Wants UTF-8, where the format would take any bytes in a name."""
    policy = Policy(quorum="")
    lines = to_text(text)
    if _CONTROL.search(lines) or not lines.endswith("\n"):
        raise Malformed
    for line in lines.split("\n"):
        words = [word for word in _GAP.split(line) if word]
        if words and not words[0].startswith("#"):
            _define(policy, words[0], *words[1:])
    if not policy.quorum:
        raise Malformed
    return policy


def _define(policy: Policy, kind: str, *words: str) -> None:
    match kind, words:
        case ("log", (vkey,)) | ("log", (vkey, _)):
            policy.logs.append(_key(vkey, Kind.LOG, policy.logs))
        case ("witness", (name, vkey, *address)) if _is_free(policy, name) and len(address) <= 1:
            policy.witnesses[name] = _key(vkey, Kind.WITNESS, policy.witnesses.values())
            policy.addresses |= zip([name], address, strict=False)
        case "group", (name, least, *members) if _is_free(policy, name):
            policy.groups[name] = _group(policy, least, members)
        case "quorum", (name,) if not policy.quorum and (name == NOBODY or _is_known(policy, name)):
            policy.quorum = name
        case _:
            raise Malformed


def _key(vkey: str, kind: Kind, others: Collection[Key]) -> Key:
    key = parse_key(vkey)
    if key.kind is not kind or key.public in {other.public for other in others}:
        raise Malformed
    return key


def _group(policy: Policy, least: str, members: list[str]) -> Group:
    """A name is a member once in the whole policy, so that each witness counts in one way only."""
    taken = [name for group in policy.groups.values() for name in group.members]
    if not all(_is_known(policy, name) for name in members) or len({*taken, *members}) < len(taken) + len(members):
        raise Malformed
    needed = {"any": 1, "all": len(members)}.get(least) or to_number(least)
    if not 1 <= needed <= len(members):
        raise Malformed
    return Group(needed, tuple(members))


def _is_known(policy: Policy, name: str) -> bool:
    return name in policy.witnesses or name in policy.groups


def _is_free(policy: Policy, name: str) -> bool:
    return name != NOBODY and not _is_known(policy, name)
