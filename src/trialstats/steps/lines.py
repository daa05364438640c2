"""From records of a findings dataset to the lines of the files that they were made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from trialstats.io.artefacts import read_known
from trialstats.io.table import FILE, LINE
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

__all__ = ["Lines"]

MOST = 40  # lines of one record, beyond which only the first and the last are told

Key = tuple[Any, ...]


@dataclass
class Lines:
    """The lines of the records of one dataset.

    A record that was read knows its own (SRCFILE, SRCLINE); a score has those of the answers of its subject and visit,
    and what was derived from others has theirs.
    """

    trial: Trial
    layout: Layout
    dataset: str
    bds: pd.DataFrame
    known: dict[Key, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def own(self) -> dict[Key, list[str]]:
        """The lines that records know themselves, by subject, parameter and visit."""
        if "SRCLINE" not in self.bds:
            return {}
        read = self.bds[self.bds["SRCLINE"].notna()]
        return gathered(
            read[["USUBJID", "PARAMCD", "AVISIT"]], read["SRCFILE"], read["SRCLINE"], chosen=read["ANL01FL"].eq("Y")
        )

    @cached_property
    def answers(self) -> dict[Key, list[str]]:
        """The lines of what was mapped, by subject and visit, from which scores are made."""
        mapped = read_known(self.layout.mapped(self.dataset), [FILE, LINE, "USUBJID", "AVISIT"])
        if LINE not in mapped:
            return {}
        return gathered(mapped[["USUBJID", "AVISIT"]], mapped[FILE], mapped[LINE])

    def of(self, subject: str, parameter: str, visit: str) -> tuple[str, ...]:
        """Give the lines of a record, `data/vas.csv:12`; none where its source tells none."""
        key = (subject, parameter, visit)
        if key not in self.known:
            self.known[key] = shortened(self.found(subject, parameter, visit))
        return self.known[key]

    def at_baseline(self, subject: str, parameter: str) -> tuple[str, ...]:
        """Give the lines that BASE was made of; that of a summary over time is of the values at baseline."""
        derived = self.trial.datasets[self.dataset].derived.get(parameter)
        over_time = derived is not None and not derived.at_visit
        sources = [of for group in derived.sources.values() for of in group] if derived and over_time else [parameter]
        visits = self.trial.baseline_visits
        return shortened(
            list(dict.fromkeys(line for at in visits for of in sources for line in self.of(subject, of, at)))
        )

    def found(self, subject: str, parameter: str, visit: str) -> list[str]:
        if lines := self.own.get((subject, parameter, visit)):
            return lines
        derived = self.trial.datasets[self.dataset].derived.get(parameter)
        if derived is None:
            return self.answers.get((subject, visit), [])
        visits = [visit] if derived.at_visit else self.trial.visit_order
        sources = [of for group in derived.sources.values() for of in group if of != parameter]
        return list(dict.fromkeys(line for at in visits for of in sources for line in self.of(subject, of, at)))


def gathered(
    keys: pd.DataFrame, files: pd.Series, lines: pd.Series, chosen: pd.Series | None = None
) -> dict[Key, list[str]]:
    """Gather lines by keys; where some records of a key were chosen, theirs alone."""
    found: dict[Key, list[str]] = {}
    better: dict[Key, list[str]] = {}
    flags: Iterable[bool] = chosen.fillna(False).tolist() if chosen is not None else [False] * len(keys)
    for key, file, line, flag in zip(
        keys.itertuples(index=False, name=None), files.tolist(), lines.tolist(), flags, strict=True
    ):
        text = f"{file}:{int(line)}"
        for where in (found, better) if flag else (found,):
            if text not in where.setdefault(key, []):
                where[key].append(text)
    return found | better


def shortened(lines: list[str]) -> tuple[str, ...]:
    """Keep the ends of very many lines."""
    return tuple(lines) if len(lines) <= MOST else (*lines[: MOST - 1], f"... {lines[-1]}")
