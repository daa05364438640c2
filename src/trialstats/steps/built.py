"""The datasets of ADaM in memory, as the run builds them: each when it is first asked for, and then no more.

They are held closely packed (`io/held.py`); who looks at one gets it unpacked, or those of its columns that are read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from enum import Enum
from typing import TypeVar

import pandas as pd

from trialstats.adam.bds import build_records, with_people
from trialstats.adam.intercurrent.events import build_events
from trialstats.adam.intercurrent.first_visit import DATING, with_first_visits
from trialstats.adam.intercurrent.flags import OF_RECORD, record_flags
from trialstats.adam.listing import ROW, VISIT
from trialstats.adam.occurrences.occurrence import build_occurrence
from trialstats.adam.people.complete import complete_adsl
from trialstats.adam.score import READ
from trialstats.adam.times.dataset import build_times
from trialstats.io.held import Held
from trialstats.steps.adam import in_parts
from trialstats.steps.inputs import answers_of_scales
from trialstats.steps.material import Columns, Datasets
from trialstats.trialfile.parts.intercurrent import ADICE
from trialstats.trialfile.parts.times import ADTTE
from trialstats.trialfile.trial import Trial

__all__ = ["Built", "ByName", "Kind"]

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

    def __contains__(self, name: object) -> bool:
        return name in self.names  # nothing is made to tell that


class Kind(Enum):
    """What is built: datasets of ADaM; intercurrent events; of a findings dataset, events by its days, and flags."""

    ADAM, EVENTS, AFFECTED, FLAGS = range(4)


class Built:
    """The datasets of a trial, made of what was mapped; what cannot be built raises DataError when it is asked for.

    records: gives the mapped records of a dataset, or of `adsl`, by name. known: those of some columns that they have.
    """

    def __init__(
        self,
        trial: Trial,
        records: Callable[[str], pd.DataFrame],
        known: Callable[[str, Collection[str]], pd.DataFrame] | None = None,
    ) -> None:
        self.trial, self.records = trial, records
        self.known = known or (lambda name, wanted: records(name).filter([*wanted]))
        self.by_name = ByName(("adsl", *trial.datasets, *trial.occurrences), records)
        self.kept: dict[tuple[Kind, str], Held] = {}
        self.scales: dict[str, dict[str, pd.DataFrame]] = {}

    @property
    def datasets(self) -> Datasets:
        """All of them, as analyses ask for them."""
        return Datasets(self.adam, self.answers, self.affected, self.flags)

    @property
    def columns(self) -> Columns:
        """The same by columns."""
        return Columns(
            lambda name: self.held(Kind.ADAM, name).columns,
            lambda name, wanted, parameters: (
                self.held(Kind.ADAM, name).frame(wanted)
                if parameters is None
                else self.held(Kind.ADAM, name).frame(wanted, PARAMCD=parameters)
            ),
            lambda name: len(self.held(Kind.ADAM, name)),
        )

    def adam(self, name: str) -> pd.DataFrame:
        """Give a dataset: `adsl`, that of intercurrent events, that of times to an event, or one that is declared."""
        return self.held(Kind.ADAM, name).frame()

    def answers(self, name: str) -> dict[str, pd.DataFrame]:
        """Give the recoded items of each scale of a questionnaire, made once: several analyses look at them."""
        if name not in self.scales:
            self.scales[name] = answers_of_scales(self.trial, name, self.known(name, READ))
        return self.scales[name]

    def events(self) -> pd.DataFrame:
        """Give the intercurrent events as their sources tell them."""
        return self.held(Kind.EVENTS).frame()

    def affected(self, name: str) -> pd.DataFrame:
        """Give the events with the first visit that each affects, by the days of one findings dataset."""
        return self.held(Kind.AFFECTED, name).frame()

    def flags(self, name: str) -> pd.DataFrame:
        """Flag the records of a findings dataset by the events before them."""
        return self.held(Kind.FLAGS, name).frame()

    def held(self, kind: Kind, name: str = "") -> Held:
        """Give what is built closely packed, whole or some of it."""
        if (kind, name) not in self.kept:
            self.kept[kind, name] = Held(self.build(kind, name))
        return self.kept[kind, name]

    def build(self, kind: Kind, name: str) -> Iterable[pd.DataFrame]:
        """Build something, in parts."""
        trial = self.trial
        match kind:
            case Kind.ADAM:
                return self.build_adam(name)
            case Kind.EVENTS:
                return [build_events(trial, self.by_name, self.adam("adsl"))]
            case Kind.AFFECTED:
                return [with_first_visits(self.events(), trial, self.dated(trial.dating(name)), self.adam("adsl"))]
            case Kind.FLAGS:
                return [record_flags(self.held(Kind.ADAM, name).known(OF_RECORD), self.affected(name), trial)]

    def build_adam(self, name: str) -> Iterable[pd.DataFrame]:
        """Build a dataset of ADaM, in parts."""
        trial = self.trial
        if name == "adsl":
            return [complete_adsl(self.records("adsl"), trial, self.by_name)]
        adsl = self.adam("adsl")
        if name == ADICE:
            return [with_first_visits(self.events(), trial, self.dated(trial.dating_visits), adsl)]
        if name == ADTTE:
            return [build_times(trial, ByName((), self.adam), adsl)]
        if name in trial.datasets:
            beside = {other: self.adam(other) for other in trial.datasets[name].beside}
            made, _ = build_records(trial, name, self.findings(name), adsl, beside)
            return (with_people(part, trial, name, adsl) for part in in_parts(made, adsl))
        return [build_occurrence(trial, name, self.records(name), adsl)]

    def findings(self, name: str) -> pd.DataFrame:
        """Give the mapped records of a findings dataset; of a questionnaire's items no more than scoring reads."""
        scored = self.trial.datasets[name].instrument is not None
        return self.known(name, (ROW, VISIT, *READ)) if scored else self.records(name)

    def dated(self, names: Iterable[str]) -> Iterator[pd.DataFrame]:
        """Give what of mapped records tells on which days visits were."""
        return (self.known(name, DATING) for name in names)
