"""From artefacts and the trial file to the material of a method."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.adam.over_time import summarise_over_time, summary_of
from trialstats.adam.score import item_table
from trialstats.adam.score import scale_items as items_of_scales
from trialstats.estimands.act import act, take_out
from trialstats.estimands.question import Question, Summarised
from trialstats.methods.shared.absence import as_zero
from trialstats.methods.shared.baselines import all_baselines
from trialstats.methods.shared.inputs import Asked, Assessed, Inputs, MadeOfCourses, Outcome, Strategied
from trialstats.methods.shared.quantification.beyond import with_baselines
from trialstats.methods.shared.scope import members
from trialstats.methods.shared.select import chosen_subjects
from trialstats.steps.crossover import by_treatment, groups_of
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.parts.estimands import AS_LISTED, Measure
from trialstats.trialfile.parts.levels import in_natural_order
from trialstats.trialfile.parts.subjects import Column
from trialstats.trialfile.trial import Trial

__all__ = [
    "answers_of_scales",
    "base_inputs",
    "datasets_of",
    "findings_inputs",
    "further_inputs",
    "with_items",
    "with_people",
]


def base_inputs(trial: Trial, name: str, adsl: pd.DataFrame, **more: Any) -> Inputs:
    """Give what every method gets: ADSL with typed arms and covariates, and the trial's words."""
    outcomes = {
        paramcd: Outcome(**words)
        for dataset in datasets_of(trial, name)
        for paramcd, words in parameter_words(trial, dataset).items()
    }
    if trial.complete(name).uses_times:
        outcomes |= {
            code: Outcome(declared.label, declared.unit, declared.better)
            for code, declared in trial.times_to_event.items()
        }
    covariates = {variable: words_of(column) for variable, column in trial.covariates.items()}
    columns = {
        dataset: {variable: words_of(column) for variable, column in trial.occurrences[dataset].columns.items()}
        for dataset in trial.complete(name).further_datasets
        if dataset in trial.occurrences
    }
    arms = groups_of(trial, trial.complete(name))
    if trial.by_received(trial.complete(name)):
        adsl = adsl.assign(TRT01P=adsl["TRT01A"])  # methods group people by it, and records take it from ADSL
    return Inputs(
        name=name,
        adsl=with_categories(adsl, trial, arms),
        arms=arms,
        visits=tuple(trial.visit_order),
        baseline=trial.baseline_visit,
        outcomes=outcomes,
        covariates=covariates,
        populations={flag: population.label for flag, population in trial.populations.items()},
        columns=columns,
        labels={name: found.label for name, found in (trial.datasets | trial.occurrences).items() if found.label},
        day_one=trial.subjects.day_one,
        intercurrent={name: event.label for name, event in trial.intercurrent_events.items()},
        doses={arm: declared.dose for arm, declared in trial.arms.items() if declared.dose is not None},
        visit_days={visit: day for visit, declared in trial.visits.items() if (day := declared.target_day) is not None},
        last_days=last_days(trial),
        timepoints=trial.timepoints,
        **more,
    )


def words_of(column: Column) -> Outcome:
    """Give the words of a variable that comes from a column."""
    return Outcome(column.label or column.column, column.unit, decimals=column.decimals)


def last_days(trial: Trial) -> dict[str, int]:
    """Give the study day by which each visit should have been made: the end of its window, or its target."""
    ends = {name: visit.window[1] if visit.window else visit.target for name, visit in trial.visits.items()}
    return {name: day for name, day in ends.items() if day is not None}


def datasets_of(trial: Trial, name: str) -> list[str]:
    """Name the findings datasets that an analysis is about."""
    analysis = trial.complete(name)
    own = [str(analysis.dataset)] if isinstance(analysis, Findings) else []
    return [dataset for dataset in (*own, *analysis.further_datasets) if dataset in trial.datasets]


