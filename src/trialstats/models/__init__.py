"""The methods a trial file can name. The module of a method has its name and a function `run`.

`run(analysis, inputs)` takes the analysis as the trial file words it and the selected material, and gives a Result.
`check(analysis, inputs)`, where a module has it, raises what `run` would raise of trial file and data, and estimates
nothing. Modules are found by name, so that an analysis depends on the code of its own method alone.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import pandas as pd

from trialstats.models.beyond import beyond_rows
from trialstats.models.result import Result, tidy

if TYPE_CHECKING:
    from trialstats.models.inputs import Inputs
    from trialstats.spec.analyses import Method

__all__ = ["Result", "check_method", "run_method"]


def run_method(analysis: Method, inputs: Inputs) -> Result:
    """Run the method that an analysis names; its rows, and those of what lies beyond a limit and fell out of it."""
    result: Result = import_module(f"trialstats.models.{analysis.method}").run(analysis, inputs)
    left_out = beyond_rows(analysis, inputs)
    return (
        replace(result, rows=pd.concat([result.rows, tidy(left_out, inputs.name)], ignore_index=True))
        if left_out
        else result
    )


def check_method(analysis: Method, inputs: Inputs) -> None:
    """Raise the SpecError or DataError that the method would stop at, before any work is done."""
    check = getattr(import_module(f"trialstats.models.{analysis.method}"), "check", None)
    if check is not None:
        check(analysis, inputs)
