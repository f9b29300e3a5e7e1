"""How often somebody may ask in a minute. Each process counts for itself: with two, twice as much gets through."""

import time
from collections import Counter

MINUTE = 60.0


class Meter:
    def __init__(self, most: int) -> None:
        self._most, self._since = most, 0.0
        self._count: Counter[str] = Counter()

    def full(self, who: str) -> bool:
        """Counts this one too."""
        if time.monotonic() - self._since >= MINUTE:
            self._since = time.monotonic()
            self._count.clear()
        self._count[who] += 1
        return self._count[who] > self._most