def with_categories(frame: pd.DataFrame, trial: Trial, arms: Sequence[str]) -> pd.DataFrame:
    """Make arms and visits ordered categories, and categorical covariates categories in their declared order.

    arms: the groups that the analysis has in the place of arms; of a crossover trial TRT01P becomes the sequence where
    they are those, since the rest of the house groups people by it.
    """
    orders: dict[str, list[str]] = {"TRT01P": list(arms), "AVISIT": trial.visit_order}
    if trial.crossover:
        orders |= dict.fromkeys(("TRTP", "TRTA"), trial.arm_order)
        orders["TRTSEQP"] = list(trial.crossover.sequences)
        if tuple(arms) == trial.groups and "TRT01P" in frame:
            frame = frame.assign(TRT01P=frame["TRTSEQP"].astype("str"))
    for variable, column in trial.covariates.items():
        if column.type == "category" and variable in frame:
            orders[variable] = column.levels or in_natural_order(frame[variable].dropna().unique())
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
    """Let the strategies of its estimand act, select the records of a findings analysis, and type them."""
    visits = trial.visits_of(analysis)
    courses = courses_of(trial, inputs, analysis)
    if courses and analysis.parameters:
        parts = [courses[paramcd].of if paramcd in courses else paramcd for paramcd in analysis.parameters]
        analysis = analysis.model_copy(update={"parameters": tuple(dict.fromkeys(parts))})
    strategied: tuple[Strategied, ...] = ()
    if trial.handled_in(analysis):
        question = question_of(trial, inputs, analysis)
        acted = act(bds, inputs.events, dataclasses.replace(question, summaries=summaries_of(trial, analysis)))
        chosen, counted = select(acted.records, inputs.adsl, analysis, visits)
        records, counts, strategied = take_out(chosen, dict(counted), acted, question)
    else:
        records, chosen_so = select(bds, inputs.adsl, analysis, visits)
        counts = dict(chosen_so)
    records = with_baselines(records, bds)
    if analysis.absent == "zero":
        records = as_zero(records, inputs.after_baseline)
    if analysis.in_crossover == "periods" and "TRTP" in records:
        records = records.assign(TRT01P=records["TRTP"])  # a record is of the treatment of its period
    typed = with_categories(records, trial, inputs.arms)
    more: dict[str, Any] = {"strategied": strategied, "courses": courses, "baselines": all_baselines(bds)}
    return dataclasses.replace(inputs, records=typed, adsl=chosen_subjects(bds, inputs.adsl, analysis), **more), counts


def summaries_of(trial: Trial, analysis: Findings) -> dict[str, Summarised]:
    """Tell what makes the summaries over time of a dataset, where a value that is lacking does not prevent them."""
    name = str(analysis.dataset)
    dataset = trial.datasets[name]
    if dataset.adam:
        return {}
    words, found = parameter_words(trial, name), {}
    for paramcd, derived in dataset.derived.items():
        rule = derived.over_time
        if rule is not None and rule.missing != "absent" and paramcd in (analysis.parameters or words):
            found[paramcd] = Summarised(rule.of, partial(made_of, trial, name, paramcd, words))
    return found


def made_of(
    trial: Trial, name: str, paramcd: str, words: Mapping[str, Mapping[str, Any]], records: pd.DataFrame
) -> pd.DataFrame:
    return summarise_over_time(records, paramcd, trial, name, words)[0]


def courses_of(trial: Trial, inputs: Inputs, analysis: Findings) -> dict[str, MadeOfCourses]:
    """Tell how the summaries over time among the parameters of an analysis are made, where its method makes them."""
    name = str(analysis.dataset)
    if not analysis.makes_anew or name not in trial.datasets:
        return {}
    derived, words = trial.datasets[name].derived, parameter_words(trial, name)
    wanted = analysis.parameters or tuple(inputs.outcomes)
    over_time = [paramcd for paramcd in wanted if paramcd in derived and derived[paramcd].over_time]
    return {paramcd: summary_of(trial, name, paramcd, words) for paramcd in over_time}


def question_of(trial: Trial, inputs: Inputs, analysis: Findings) -> Question:
    """Gather what the strategies for intercurrent events need to know of an analysis."""
    estimand = trial.estimands[str(analysis.estimand)]
    own = analysis.visits or trial.visits_of(analysis)
    return Question(
        handled=trial.handled_in(analysis),
        labels=inputs.intercurrent,
        as_listed=estimand.several_events == AS_LISTED,
        parameters=analysis.parameters or tuple(inputs.outcomes),
        timepoint=str(estimand.timepoint),
        visits={visit: trial.visits[visit].AVISITN for visit in trial.after_baseline if visit in own},
        course={visit: trial.visits[visit].AVISITN for visit in trial.after_baseline},
        outcomes=inputs.outcomes,
        people=members(inputs, analysis.population),
    )


