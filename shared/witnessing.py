"""How the installation's logs and witnesses are named."""

from shared.contracts.common import Kommune, Owner
from shared.transparency.note import Key, Kind


def origin(kommune: Kommune, owner: Owner, year: int) -> str:
    return f"stafett/{kommune}/{owner}/{year}"


def log_key(origin: str, public: bytes) -> Key:
    """The audit service has one key; by its name it is each log's own."""
    return Key(origin, Kind.LOG, public)
