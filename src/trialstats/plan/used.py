"""What a job uses: files, a part of the trial file, and code found by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from trialstats.plan.layout import Layout
from trialstats.questionnaires import code_of
from trialstats.trialfile.trial import Trial

__all__ = ["Jobs", "Used", "dump", "dumps"]

# Input files, the part of the trial file as JSON, and the modules (and data files) that are found by name.
Used: TypeAlias = tuple[list[Path], Any, list[str | Path]]


@dataclass(frozen=True)
class Jobs:
    """Jobs of a trial: what they share. A job is a method of the name of its step that says what it uses (Used)."""

    trial: Trial
    layout: Layout

    @property
    def datasets(self) -> list[str]:
        """Every dataset beside ADSL, findings first."""
        return [*self.trial.datasets, *self.trial.occurrences]

    def instruments(self, dataset: str) -> list[str | Path]:
        """Name what scores a dataset, if it is of a questionnaire: its module, and the data file of it alone."""
        declared = self.trial.datasets.get(dataset)
        return list(code_of(declared.instrument.name)) if declared and declared.instrument else []

    def files(self, dataset: str) -> list[Path]:
        """List what a findings dataset reads beside its source."""
        declared = self.trial.datasets.get(dataset)
        return [Path(file) for file in declared.files] if declared else []


def dump(part: Any) -> Any:
    """Give a part of the trial file as JSON; the order of its keys in the file does not matter."""
    return None if part is None else part.model_dump(mode="json")


def dumps(parts: Any) -> Any:
    """Give named parts as pairs: their order does matter, for arms and visits are displayed in it."""
    return [[name, dump(part)] for name, part in parts.items()]
