"""An outcome that is measured once: one column of the subjects' table, where there are no visits."""

from __future__ import annotations

from collections.abc import Collection

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.findings import Dataset, Parameter, parameter
from trialstats.init.visits import Visit
from trialstats.init.words import label_of, named_for, short_name, unit_of

__all__ = ["END_OF_TRIAL", "outcome_column", "outcome_dataset"]

END_OF_TRIAL = Visit("End of trial", ("End of trial",), 1.0, "", doubt="? when was it measured")
OUTCOME = {
    *("change", "chg", "delta", "post", "end", "final", "outcome", "score", "endpoint", "result", "followup", "diff"),
    *("primary", "difference", "reduction", "improvement"),
}
PERSONAL = {"age", "sex", "gender", "height", "weight", "bmi", "site", "centre", "center", "year", "baseline", "pre"}


def outcome_column(table: Table, without: Collection[str]) -> Column | None:
    """Find the column that may be the outcome: by its name, or the last of numbers that is no person's description."""
    numbers = [
        column
        for name, column in table.columns.items()
        if column.kind == "number" and name not in without and column.different > 5 and not named_for(name, PERSONAL)
    ]
    return next((column for column in numbers if named_for(column.name, OUTCOME)), numbers[-1] if numbers else None)


def outcome_dataset(table: Table, column: Column) -> Dataset:
    """Make a dataset of one parameter at one visit."""
    code, at = short_name(column.name, (), "VALUE"), {"columns": {END_OF_TRIAL.codes[0]: column.name}}
    described = parameter(code, label_of(column.name), unit_of(column.name), at, column)
    made = Dataset(table.name, f"ad{table.name}", label_of(table.name))
    made.parameters.append(Parameter(code, described.entry, f"{described.why}; ? was it the outcome, measured once"))
    return made
