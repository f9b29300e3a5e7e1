from tests.faults.conftest import postgres, sender

__all__ = ["postgres", "sender"]
