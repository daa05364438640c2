"""What is no error and may be one: something that the trial file declares and the data do not have."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from trialstats.adam.mapping import Mapped
from trialstats.adam.messages import enumerate_some
from trialstats.adam.people.populations import flag_populations
from trialstats.trialfile.trial import Trial

__all__ = [
    "NOTICED",
    "absent_covariates",
    "empty_populations",
    "named_by",
    "notices",
    "notices_of_dataset",
    "notices_of_groups",
    "of_all",
]


# What of records is read to name what they lack.
NOTICED = ("USUBJID", "PARAMCD", "AVISIT")


def notices(trial: Trial, adsl: pd.DataFrame, mapped: Mapping[str, Mapped]) -> list[str]:
    """Name the arms and populations without subjects, visits, parameters and randomised subjects without something.

    What was noted in mapping (choices of rows that choose nothing) is among them.

    adsl: the mapped core, without population flags. mapped: the datasets by name; those that are absent are passed
    over.
    """
    findings = {name: mapped[name].records for name in trial.datasets if name in mapped}
    said = [*dict.fromkeys(note for made in mapped.values() for note in made.listing.notes)]
    said += notices_of_groups(trial, adsl)
    for name, records in findings.items():
        said += notices_of_dataset(trial, name, records, adsl)
    said += absent_covariates(trial, adsl)
    counted = {name: made.records for name, made in mapped.items() if name != "adsl"}
    return said + empty_populations(trial, adsl, counted)


def notices_of_groups(trial: Trial, adsl: pd.DataFrame) -> list[str]:
    """Name the arms, or sequences, to which nobody was randomised."""
    return [f"{what} {name} has no subject" for what, name in without_subject(trial, adsl)]


def notices_of_dataset(trial: Trial, name: str, records: pd.DataFrame, adsl: pd.DataFrame) -> list[str]:
    """Name the visits, parameters and randomised subjects of which a dataset has nothing."""
    visits, parameters = absent_visits(trial, name, records), absent_parameters(trial, name, records)
    return [*visits, *parameters, *absent_subjects(trial, name, records, adsl)]


def without_subject(trial: Trial, adsl: pd.DataFrame) -> list[tuple[str, str]]:
    """List the arms, or sequences, to which nobody was randomised."""
    what, column = ("sequence", "TRTSEQP") if trial.crossover else ("arm", "TRT01P")
    return [(what, name) for name in trial.groups if name not in set(adsl[column])]


def absent_visits(trial: Trial, name: str, records: pd.DataFrame) -> list[str]:
    """Name the visits at which a dataset should be measured and has nothing, if it has anything at all."""
    found = {*records["AVISIT"].unique()}
    planned = trial.datasets[name].visits or tuple(trial.visits)
    return [f"visit {visit} has no record in {name}" for visit in planned if found and visit not in found]


def absent_parameters(trial: Trial, name: str, records: pd.DataFrame) -> list[str]:
    """Name the measured parameters without a number or a declared code."""
    found = {*records["PARAMCD"].unique()}
    return [
        f"parameter {paramcd} has no value in {name}"
        for paramcd in trial.datasets[name].parameters
        if paramcd not in found
    ]


def absent_subjects(trial: Trial, name: str, records: pd.DataFrame, adsl: pd.DataFrame) -> list[str]:
    """Count the randomised subjects of whom a dataset has nothing, and by parameter those without a baseline.

    Nothing is said of what nobody has: the visit or the parameter is named then.
    """
    randomised = adsl.loc[adsl["TRT01P"].notna(), "USUBJID"]
    if records.empty:
        return []
    is_present = randomised.isin(records["USUBJID"].unique())
    absent, present = randomised[~is_present], randomised[is_present]
    said = [f"{of_all(absent, randomised)} no record in {name}"] if not absent.empty else []
    at_baseline = records.loc[records["AVISIT"] == trial.baseline_visit, ["USUBJID", "PARAMCD"]]
    lacking: dict[tuple[str, ...], list[str]] = {}
    for paramcd, own in parameters(trial, name, at_baseline).items():
        without = present[~present.isin(own["USUBJID"].unique())]
        if not own.empty and not without.empty:
            lacking.setdefault(tuple(without), []).append(paramcd)
    for subjects, of in lacking.items():
        what = ", ".join(filter(None, of)) or "record"
        said.append(f"{of_all(pd.Series(subjects), randomised)} no {what} at {trial.baseline_visit} in {name}")
    return said


def absent_covariates(trial: Trial, adsl: pd.DataFrame) -> list[str]:
    """Count the randomised subjects without a variable that analyses adjust for or stratify by, and name these."""
    randomised = adsl[adsl["TRT01P"].notna()]
    said = []
    for variable in trial.covariates:
        if variable not in adsl or randomised[variable].isna().all():
            continue
        naming = [name for name in trial.analyses if variable in named_by(trial, name)]
        lacking = randomised.loc[randomised[variable].isna(), "USUBJID"]
        if naming and not lacking.empty:
            of = f"{of_all(lacking, randomised['USUBJID'])} no {variable}"
            said.append(
                f"{of}, without which they are not in all that is estimated by {enumerate_some(pd.Series(naming))}"
            )
    return said


def named_by(trial: Trial, name: str) -> set[str]:
    """Name the variables of subjects that an analysis reads."""
    return {variable for names in trial.complete(name).subject_variables.values() for variable in names}


def parameters(trial: Trial, name: str, records: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Give the records of each parameter; of a questionnaire all its items together, without a name."""
    dataset = trial.datasets[name]
    if dataset.instrument:
        return {"": records}
    return {paramcd: records[records["PARAMCD"] == paramcd] for paramcd in dataset.parameters}


def of_all(subjects: pd.Series, randomised: pd.Series) -> str:
    """Count subjects and name the first: `2 of 6 randomised subjects (001, 004) have`."""
    have = "has" if len(subjects) == 1 else "have"
    return f"{len(subjects)} of {len(randomised)} randomised subjects ({enumerate_some(subjects)}) {have}"


def empty_populations(trial: Trial, adsl: pd.DataFrame, records: Mapping[str, pd.DataFrame]) -> list[str]:
    """Name the populations to which nobody belongs; none where a dataset that they count in is absent."""
    counted = {name for population in trial.populations.values() for name in population.counts_in}
    if not counted <= set(records):
        return []
    flags = flag_populations(adsl, trial, records)
    return [
        f"population {flag} ({population.label}) has no subject"
        for flag, population in trial.populations.items()
        if not (flags[flag] == "Y").any()
    ]
