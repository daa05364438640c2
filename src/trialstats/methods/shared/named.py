"""Variables and datasets in sentences: by the labels that the trial file gives them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from trialstats.methods.shared.inputs import Inputs

__all__ = [
    "adjusted_for",
    "all_named",
    "covariates_named",
    "dataset_named",
    "datasets_named",
    "date_named",
    "list_of",
    "variable_named",
]

BASELINE = "the value at baseline"
# Days of ADSL, as sentences have them.
DATES = {
    "RANDDT": "the day of randomisation",
    "TRTSDT": "the first day of treatment",
    "TRTEDT": "the last day of treatment",
    "EOSDT": "the end of the trial",
    "DTHDT": "the day of death",
    "APERSDT": "the first day of the period",
    "APEREDT": "the last day of the period",
}
OF_PERIOD = re.compile(r"AP(\d\d)([SE])DT")


def covariates_named(names: Sequence[str], inputs: Inputs) -> list[str]:
    """Name covariates: `the value at baseline`, `Site`."""
    known = inputs.covariates
    return [BASELINE if name == "BASE" else known[name].label if name in known else name for name in names]


def adjusted_for(names: Sequence[str], inputs: Inputs) -> str:
    """Say what a model adjusts for: `adjusted for the value at baseline and Site`, `not adjusted` for none."""
    return f"adjusted for {list_of(covariates_named(names, inputs))}" if names else "not adjusted for covariates"


def all_named(inputs: Inputs) -> dict[str, str]:
    """Name every variable and parameter that has a label, by its name; values as sentences have them."""
    told = {name: known.label for name, known in {**inputs.outcomes, **inputs.covariates}.items()}
    return {**told, "BASE": BASELINE, **dict.fromkeys(("AVAL", "CHG", "PCHG"), "a value")}


def dataset_named(name: str, inputs: Inputs) -> str:
    """Name an occurrence dataset: `the dataset “Rescue medication”`, by its own name where it has no label."""
    label = inputs.labels.get(name)
    return f"the dataset “{label}”" if label else f"the dataset {name}"


def datasets_named(names: Sequence[str], inputs: Inputs) -> str:
    """Name datasets in a list: `“Pain intensity” and “Laboratory”`."""
    return list_of([f"“{inputs.labels[name]}”" if inputs.labels.get(name) else name for name in names])


def date_named(name: str) -> str:
    """Name a date of ADSL: `the first day of treatment`; one that is the trial's own as `the date SCRDT`."""
    of_period = OF_PERIOD.fullmatch(name)
    if of_period:
        number, end = of_period.groups()
        return f"the {'first' if end == 'S' else 'last'} day of period {int(number)}"
    return DATES.get(name, f"the date {name}")


def variable_named(dataset: str, variable: str, inputs: Inputs) -> str:
    """Name a variable of an occurrence dataset."""
    known = inputs.columns.get(dataset, {})
    return known[variable].label if variable in known else variable


def list_of(names: Sequence[str]) -> str:
    """Write a list: `A, B and C`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
