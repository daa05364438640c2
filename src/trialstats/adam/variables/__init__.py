"""The variables of the ADaM datasets: one table of names, labels, types, origins and codes for whoever writes them.

`variables_of(trial, dataset, columns)` describes the columns of a dataset, `codelists(trial)` gives their codes. The
codes of PARAMCD are those of the dataset: `adam.bds.parameter_labels`.
"""

from __future__ import annotations

from trialstats.adam.variables.codelists import codelists
from trialstats.adam.variables.dataset_label import dataset_label
from trialstats.adam.variables.described import described, variable_labels, variables_of
from trialstats.adam.variables.variable import LABEL_LENGTH, NAME_LENGTH, TEXT_LENGTH, Variable

__all__ = [
    "LABEL_LENGTH",
    "NAME_LENGTH",
    "TEXT_LENGTH",
    "Variable",
    "codelists",
    "dataset_label",
    "described",
    "variable_labels",
    "variables_of",
]
