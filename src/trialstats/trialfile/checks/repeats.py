"""Lists in which an entry stands twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from trialstats.methods.descriptive.options import Baseline
from trialstats.methods.registry import Analysis, Figure, Table
from trialstats.trialfile.names import Broken
from trialstats.trialfile.trial import Trial

__all__ = ["repeats"]

LISTS = (
    "covariates", "by_visit", "variables", "parameters", "visits",
    "factors", "doses", "arms", "by",
)  # fmt: skip


def repeats(trial: Trial) -> Broken:
    """Yield the entries that an analysis or a display names twice in a list."""
    for section, parts in (("analyses", trial.analyses), ("figures", trial.figures), ("tables", trial.tables)):
        for name, part in parts.items():
            for at, entries in lists_of(part):
                for entry in (entry for entry, times in Counter(entries).items() if times > 1):
                    yield (section, name, *at), f"names {entry} twice"


def lists_of(part: Analysis | Figure | Table) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Give the lists of names that a part of the file holds, with their keys."""
    for key in LISTS:
        entries = getattr(part, key, ())
        if isinstance(part, Baseline) and key == "parameters":
            for dataset, paramcds in part.parameters.items():
                yield (key, dataset), paramcds
        elif not isinstance(entries, str):
            yield (key,), entries
