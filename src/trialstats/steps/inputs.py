"""From artefacts and the trial file to the material of a method."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.adam.score import item_table
from trialstats.instruments import questionnaire
from trialstats.models.absence import as_zero
from trialstats.models.inputs import Inputs, Outcome
from trialstats.spec.analyses import Findings, Reliability
from trialstats.spec.trial import Trial

__all__ = ["base_inputs", "datasets_of", "findings_inputs", "further_inputs", "scale_items"]


def base_inputs(trial: Trial, name: str, adsl: pd.DataFrame, **more: Any) -> Inputs:
    """Give what every method gets: ADSL with typed arms and covariates, and the trial's words."""
    outcomes = {
        paramcd: Outcome(**words)
        for dataset in datasets_of(trial, name)
        for paramcd, words in parameter_words(trial, dataset).items()
    }
    covariates = {
        variable: Outcome(column.label or column.column, column.unit, decimals=column.decimals)
        for variable, column in trial.covariates.items()
    }
    return Inputs(
        name=name,
        adsl=with_categories(adsl, trial),
        arms=tuple(trial.arm_order),
        visits=tuple(trial.visits),
        baseline=trial.baseline_visit,
        outcomes=outcomes,
        covariates=covariates,
        populations={flag: population.label for flag, population in trial.populations.items()},
        doses={arm: declared.dose for arm, declared in trial.arms.items() if declared.dose is not None},
        **more,
    )


def datasets_of(trial: Trial, name: str) -> list[str]:
    """Name the findings datasets that an analysis is about."""
    analysis = trial.analyses[name]
    own = [str(trial.findings(name).dataset)] if isinstance(analysis, Findings) else []
    return [dataset for dataset in (*own, *analysis.further_datasets) if dataset in trial.datasets]


def with_categories(frame: pd.DataFrame, trial: Trial) -> pd.DataFrame:
    """Make arms and visits ordered categories, and categorical covariates categories in their declared order."""
    orders: dict[str, list[str]] = {"TRT01P": trial.arm_order, "AVISIT": list(trial.visits)}
    for variable, column in trial.covariates.items():
        if column.type == "category":
            orders[variable] = list(column.codes) if column.codes else sorted(frame[variable].dropna().unique())
    known = {variable: order for variable, order in orders.items() if variable in frame}
    return frame.assign(
        **{variable: pd.Categorical(frame[variable], order, ordered=True) for variable, order in known.items()}
    )


def findings_inputs(
    trial: Trial,
    inputs: Inputs,
    analysis: Findings,
    bds: pd.DataFrame,
    select: Callable[..., tuple[pd.DataFrame, Mapping[str, int]]],
) -> tuple[Inputs, dict[str, int]]:
    """Select the records of a findings analysis and type them."""
    visits = [name for name in trial.visits if analysis.from_baseline or name != trial.baseline_visit]
    records, counts = select(bds, inputs.adsl, analysis, visits)
    if analysis.absent == "zero":
        records = as_zero(records)
    return dataclasses.replace(inputs, records=with_categories(records, trial)), dict(counts)


def further_inputs(trial: Trial, inputs: Inputs, datasets: Mapping[str, pd.DataFrame], **more: Any) -> Inputs:
    """Add whole datasets and occurrences, with arms, visits and covariates typed as in ADSL."""
    typed = {name: with_categories(frame, trial) for name, frame in datasets.items()}
    return dataclasses.replace(inputs, datasets=typed, **more)


def scale_items(trial: Trial, inputs: Inputs, analysis: Reliability, mapped: pd.DataFrame) -> Inputs:
    """Add the recoded items of each scale for the subjects of the population."""
    instrument = trial.datasets[str(analysis.dataset)].instrument
    assert instrument is not None  # the trial file was checked
    members = inputs.adsl.loc[inputs.adsl[str(analysis.population)] == "Y", "USUBJID"]
    items = item_table(mapped[mapped["USUBJID"].isin(members)])
    index = items.index.to_frame()[["USUBJID", "AVISIT"]]
    recoded = questionnaire(instrument).scale_items(items, instrument)
    scales = {paramcd: table.set_axis(pd.MultiIndex.from_frame(index)) for paramcd, table in recoded.items()}
    return dataclasses.replace(inputs, items=scales)
