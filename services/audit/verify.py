"""`python -m services.audit.verify bundle.zip`: is what stands in this bundle what the audit log has promised?

One file without our other code, for whoever checks from outside: SHA-256, HMAC, Ed25519, and nothing else is believed.
Exit code 0: all is as it must be. 1: something is wrong. 2: the bundle could not be read.
"""

import base64
import hashlib
import hmac
import json
import sys
import zipfile
import zlib
from functools import reduce

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

DOMAIN, KEY, TILE = b"stafettlogg/audit/v1\0", 32, 256
LOG, WITNESS = 1, 4
Files = dict[str, bytes]
UNREADABLE = (
    OSError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, AttributeError, RuntimeError,
)  # fmt: skip
"""What a file that is no bundle, or was spoilt, makes of itself: it was not tried, which is not that it is wrong."""


class Wrong(Exception):
    """Sier hva som ikke stemmer."""


# --- The tree of RFC 6962 ---


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def root(leaves: list[bytes]) -> bytes:
    """As the definition says, without recursion: equal subtrees are joined as they are met."""
    edge: list[tuple[int, bytes]] = []
    for leaf in leaves:
        level, grown = 0, leaf_hash(leaf)
        while edge and edge[-1][0] == level:
            level, grown = level + 1, node_hash(edge.pop()[1], grown)
        edge.append((level, grown))
    return reduce(lambda right, left: node_hash(left, right), [one for _, one in reversed(edge)]) if edge else b""


def climbed(leaf: bytes, index: int, size: int, beside: list[bytes]) -> bytes:
    """The root that a proof leads to (RFC 9162 section 2.1.3.2)."""
    found, last, grown = index, size - 1, leaf_hash(leaf)
    for other in beside:
        if last == 0:
            raise Wrong("beviset er for langt")
        if found & 1 or found == last:
            grown = node_hash(other, grown)
            while not found & 1 and found:
                found, last = found >> 1, last >> 1
        else:
            grown = node_hash(grown, other)
        found, last = found >> 1, last >> 1
    if last:
        raise Wrong("beviset er for kort")
    return grown


# --- Signed notes ---


def decoded(key: str) -> tuple[str, bytes, int, bytes]:
    """A vkey: name, id, kind and public key."""
    name, _, encoded = key.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    return name, hashlib.sha256(f"{name}\n".encode() + raw).digest()[:4], raw[0], raw[1:]


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def signers(note: bytes, keys: list[str]) -> set[str]:
    """Which of these keys have signed the note."""
    text, _, lines = note.rpartition(b"\n\n")
    text += b"\n"
    given = [line.removeprefix("\u2014 ").rpartition(" ") for line in lines.decode().splitlines()]
    found = set()
    for vkey in keys:
        name, id_, kind, public = decoded(vkey)
        for who, _, encoded in given:
            raw = base64.b64decode(encoded, validate=True)
            if who != name or raw[:4] != id_:
                continue
            message, signature = text, raw[4:]
            if kind == WITNESS:
                seen, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                message = f"cosignature/v1\ntime {seen}\n".encode() + text
            if not is_signed(public, signature, message):
                raise Wrong(f"signaturen til {name} er falsk")
            found.add(vkey)
    return found


def checked_checkpoint(files: Files) -> tuple[str, int, bytes, list[str]]:
    """Origin, size, root and the names of the witnesses, when the log and enough witnesses have signed."""
    logs, witnesses, groups, quorum = read_policy(files["policy"].decode())
    note = files["checkpoint"]
    origin, size, root_, *rest = note.partition(b"\n\n")[0].decode().split("\n")
    seen = signers(note, [*logs, *witnesses.values()])
    if rest or not any(decoded(key)[0] == origin and decoded(key)[2] == LOG for key in seen & set(logs)):
        raise Wrong("loggen har ikke signert sjekkpunktet")
    if not reached(quorum, {name for name, key in witnesses.items() if key in seen}, groups):
        raise Wrong("for få vitner har sett sjekkpunktet")
    return origin, int(size), base64.b64decode(root_), sorted(n for n, key in witnesses.items() if key in seen)


