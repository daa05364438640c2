"""The datasets of ADaM in memory, as the run builds them: each when it is first asked for, and then no more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

import pandas as pd

from trialstats.adam.bds import build_records, with_people
from trialstats.adam.intercurrent.events import build_events
from trialstats.adam.intercurrent.first_visit import with_first_visits
from trialstats.adam.intercurrent.flags import record_flags
from trialstats.adam.occurrences.occurrence import build_occurrence
from trialstats.adam.people.complete import complete_adsl
from trialstats.adam.score import READ
from trialstats.adam.times.dataset import build_times
from trialstats.io.held import Held
from trialstats.steps.adam import in_parts
from trialstats.steps.material import Columns, Datasets
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["Built", "ByName"]

T = TypeVar("T")


class ByName(Mapping[str, T]):
    """Things by their names, of which each is made when it is asked for."""

    def __init__(self, names: Iterable[str], make: Callable[[str], T]) -> None:
        self.names, self.make = tuple(names), make

    def __getitem__(self, name: str) -> T:
        return self.make(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class Built:
    """The datasets of a trial, made of what was mapped; what cannot be built raises DataError when it is asked for.

    records: gives the mapped records of a dataset, or of `adsl`, by name.
    """

    def __init__(self, trial: Trial, records: Callable[[str], pd.DataFrame]) -> None:
        self.trial, self.records = trial, records
        self.by_name = ByName(("adsl", *trial.datasets, *trial.occurrences), records)
        self.kept: dict[tuple[str, str], Held] = {}

    @property
    def datasets(self) -> Datasets:
        """All of them, as analyses ask for them."""
        return Datasets(self.adam, self.records, self.affected, self.flags)

    @property
    def columns(self) -> Columns:
        """The same by columns."""
        return Columns(
            lambda name: self.held(name).columns,
            lambda name, wanted, parameters: (
                self.held(name).frame(wanted)
                if parameters is None
                else self.held(name).frame(wanted, PARAMCD=parameters)
            ),
            lambda name: len(self.held(name)),
            lambda name: self.records(name).filter(READ),
        )

    def adam(self, name: str) -> pd.DataFrame:
        """Give a dataset: `adsl`, that of intercurrent events, that of times to an event, or one that is declared."""
        return self.held(name).frame()

    def held(self, name: str) -> Held:
        """Give a dataset closely packed, whole or some of it."""
        if ("adam", name) not in self.kept:
            self.kept["adam", name] = Held(self.build(name))
        return self.kept["adam", name]

    def build(self, name: str) -> Iterable[pd.DataFrame]:
        """Build a dataset, in parts."""
        trial = self.trial
        if name == "adsl":
            return [complete_adsl(self.records("adsl"), trial, self.by_name)]
        adsl = self.adam("adsl")
        if name == ADICE:
            return [with_first_visits(self.events(), trial, map(self.records, trial.dating_visits), adsl)]
        if name == ADTTE:
            return [build_times(trial, ByName((), self.adam), adsl)]
        if name in trial.datasets:
            beside = {other: self.adam(other) for other in trial.datasets[name].beside}
            made, _ = build_records(trial, name, self.records(name), adsl, beside)
            return (with_people(part, trial, name, adsl) for part in in_parts(made, adsl))
        return [build_occurrence(trial, name, self.records(name), adsl)]

    def events(self) -> pd.DataFrame:
        """Give the intercurrent events as their sources tell them."""
        return self.once("events", "", lambda: build_events(self.trial, self.by_name, self.adam("adsl")))

    def affected(self, name: str) -> pd.DataFrame:
        """Give the events with the first visit that each affects, by the days of one findings dataset."""

        def make() -> pd.DataFrame:
            dating = map(self.records, self.trial.dating(name))
            return with_first_visits(self.events(), self.trial, dating, self.adam("adsl"))

        return self.once("affected", name, make)

    def flags(self, name: str) -> pd.DataFrame:
        """Flag the records of a findings dataset by the events before them."""
        return self.once("flags", name, lambda: record_flags(self.adam(name), self.affected(name), self.trial))

    def once(self, kind: str, name: str, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        if (kind, name) not in self.kept:
            self.kept[kind, name] = Held([make()])
        return self.kept[kind, name].frame()