def further_inputs(trial: Trial, inputs: Inputs, datasets: Mapping[str, pd.DataFrame], **more: Any) -> Inputs:
    """Add whole datasets and occurrences, with arms, visits and covariates typed as in ADSL."""
    typed = {
        name: with_levels(with_categories(frame, trial, inputs.arms), trial, name) for name, frame in datasets.items()
    }
    made = dataclasses.replace(inputs, datasets=typed, **more)
    return by_treatment(trial, made) if trial.complete(inputs.name).in_crossover == "treatments" else made


def with_levels(frame: pd.DataFrame, trial: Trial, name: str) -> pd.DataFrame:
    """Order the categories of an occurrence as their codes are declared."""
    columns = trial.occurrences[name].columns if name in trial.occurrences else {}
    levels = {variable: list(column.codes) for variable, column in columns.items() if column.codes}
    return frame.assign(
        **{variable: pd.Categorical(frame[variable], order, ordered=True) for variable, order in levels.items()}
    )


def with_people(trial: Trial, inputs: Inputs, analysis: Method) -> Inputs:
    """Add what tells of people beside ADSL: how many were assessed, and the questions of the analyses named."""
    declared = trial.screening
    assessed = Assessed(declared.assessed, declared.not_randomised) if declared and declared.assessed else None
    asked = {name: asked_by(trial, name) for name in analysis.further_analyses}
    sequences = trial.crossover.sequences if trial.crossover else {}
    treatments = {name: tuple(sequence.treatments) for name, sequence in sequences.items()}
    return dataclasses.replace(inputs, assessed=assessed, asked=asked, sequences=treatments)


def asked_by(trial: Trial, name: str) -> Asked:
    """Tell which question an analysis of an estimand answers."""
    analysis = trial.complete(name)
    assert isinstance(analysis, Estimating)  # the trial file was checked
    estimand = trial.estimands[str(analysis.estimand)]
    paramcd = estimand.variable.PARAMCD if isinstance(estimand.variable, Measure) else None
    population = str(analysis.population or estimand.population)
    return Asked(analysis.label or name, analysis.role, population, paramcd, estimand.timepoint)


def answers_of_scales(trial: Trial, dataset: str, mapped: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the recoded items of each scale, a row a questionnaire; mapped: the answers, a row each."""
    instrument = trial.datasets[dataset].instrument
    assert instrument is not None  # the trial file was checked
    return items_of_scales(item_table(mapped, instrument), instrument)


def with_items(inputs: Inputs, analysis: Findings, answers: Mapping[str, pd.DataFrame], bds: pd.DataFrame) -> Inputs:
    """Add the recoded items of each scale for the subjects of the population, one questionnaire a visit."""
    members = inputs.adsl.loc[inputs.adsl[str(analysis.population)] == "Y", "USUBJID"]
    own = {scale: table[table.index.get_level_values("USUBJID").isin(members)] for scale, table in answers.items()}
    return dataclasses.replace(inputs, items=one_a_visit(own, bds))


def one_a_visit(scales: Mapping[str, pd.DataFrame], records: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Of several questionnaires of a subject at a visit take, for each scale, the one whose score is used.

    Where none of them could be scored, that is the first. Tables of `scales` have the keys of the same questionnaires
    as their index, and `records` those of scores among its columns, with their PARAMCD and ANL01FL; questionnaires of
    no visit are left out.
    """
    if not scales:
        return {}
    forms = next(iter(scales.values())).index.to_frame(index=False)
    keys = [name for name in forms if name in records]
    flagged = records[(records["ANL01FL"] == "Y") & records["PARAMCD"].isin(list(scales))]
    named = pd.concat([forms[keys].astype("string"), flagged[keys].astype("string")]).fillna("")
    numbers = named.groupby(keys, sort=False).ngroup().to_numpy()
    of_forms, of_scores = numbers[: len(forms)], numbers[len(forms) :]
    visits = forms.groupby(["USUBJID", "AVISIT"], sort=False, observed=True).ngroup().to_numpy()
    at_visits = np.flatnonzero(visits >= 0)
    kept = {}
    for paramcd, table in scales.items():
        used = np.isin(of_forms[at_visits], of_scores[(flagged["PARAMCD"] == paramcd).to_numpy()])
        order = at_visits[np.argsort(~used, kind="stable")]
        first = np.sort(order[np.unique(visits[order], return_index=True)[1]])
        places = pd.MultiIndex.from_frame(forms.loc[first, ["USUBJID", "AVISIT"]])
        kept[paramcd] = table.iloc[first].set_axis(places)
    return kept
