"""What was made of tables, part by part of a trial file."""

from __future__ import annotations

from dataclasses import dataclass, field

from trialstats.init.arms import Arms
from trialstats.init.covariates import Ended
from trialstats.init.crossed import Crossed
from trialstats.init.events import Events
from trialstats.init.files import Table
from trialstats.init.findings import Dataset
from trialstats.init.people import People
from trialstats.init.said import Said
from trialstats.init.visits import Visit

__all__ = ["Guess"]


@dataclass
class Guess:
    """What was made of the tables.

    unused: what of them is in no part of the trial file, and why. same_as_arm: columns that say the arm too.
    baseline_value: the covariate that holds what was measured at baseline. change: the parameter that is a change
    from it. crossed: what makes it a crossover trial.
    """

    tables: list[Table]
    people: dict[str, People]
    arms: Arms | None
    subjects: str
    visits: list[Visit] = field(default_factory=list)
    datasets: list[Dataset] = field(default_factory=list)
    occurrences: list[Events] = field(default_factory=list)
    covariates: dict[str, Said] = field(default_factory=dict)
    dates: dict[str, Said] = field(default_factory=dict)
    populations: dict[str, Said] = field(default_factory=dict)
    ended: Ended | None = None
    unscheduled: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    same_as_arm: list[str] = field(default_factory=list)
    baseline_value: str | None = None
    change: str | None = None
    crossed: Crossed | None = None

    def table(self, name: str) -> Table:
        """Give a table by the name of its source."""
        return next(table for table in self.tables if table.name == name)
