"""Run the method that an analysis names, or check beforehand that it can be run.

`run(analysis, inputs)` of its module takes the analysis as the trial file words it and the selected material, and
gives a Result. `check(analysis, inputs)`, where a module has it, raises what `run` would raise of trial file and data,
and estimates nothing; `remarks(analysis, inputs, known)`, where a module has it, gives
what is worth a look before the run, `known` being the parameters of all datasets; `counted(analysis, inputs)`, of
methods that count events, gives the events behind their rows.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from importlib import import_module

import pandas as pd

from trialstats.errors import SpecError
from trialstats.methods.answers import answer_by
from trialstats.methods.registry import module_of
from trialstats.methods.shared.agreement import disagreements, refuse_unknown_variables
from trialstats.methods.shared.inputs import Inputs, Repeated
from trialstats.methods.shared.occurrences.behind import events_of_row
from trialstats.methods.shared.quantification.beyond import beyond_rows, notes_of_beyond
from trialstats.methods.shared.slips import slips
from trialstats.results.shape import Result, tidy
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.estimands import Estimand

__all__ = ["check_method", "counts_events", "events_behind", "remarks_on", "run_method"]


def run_method(analysis: Method, inputs: Inputs) -> Result:
    """Run the method that an analysis names; its rows, and those of what lies beyond a limit and fell out of it."""
    if inputs.others:
        inputs = replace(inputs, repeat=repeat)
    result: Result = import_module(module_of(analysis)).run(analysis, inputs)
    left_out = beyond_rows(analysis, inputs)
    return (
        replace(result, rows=pd.concat([result.rows, tidy(left_out, inputs.name)], ignore_index=True))
        if left_out
        else result
    )


def repeat(analysis: Method, inputs: Inputs) -> Repeated:
    """Run an analysis that another names; SpecError where none of its rows compares the arms."""
    answer = answer_by(analysis, None)
    if answer is None:
        raise SpecError(f"analyses.{inputs.name}: method {analysis.method} gives no one comparison of the arms")
    return Repeated(run_method(analysis, inputs), answer.kind, answer.variable)


def check_method(analysis: Method, inputs: Inputs) -> None:
    """Raise the SpecError or DataError that the method would stop at, before any work is done."""
    refuse_unknown_variables(analysis, inputs)
    check = getattr(import_module(module_of(analysis)), "check", None)
    if check is not None:
        check(analysis, inputs)


def counts_events(analysis: Method) -> bool:
    """Whether the method says which events of an occurrence dataset are behind its rows."""
    return hasattr(import_module(module_of(analysis)), "counted")


def events_behind(analysis: Method, inputs: Inputs, about: Mapping[str, str]) -> pd.DataFrame:
    """Give the events behind a row of a method that `counts_events`: USUBJID, ARM, `what`, SRCFILE, SRCLINE.

    about: the keys of the row, by which its kind and its arms are told; none for all that the analysis counts.
    """
    return events_of_row(analysis, import_module(module_of(analysis)).counted(analysis, inputs), about)


def remarks_on(analysis: Method, inputs: Inputs, known: Collection[str], estimand: Estimand | None) -> list[str]:
    """Say what is no error and worth a look before the run.

    known: the parameters of all datasets. estimand: what the analysis answers, if it names one.
    """
    remarks = getattr(import_module(module_of(analysis)), "remarks", None)
    own = remarks(analysis, inputs, known) if remarks else ()
    return [
        *disagreements(analysis, inputs, estimand),
        *slips(analysis, inputs),
        *notes_of_beyond(analysis, inputs),
        *own,
    ]
