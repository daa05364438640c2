"""Compare two runs, or results with what SAS or R printed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from trialstats.errors import SpecError
from trialstats.plan.layout import Layout
from trialstats.trialfile.named import find_trial
from trialstats.verbs.trial import load, reading, trials_offered

__all__ = ["arranged", "compare", "options"]

HELP = "compare two runs, or results with estimates that SAS or R printed as CSV, and say what makes them differ"
NOTE = """A run is a trial (laser), its folder (old/results/laser), or its analysis results data (ard.parquet).
A CSV has columns as SAS writes them (LSMeans, Diffs, Estimates, SolutionF, Tests3), R (emmeans, mmrm, broom), or
id,estimate,std_error,df,statistic,p_value,conf_low,conf_high with the ids of trialstats.
Exit codes: 0 the same, 1 different, whether or not it is explained."""
DIFFERENT = 1
ENDS = (".csv", ".tsv", ".txt")
TOLERANCES = {"runs": 1e-9, "programs": 1e-5}


def options(parser: argparse.ArgumentParser) -> None:
    action = parser.add_argument("first", help="a trial or run")
    action.completer = trials_offered  # type: ignore[attr-defined]  # which argcomplete looks for
    parser.add_argument("second", help="another run, or a CSV of estimates")
    parser.add_argument(
        "--analysis", help="the analysis whose estimates the CSV holds; by default the one most like it"
    )
    parser.add_argument(
        "--tolerance",
        type=float,
        help="part of a number by which it may differ (runs: 1e-9; other programs: 1e-5, or their last digit)",
    )


def arranged(taken: dict[str, Any]) -> dict[str, Any]:
    """Go to the folder of a trial that is compared with a CSV, whose path is seen from here."""
    first, second = str(taken["first"]), Path(taken["second"])
    if second.suffix.lower() not in ENDS:
        return {**taken, "first": place_of(first), "second": place_of(taken["second"])}
    return {**taken, "trial": first, "second": second.absolute()}


def place_of(run: str) -> Path:
    """Find where a run lies: a folder or file, or the results of a trial."""
    if Path(run).exists() and not run.endswith(".yaml"):
        return Path(run)
    found = find_trial(run)
    return found.folder / Layout(found.name).top


def compare(
    first: Path | str,
    second: Path,
    analysis: str | None = None,
    tolerance: float | None = None,
    trial: str | None = None,
) -> int:
    """Compare two runs, or results with estimates of another program, and say what makes them differ.

    Parameters
    ----------
    first : path
        A run: its folder, its analysis results data, or a trial by its name.
    second : path
        Another run, or a CSV of estimates.
    analysis : str, optional
        The analysis whose estimates the CSV holds; by default the one with which most of its numbers agree.
    tolerance : float, optional
        Part of a number by which it may differ.
    trial : str, optional
        Name of the trial that is compared with a CSV.

    Returns
    -------
    int
        0 where all is the same, 1 where something differs. SpecError (2) where there is no such trial, DataError (3)
        where there are no results, or no estimates in the CSV, AliveError (75) while a run is at work in them.

    Examples
    --------
    trialstats compare results/neck old/results/neck       # two runs
    trialstats compare neck diffs.csv                      # ours and what SAS or R printed
    trialstats compare neck means.csv --analysis pain
    """
    if trial is None:
        return of_runs(Path(first), second, TOLERANCES["runs"] if tolerance is None else tolerance)
    return of_programs(trial, second, analysis, TOLERANCES["programs"] if tolerance is None else tolerance)


def of_runs(first: Path, second: Path, tolerance: float) -> int:
    from trialstats.compare.runs import compare_runs
    from trialstats.compare.told_runs import told_runs
    from trialstats.plan.alive import undisturbed_folder
    from trialstats.steps.compare_runs import run_in

    if first.resolve() == second.resolve():
        raise SpecError(f"{first} and {second} are one run")
    one, other = (place.parent if place.is_file() else place for place in (first, second))
    with undisturbed_folder(one), undisturbed_folder(other):
        found = compare_runs(run_in(first), run_in(second), tolerance)
    print(*told_runs(found, first.as_posix(), second.as_posix()), sep="\n")
    return 0 if found.is_equal else DIFFERENT


def of_programs(trial: str, file: Path, analysis: str | None, tolerance: float) -> int:
    from trialstats.compare.told import told_beside
    from trialstats.steps.compare import beside

    declared = load(trial)
    with reading(trial) as layout:
        found, left_out = beside(declared, layout, file, analysis, tolerance)
    for each in found:
        print(*told_beside(each.analysis, each.explained, each.unmatched, each.subject), sep="\n")
    print(*(f"left out: {line}" for line in left_out), sep="\n", file=sys.stderr, end="\n" if left_out else "")
    agreed = all(number.agrees for each in found for number in each.explained.before.numbers)
    return 0 if agreed and not any(each.unmatched for each in found) else DIFFERENT
