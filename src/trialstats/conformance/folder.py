"""A folder of ADaM datasets as checks see them: texts, numbers and dates, blanks missing, with labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

__all__ = ["Dataset", "Folder"]

ADSL = "ADSL"
# By which datasets of events are known, that have no parameters.
EVENTS = ("ASTDT", "AETERM", "CMTRT", "MHTERM", "EXTRT", "ICE")


@dataclass(frozen=True)
class Dataset:
    """A dataset. frame: its rows, in order from 0; labels: by variable, where it has any."""

    name: str
    frame: pd.DataFrame
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Its variables."""
        return list(map(str, self.frame))

    @property
    def is_bds(self) -> bool:
        """Whether it has parameters."""
        return "PARAMCD" in self.frame

    @property
    def is_events(self) -> bool:
        """Whether it is of events."""
        return not self.is_bds and self.name != ADSL and any(name in self.frame for name in EVENTS)

    def has(self, *names: str) -> bool:
        return all(name in self.frame for name in names)

    def is_text(self, name: str) -> bool:
        """Tell whether a variable holds texts; one that is blank everywhere may hold anything."""
        return self.frame[name].dtype.kind in "OUS"

    def is_number(self, name: str) -> bool:
        return self.frame[name].dtype.kind in "iufb"

    def is_date(self, name: str) -> bool:
        return self.frame[name].dtype.kind == "M"


@dataclass(frozen=True)
class Folder:
    """The datasets of a trial by their names in capitals."""

    datasets: Mapping[str, Dataset]

    @property
    def adsl(self) -> Dataset | None:
        return self.datasets.get(ADSL)

    @property
    def others(self) -> list[Dataset]:
        """All but ADSL."""
        return [dataset for name, dataset in self.datasets.items() if name != ADSL]

    @property
    def bds(self) -> list[Dataset]:
        """Those that have parameters."""
        return [dataset for dataset in self.others if dataset.is_bds]

    @property
    def events(self) -> list[Dataset]:
        """Those of events."""
        return [dataset for dataset in self.others if dataset.is_events]

    def of_subject(self, variable: str, dataset: Dataset) -> pd.Series:
        """Give each row of a dataset what ADSL has of its subject; of several rows the first."""
        assert self.adsl is not None
        people = self.adsl.frame.drop_duplicates("USUBJID").set_index("USUBJID")[variable]
        return people.reindex(dataset.frame["USUBJID"]).set_axis(dataset.frame.index)