def read_policy(text: str) -> tuple[list[str], dict[str, str], dict[str, tuple[int, list[str]]], str]:
    logs, witnesses, quorum = [], dict[str, str](), ""
    groups = dict[str, tuple[int, list[str]]]()
    for line in text.splitlines():
        match line.split():
            case ["log", key, *_]:
                logs.append(key)
            case ["witness", name, key, *_]:
                witnesses[name] = key
            case ["group", name, least, *members]:
                groups[name] = ({"any": 1, "all": len(members)}.get(least) or int(least), members)
            case ["quorum", name]:
                quorum = name
    return logs, witnesses, groups, quorum


def reached(name: str, seen: set[str], groups: dict[str, tuple[int, list[str]]]) -> bool:
    if name not in groups:
        return name == "none" or name in seen
    least, members = groups[name]
    return sum(reached(member, seen, groups) for member in members) >= least


# --- What stands in the log ---


def leaves(files: Files, size: int) -> list[bytes]:
    """Every commitment, from the bundles of 256."""
    found: list[bytes] = []
    for first in range(0, size, TILE):
        data = files[entries_path(first // TILE, min(TILE, size - first))]
        at = 0
        while at < len(data):
            length = int.from_bytes(data[at : at + 2], "big")
            found.append(data[at + 2 : at + 2 + length])
            at += 2 + length
    if len(found) != size:
        raise Wrong(f"loggen skal ha {size} oppføringer, og her er {len(found)}")
    return found


def entries_path(index: int, width: int) -> str:
    digits = f"{index:0{-(-len(str(index)) // 3) * 3}}"
    *upper, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    return "tile/entries/" + "".join(f"x{part}/" for part in upper) + last + ("" if width == TILE else f".p/{width}")


def checked_entry(files: Files, index: int, leaf: bytes, size: int, root_: bytes, owner: str) -> str:
    """One opened entry in a line of words: it is what was committed to, its owner said it, and it stands in the log."""
    opening = files[f"opened/{index}"]
    if not hmac.compare_digest(hmac.digest(opening[:KEY], DOMAIN + opening[KEY:], "sha256"), leaf):
        raise Wrong(f"oppføring {index} er ikke den som ble skrevet")
    head = files[f"opened/{index}.tlog-proof"].partition(b"\n\n")[0].decode().split("\n")
    beside = [base64.b64decode(line) for line in head[2:]]
    if head[:2] != ["c2sp.org/tlog-proof@v1", f"index {index}"] or climbed(leaf, index, size, beside) != root_:
        raise Wrong(f"beviset for oppføring {index} holder ikke")
    entry = json.loads(opening[KEY:])
    row = json.loads(entry["body"])
    message = f"aud.{row['kommune']}.{owner}\n{entry['number']}\n{entry['body']}".encode()
    keys = [line.split()[1] for line in files["owners"].decode().splitlines()]
    if not any(is_signed(base64.b64decode(key), base64.b64decode(entry["signature"]), message) for key in keys):
        raise Wrong(f"oppføring {index} er ikke signert av {owner}")
    return f"  {index}: {row['at']} {row['action']} av {row['actor']['role']} {row['actor']['id']}, {row['outcome']}"


def report(files: Files) -> list[str]:
    """Raises Wrong."""
    origin, size, root_, witnesses = checked_checkpoint(files)
    found = leaves(files, size)
    if root(found) != root_:
        raise Wrong("loggen er ikke den som ble signert")
    opened = sorted(
        int(path.removeprefix("opened/")) for path in files if path.startswith("opened/") and path[-1].isdecimal()
    )
    lines = [checked_entry(files, one, found[one], size, root_, origin.split("/")[2]) for one in opened]
    return [
        f"Loggen {origin} har {size} oppføringer, og er den som ble signert.",
        f"Sett av {len(witnesses)} vitner: {', '.join(witnesses)}.",
        f"{len(lines)} oppføringer er åpnet. Hver av dem står i loggen slik tjenesten skrev den:",
        *lines,
    ]


def main(arguments: list[str]) -> int:
    try:
        (path,) = arguments
        with zipfile.ZipFile(path) as file:
            files = {name: file.read(name) for name in file.namelist()}
        for name in ("policy", "owners"):
            print(f"Sammenlign med det du har fått på annen måte: {name} {hashlib.sha256(files[name]).hexdigest()}")  # noqa: T201
        print("\n".join([*report(files), "STEMMER"]))  # noqa: T201 - it is what was asked for
    except Wrong as wrong:
        print(f"STEMMER IKKE: {wrong}.")  # noqa: T201
        return 1
    except UNREADABLE as error:
        print(f"KUNNE IKKE LESES: {type(error).__name__}.")  # noqa: T201
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
