"""ADSL, complete: populations, the treatment received, and the numbers of coded texts."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from trialstats.adam.people.populations import flag_populations
from trialstats.adam.people.received import add_received
from trialstats.adam.variables.twins import numbers_of_arms, twin_of, twins_of
from trialstats.trialfile.parts.crossover import actual_variable, planned_variable
from trialstats.trialfile.trial import Trial

__all__ = ["carried", "complete_adsl", "of_people", "with_numbers"]


def complete_adsl(core: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Complete the mapped core of ADSL.

    records: mapped records by dataset, of those that populations count in and that are exposure. Treatments stand
    together behind the identifiers, and the numbers of coded texts at the end.
    """
    adsl = add_received(flag_populations(core, trial, records), trial, records)
    periods = range(1, (trial.crossover.length if trial.crossover else 1) + 1)
    treated = [name(period) for period in periods for name in (planned_variable, actual_variable)]
    adsl = with_numbers(adsl, trial, *(name for name in treated if name in adsl))
    of_treatment = [one for name in treated for one in (name, f"{name}N") if one in adsl]
    first = [name for name in ("STUDYID", "USUBJID", "SUBJID", "TRTSEQP", "TRTSEQA") if name in adsl] + of_treatment
    return with_twins(adsl[[*first, *(name for name in adsl if name not in first)]], trial)


def with_numbers(frame: pd.DataFrame, trial: Trial, *treatments: str) -> pd.DataFrame:
    """Add the number of each treatment: TRTPN of TRTP."""
    numbers = numbers_of_arms(trial)
    return frame.assign(**{f"{name}N": frame[name].map(numbers).astype("float64") for name in treatments})


def of_people(records: pd.DataFrame, trial: Trial, own: Collection[str] = ()) -> pd.DataFrame:
    """Add TRTP and TRTA of a trial of parallel groups to records with ADSL's variables, and the numbers of both.

    own: what the records have themselves, which stays.
    """
    treated = {"TRTP": planned_variable(1), "TRTA": actual_variable(1)}
    if trial.crossover is None:
        found = {name: records[of] for name, of in treated.items() if of in records and name not in own}
        records = records.assign(**found)
    return with_numbers(records, trial, *(name for name in treated if name in records and name not in own))


def with_twins(adsl: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Add the numbers of coded texts, behind everything else."""
    codes = {
        name: {"N": 0, "Y": 1} if levels is None else {level: place for place, level in enumerate(levels, start=1)}
        for name, levels in twins_of(trial).items()
    }
    return adsl.assign(**{twin_of(name): adsl[name].map(numbers).astype("Int64") for name, numbers in codes.items()})


def carried(adsl: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Take what records have of their subjects: all of ADSL but the numbers of coded texts, which stand there alone."""
    numbers = {twin_of(name) for name in twins_of(trial)}
    numbers |= {name for name in map(str, adsl) if name.startswith("TRT") and name.endswith(("PN", "AN"))}
    return adsl[[name for name in adsl if name not in numbers]]
