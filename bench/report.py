"""Every figure beside its floor, and whether its target is met."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.slices import Measured

BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEAD = ("what", "Stafett", "floor, same run", "", "ratio", "target", "")


@dataclass(frozen=True, slots=True)
class Row:
    what: str
    figure: str
    floor: str
    floor_figure: str
    ratio: float | None
    target: str = ""
    met: bool | None = None

    @classmethod
    def rate(cls, what: str, ours: Measured, floor: str, theirs: Measured, at_least: float | None = None) -> "Row":
        ratio = ours.ratio(theirs)
        target, met = (f"≥ {at_least:g} ×", ratio >= at_least) if at_least else ("", None)
        return cls(what, f"{ours.rate:,.0f}/s", floor, f"{theirs.rate:,.0f}/s", ratio, target, met)

    @classmethod
    def at_rate(cls, what: str, ours: Measured, floor: str, theirs: Measured, at_least: float) -> "Row":
        """The target is a rate, not a ratio."""
        row = cls.rate(what, ours, floor, theirs)
        return cls(what, row.figure, floor, row.floor_figure, row.ratio, f"≥ {at_least:,.0f}/s", ours.rate >= at_least)

    @classmethod
    def latency(
        cls, what: str, ms: float, floor: str, floor_ms: float,
        at_most_ms: float | None = None, at_most: float | None = None,
    ) -> "Row":  # fmt: skip
        """at_most_ms: a target in milliseconds; at_most: as a ratio to the floor."""
        ratio = ms / floor_ms
        target, met = ("", None) if at_most_ms is None else (f"≤ {at_most_ms:g} ms", ms <= at_most_ms)
        if at_most is not None:
            target, met = f"≤ {at_most:g} ×", ratio <= at_most
        return cls(what, f"{ms:.2f} ms", floor, f"{floor_ms:.2f} ms", ratio, target, met)

    @classmethod
    def cpu(cls, what: str, micros: float, floor: str, floor_micros: float, at_most: float) -> "Row":
        target, met = f"≤ {at_most:g} µs", micros <= at_most
        return cls(what, f"{micros:.1f} µs", floor, f"{floor_micros:.1f} µs", micros / floor_micros, target, met)

    @classmethod
    def share(cls, what: str, share: float, of: str, at_least: float) -> "Row":
        """A part of a whole."""
        return cls(what, f"{share:.2%}", of, "", None, f"≥ {at_least:.0%}", share >= at_least)

    @classmethod
    def none(cls, what: str, faults: Sequence[int]) -> "Row":
        """Of what there must be nothing."""
        return cls(what, ", ".join(map(str, faults)), "", "", None, "all 0", not any(faults))

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{self.ratio:.2f} ×"
        verdict = {True: "met", False: "**not met**", None: ""}[self.met]
        return (self.what, self.figure, self.floor, self.floor_figure, ratio, self.target, verdict)


@dataclass
class Report:
    """Rows by the part that made them."""

    parts: dict[str, list[Row]] = field(default_factory=dict)

    def begin(self, part: str) -> None:
        self.parts[part] = []

    def add(self, row: Row) -> None:
        """Shown at once, so that a long run is not silent."""
        list(self.parts.values())[-1].append(row)
        print(*(cell for cell in row.cells() if cell), sep=" · ", flush=True)

    def tables(self) -> str:
        return "\n\n".join(f"### {part}\n\n{_table(rows)}" for part, rows in self.parts.items())

    def tally(self) -> str:
        verdicts = [row.met for rows in self.parts.values() for row in rows if row.met is not None]
        return f"{sum(verdicts)} of {len(verdicts)} targets met"

    def write(self, page: Path, facts: str) -> None:
        """Renew the parts that were measured, each with the facts of its run; all else there is people's, or older."""
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        old, _, after = rest.partition(END)
        of_all, *known = re.split(r"^### ", old, flags=re.MULTILINE)
        parts = {part.partition("\n")[0]: part for part in known}
        if parts.keys() <= self.parts.keys():
            of_all = "\n"
        parts |= {title: f"{title}\n\n{facts}\n\n{_table(rows)}\n\n" for title, rows in self.parts.items()}
        whole = "".join(f"### {part.rstrip()}\n\n" for part in parts.values()).rstrip()
        page.write_text(f"{before}{BEGIN}{of_all}{whole}\n{END}{after}", encoding="utf-8")


def _table(rows: Iterable[Row]) -> str:
    lines = [HEAD, tuple(":--" if n in (0, 2, 6) else "--:" for n in range(len(HEAD))), *(row.cells() for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
