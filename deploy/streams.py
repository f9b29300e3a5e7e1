"""The JetStream streams of an installation."""

from nats.js.api import DiscardPolicy, StorageType, StoreCompression, StreamConfig

from shared.letters import pair


def letters(one: str, other: str) -> StreamConfig:
    return _stream(pair(one, other), f"shd.*.{one}.{other}.>", f"shd.*.{other}.{one}.>", permanent=True)


def _stream(name: str, *subjects: str, permanent: bool, largest: int = -1) -> StreamConfig:
    return StreamConfig(
        name=name,
        subjects=[*subjects],
        storage=StorageType.FILE,
        compression=StoreCompression.S2,
        discard=DiscardPolicy.OLD,
        duplicate_window=600,  # longer than a relay is away between publishing and saving its checkpoint
        allow_direct=True,
        allow_atomic=True,
        deny_delete=permanent,
        deny_purge=permanent,
        num_replicas=1,
        max_msg_size=largest,
    )


STREAMS = (
    _stream("EVT", "evt.>", permanent=True, largest=1_000_000),  # bytes: with what parking adds, still a message
    _stream("AUD", "aud.>", permanent=True),
    _stream("PARKED", "parked.>", permanent=False),  # a message leaves it when it has been driven again
)
