"""An outcome that is measured once: one column of the subjects' table, where there are no visits."""

from __future__ import annotations

from collections.abc import Collection

from trialstats.init.columns import Column
from trialstats.init.files import Table
from trialstats.init.findings import Dataset
from trialstats.init.grades import is_graded
from trialstats.init.parameters import Parameter, parameter
from trialstats.init.titles import title_of
from trialstats.init.visits import Visit
from trialstats.init.words import is_coded, named_for, short_name, unit_of

__all__ = ["END_OF_TRIAL", "outcome_column", "outcome_dataset"]

END_OF_TRIAL = Visit("End of trial", ("End of trial",), 1.0, "", doubt="? when was it measured")
OUTCOME = {
    *("change", "chg", "delta", "post", "end", "final", "outcome", "score", "endpoint", "result", "followup", "diff"),
    *("primary", "difference", "reduction", "improvement"),
}
# Yes or no, or a few grades, at the end.
RESPONSE = {
    *("responder", "responded", "response", "cured", "cure", "success", "improved", "relapse", "relapsed", "healed"),
    *("remission", "died", "death", "dead", "recovered", "recovery", "relief", "satisfaction", "failure", "infection"),
    *("global", "cgi", "pgic", "improvement"),
}
PERSONAL = {
    *("age", "sex", "gender", "height", "weight", "bmi", "site", "centre", "center", "year", "baseline", "base", "bl"),
    *(
        "pre",
        "smoker",
        "smoking",
        "race",
        "ethnic",
        "stage",
        "history",
        "female",
        "male",
        "married",
        "education",
        "educ",
    ),
}
FEW = 5


def outcome_column(table: Table, without: Collection[str]) -> Column | None:
    """Find the column that may be the outcome: by its name, or the last that is no person's description."""
    free = [column for name, column in table.columns.items() if name not in without and not describes(name)]
    numbers = [column for column in free if column.kind == "number" and column.different > FEW]
    few = [column for column in free if column not in numbers and is_graded(column)]
    named = [column for column in numbers if named_for(column.name, OUTCOME)]
    named += [column for column in few if named_for(column.name, RESPONSE | OUTCOME)]
    chosen = named[:1] or numbers[-1:] or few[-1:]
    return chosen[0] if chosen else None


def describes(name: str) -> bool:
    """Tell a name of what describes a person, or sorts persons."""
    return named_for(name, PERSONAL) or is_coded(name)


def outcome_dataset(table: Table, column: Column) -> Dataset:
    """Make a dataset of one parameter at one visit."""
    code, at = short_name(column.name, (), "VALUE"), {"columns": {END_OF_TRIAL.codes[0]: column.name}}
    described = parameter(code, column.title, unit_of(column.name), at, column)
    made = Dataset(table.name, f"ad{table.name}", title_of(table.name))
    asked = "? was it the outcome, measured once"
    if column.different == 2:
        asked += "; ? of two values the mean is a share, and a difference one of shares"
    made.parameters.append(Parameter(code, described.entry, f"{described.why}; {asked}"))
    return made
