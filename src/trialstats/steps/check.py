"""Check a trial before anything runs: map every source in memory and say all that is wrong at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from trialstats.adam.listing import Listing
from trialstats.adam.mapping import map_adsl, map_dataset
from trialstats.errors import DataError
from trialstats.io.read import Raw, read_source
from trialstats.spec.analyses import Truth
from trialstats.spec.trial import Trial

__all__ = ["check_data"]

T = TypeVar("T")


def check_data(trial: Trial) -> list[Listing]:
    """Give the listings of all datasets; DataError with every fatal problem of every source."""
    problems: list[str] = []
    raw: dict[str, Raw] = {}
    for name, source in trial.sources.items():
        received = attempt(problems, partial(read_source, source))
        if received is not None:
            raw[name] = received
    truths = [analysis.file for analysis in trial.analyses.values() if isinstance(analysis, Truth)]
    problems += [f"{file}: no such file" for file in truths if not Path(file).is_file()]
    if problems:  # what cannot be read cannot be mapped
        raise DataError(list(dict.fromkeys(problems)))
    listings = check_mapping(trial, raw, problems)
    if problems:
        raise DataError(list(dict.fromkeys(problems)))
    return listings


def check_mapping(trial: Trial, raw: dict[str, Raw], problems: list[str]) -> list[Listing]:
    """Map everything, adding what is fatal to the problems."""
    adsl = attempt(problems, partial(map_adsl, trial, raw))
    if adsl is None:
        return []
    mapped = [adsl]
    for name in (*trial.datasets, *trial.occurrences):
        made = attempt(problems, partial(map_dataset, trial, name, raw, adsl.records))
        mapped += [made] if made else []
    for made in mapped:
        problems.extend(made.listing.messages())
    return [made.listing for made in mapped]


def attempt(problems: list[str], action: Callable[[], T]) -> T | None:
    """Do something, adding its problems to the others."""
    try:
        return action()
    except DataError as error:
        problems.extend(error.problems)
        return None
