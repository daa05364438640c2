"""Population flags: Y or N for every subject, never missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from trialstats.adam.nerve.response import not_measured
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.levels import is_one_of
from trialstats.trialfile.parts.subjects import Population
from trialstats.trialfile.trial import Trial

__all__ = ["EXCLUDED", "excluded_subjects", "flag_populations", "with_value"]

# What is told of subjects that belong to no population: their arm, and whether they were randomised.
ABOUT = ("TRT01P", "TRTSEQP", "RANDFL")
EXCLUDED = ("STUDYID", "USUBJID", *ABOUT, "POPVAR", "POP", "REASON")


def flag_populations(core: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Add the flag of every declared population to ADSL; a subject belongs when all its conditions hold.

    records: mapped records by dataset, for the conditions that count post-baseline visits with a value, or events.
    """
    adsl = core.copy()
    for flag, population in trial.populations.items():
        belongs = pd.Series(True, index=adsl.index)
        for _, holds in conditions(flag, population, adsl, trial, records):
            belongs &= holds
        adsl[flag] = belongs.map({True: "Y", False: "N"}).astype("str")
    return without_answers(adsl)


def excluded_subjects(core: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give a row for each subject and population that the subject does not belong to, with every reason why.

    core, records: as of `flag_populations`. Columns: STUDYID, USUBJID, TRT01P, RANDFL, POPVAR (the flag),
    POP (its label), REASON.
    """
    flagged = flag_populations(core, trial, records)
    whole, found = core.assign(**{flag: flagged[flag] for flag in trial.populations}), []
    for flag, population in trial.populations.items():
        failed = {said: ~holds for said, holds in conditions(flag, population, whole, trial, records)}
        fails = pd.DataFrame(failed, index=whole.index, dtype="bool")
        out = whole.loc[fails.any(axis=1), [name for name in ("STUDYID", "USUBJID", *ABOUT) if name in whole]]
        reasons = ["; ".join(fails.columns[row]) for row in fails.loc[out.index].to_numpy()]
        found.append(out.assign(POPVAR=flag, POP=population.label, REASON=pd.Series(reasons, out.index, "str")))
    return pd.concat(found).sort_values("USUBJID", kind="stable", ignore_index=True)


def without_answers(adsl: pd.DataFrame) -> pd.DataFrame:
    """Leave out what the files say of belonging to populations."""
    return adsl.drop(columns=[name for name in adsl.columns if name.startswith("_flag_")])


def conditions(
    flag: str, population: Population, adsl: pd.DataFrame, trial: Trial, records: Mapping[str, pd.DataFrame]
) -> Iterator[tuple[str, pd.Series[bool]]]:
    """Yield the conditions of a population: why a subject is out that fails it, and who meets it."""
    if population.randomised:
        yield "not randomised", adsl["RANDFL"] == "Y"
    if population.equals:
        said = f"{population.column} is not {' or '.join(population.equals)}"
        yield said, adsl[f"_flag_{flag}"].isin(list(population.equals))
    if population.dataset and population.min_post_baseline:
        dataset = trial.datasets[population.dataset]
        visits = post_baseline_visits(records[population.dataset], trial, dataset)
        said = fewer(
            population.min_post_baseline, "visit after baseline with a value", "visits after baseline with values"
        )
        yield f"{said} in {dataset.label or population.dataset}", at_least(population.min_post_baseline, visits, adsl)
    if population.occurrence:
        asked = population.occurrence
        events = chosen_events(records[asked.dataset], asked.where)
        chosen = " and ".join(f"{name} is {' or '.join(texts)}" for name, texts in asked.where.items())
        said = (
            fewer(asked.at_least, "record", "records")
            + f" in {trial.occurrences[asked.dataset].label or asked.dataset}"
        )
        yield said + (f" where {chosen}" if chosen else ""), at_least(asked.at_least, events, adsl)
    for other in population.all_of:
        yield f"not in {trial.populations[other].label} ({other})", adsl[other] == "Y"


def fewer(least: int, one: str, many: str) -> str:
    """Say that there are not so many of something."""
    return f"no {one}" if least == 1 else f"fewer than {least} {many}"


def at_least(least: int, counts: pd.Series, adsl: pd.DataFrame) -> pd.Series[bool]:
    """Tell who has so many of what is counted by USUBJID."""
    return adsl["USUBJID"].map(counts).fillna(0) >= least


def post_baseline_visits(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.Series:
    """Count each subject's visits after baseline that have a value."""
    after = records[records["AVISIT"].isin(trial.after_baseline) & with_value(records, trial, dataset)]
    return after.groupby("USUBJID")["AVISIT"].nunique()


def with_value(records: pd.DataFrame, trial: Trial, dataset: Dataset) -> pd.Series[bool]:
    """Tell which mapped records have a value: a number, or a text that is a declared result."""
    texts = records["AVALC"].fillna("").ne("") if "AVALC" in records else False
    return records["AVAL"].notna() | (texts & ~not_measured(records, trial, dataset))


def chosen_events(events: pd.DataFrame, where: Mapping[str, Sequence[str]]) -> pd.Series:
    """Count each subject's events in which every variable of `where` holds one of its texts."""
    keep = pd.Series(True, index=events.index)
    for name, texts in where.items():
        keep &= is_one_of(events[name], texts)
    return events[keep].groupby("USUBJID").size()
