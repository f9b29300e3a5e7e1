"""What a change of a deadline would meet: how many of each are running here, in numbers alone."""

from typing import ClassVar

from pydantic import BaseModel, Field

from shared.contracts.case.base import CaseQuery
from shared.contracts.common import Reply, Slug

FEWEST = 3  # fewer than these are told as a few: a number so small is nearly somebody


class RunningClocks(Reply):
    """deadline: its name with hyphens. running: None: a few."""

    deadline: Slug
    running: int | None = Field(ge=FEWEST)


class Clocks(Reply):
    """Those of which there are any. Never one of a report to barnevernet."""

    clocks: tuple[RunningClocks, ...]


class CountClocks(CaseQuery):
    name: ClassVar[str] = "count-clocks"
    reply: ClassVar[type[BaseModel]] = Clocks
