"""Check what the trial file asks of the data: that every analysis has its material, and every listing its records."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import partial

import pandas as pd

from trialstats.adam.bds import parameter_words
from trialstats.adam.people.populations import EXCLUDED
from trialstats.errors import DataError, SpecError
from trialstats.listings.records import choose
from trialstats.methods.run import check_method, remarks_on
from trialstats.methods.shared.inputs import Inputs
from trialstats.steps.built import Built
from trialstats.steps.material import Columns, Datasets, material, needed
from trialstats.steps.pieces import Pieces
from trialstats.steps.problems import stop_at
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.listing import ADEXCL
from trialstats.trialfile.text.declared import About, about
from trialstats.trialfile.trial import Trial

__all__ = ["check_analyses", "check_listings"]


def check_analyses(trial: Trial, pieces: Pieces) -> list[str]:
    """Select the material of every analysis, read the files that it names, and refuse what the run would refuse.

    Returns what is worth a look, such as results beyond limits of quantification that methods of numbers leave out.
    """
    known = [paramcd for name in trial.datasets for paramcd in parameter_words(trial, name)]
    remarks: list[str] = []
    in_file: list[str] = []
    in_data: list[str] = []
    for name in trial.analyses:
        try:
            by = [pieces.behind("analyse", name), pieces.asked, known]
            find = partial(remarks_of, trial, pieces.built, name, known)
            remarks += pieces.memory.found("analysis", by, find)
        except SpecError as error:
            for problem in error.problems:
                in_file += of_option(name, problem)
        except DataError as error:
            in_data += about(error.problems, About(at=("analyses", name)))
    stop_at([*in_file, *in_data] if in_data else [])
    if in_file:
        raise SpecError(in_file)
    return remarks


def remarks_of(trial: Trial, built: Built, name: str, known: Collection[str]) -> list[str]:
    """Say what is worth a look of an analysis; SpecError or DataError where the run would refuse it."""
    analysis, inputs = checked_material(trial, built.datasets, built.columns, name)
    asked = trial.estimands.get(str(getattr(analysis, "estimand", None)))
    return list(map(str, remarks_on(analysis, inputs, known, asked)))


def checked_material(trial: Trial, datasets: Datasets, columns: Columns, name: str) -> tuple[Method, Inputs]:
    """Give an analysis and its material, as the run does, after the check of its method.

    What is wrong is said with whole datasets at hand: the nearest name may be one that the analysis does not read.
    """
    try:
        analysis, inputs, _ = material(trial, needed(trial, datasets, columns, name), name)
        check_method(analysis, inputs)
    except SpecError:
        analysis, inputs, _ = material(trial, datasets, name)
        check_method(analysis, inputs)
    return analysis, inputs


def check_listings(trial: Trial, pieces: Pieces) -> None:
    """Choose the records of every listing; SpecError with what the run would refuse."""
    problems: list[str] = []
    for name in trial.listings:
        try:
            pieces.memory.found(
                "listing", pieces.behind("listing", name), partial(choose_listed, trial, pieces.built.adam, name)
            )
        except SpecError as error:
            problems += [said for problem in error.problems for said in of_listing(name, problem)]
    if problems:
        raise SpecError(problems)


def choose_listed(trial: Trial, adam: Callable[[str], pd.DataFrame], name: str) -> None:
    listing, adsl = trial.listings[name], adam("adsl")
    # Of who is in no population the check has the variables alone: its records are made of what was mapped.
    data = pd.DataFrame(columns=[*EXCLUDED], dtype="str") if listing.dataset == ADEXCL else adam(listing.dataset)
    choose(name, listing.of_data({*data.columns, *adsl.columns}), data, adsl, trial.groups)


def of_listing(name: str, problem: str) -> list[str]:
    """Say where the trial file declares the key of a listing that a problem names."""
    named = re.match(rf"listings\.{re.escape(name)}\.(\w+)(?:\[(\d+)\])?", problem)
    key, number = named.groups() if named else (None, None)
    below = [*([key] if key else []), *([int(number) - 1] if number else [])]
    return about([problem], About(at=("listings", name, *below)))


def of_option(analysis: str, problem: str) -> list[str]:
    """Say of which analysis a problem is, once, and where the trial file declares it, or the option that it names."""
    start = f"analyses.{analysis}"
    named = re.match(rf"{re.escape(start)}\.(\w+)", problem)
    whole = problem if problem.startswith((f"{start}: ", f"{start}.")) else f"{start}: {problem}"
    return about([whole], About(at=("analyses", analysis, *(named.groups() if named else ()))))
