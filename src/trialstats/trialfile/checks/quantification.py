"""Names in what is said of an assay that must exist elsewhere: variables of the records, levels, columns of units."""

from __future__ import annotations

from collections.abc import Iterator

from trialstats.trialfile.names import Broken, Missing, unknown
from trialstats.trialfile.parts.datasets import Dataset
from trialstats.trialfile.parts.parameters import Parameter
from trialstats.trialfile.trial import Trial

__all__ = ["quantification"]

Path = tuple[str | int, ...]
TAKEN_OVER = "`adam: true` takes values over: leave `convert`, `limits`, `specimen` and `replicates` out"


def quantification(trial: Trial) -> Broken:
    """Yield what is said of limits, specimens, replicates and units and cannot hold in the dataset or its source."""
    for name, dataset in trial.datasets.items():
        for paramcd, parameter in dataset.parameters.items():
            at = ("datasets", name, "parameters", paramcd)
            if dataset.adam and parameter.quantified:
                yield at, f"says how an assay measures, and {TAKEN_OVER}"
                continue
            source = trial.sources.get(dataset.source)
            if len(parameter.convert) > 1 and source and source.unit is None:
                text = f"names several units; `unit` of source {dataset.source}, the column of units, tells them apart"
                yield (*at, "convert"), Missing(text, "unit")
            yield from variables(at, dataset, parameter)
            yield from levels(at, dataset, parameter)


def variables(at: Path, dataset: Dataset, parameter: Parameter) -> Broken:
    """Yield the variables that are not carried by the records, or do not hold texts where texts are compared."""
    for key, variable, is_text in named(parameter):
        if variable not in dataset.columns:
            yield (*at, *key), unknown("variable of `columns`", variable, dataset.columns)
        elif is_text and dataset.columns[variable].type not in ("text", "category"):
            yield (*at, *key), f"= {variable} is of type {dataset.columns[variable].type}; it must hold text"


def named(parameter: Parameter) -> Iterator[tuple[Path, str, bool]]:
    """Name the variables that a parameter reads: where it says so, which, and whether it compares texts."""
    for key, limit in (parameter.limits.both if parameter.limits else {}).items():
        if limit.by:
            yield ("limits", key, "by"), limit.by, True
    if parameter.specimen:
        yield ("specimen", "variable"), parameter.specimen.variable, True
    if parameter.replicates:
        yield ("replicates", "variable"), parameter.replicates.variable, False


def levels(at: Path, dataset: Dataset, parameter: Parameter) -> Broken:
    """Yield the texts that a variable with declared levels never holds."""
    for key, limit in (parameter.limits.both if parameter.limits else {}).items():
        known = levels_of(dataset, limit.by)
        for level in (level for level in limit.values or {} if known and level not in known):
            yield (*at, "limits", key, "values", level), unknown(f"level of {limit.by}", level, known, sign="")
    if parameter.specimen:
        known = levels_of(dataset, parameter.specimen.variable)
        for level in (level for level in parameter.specimen.equals if known and level not in known):
            yield (*at, "specimen", "is"), unknown(f"level of {parameter.specimen.variable}", level, known)


def levels_of(dataset: Dataset, variable: str | None) -> tuple[str, ...]:
    """List the declared levels of a variable; none where any text may stand."""
    column = dataset.columns.get(str(variable))
    return tuple(column.codes) if column and column.codes else ()
