"""Simulate a trial by its design, before there are data."""

from __future__ import annotations

import argparse

from trialstats.plan.layout import Layout
from trialstats.verbs.trial import load, takes_trial

__all__ = ["design"]

HELP = "simulate a trial by the design in its file: power, type I error, bias, coverage, sample size"


def options(parser: argparse.ArgumentParser) -> None:
    takes_trial(parser)
    parser.add_argument("--replicates", type=int, help="simulated trials of each scenario; by default the design's")
    parser.add_argument("--seed", type=int, help="seed of the random numbers; by default the design's")
    parser.add_argument("--analytic", action="store_true", help="the power by formulas alone, at once")
    parser.add_argument("--jobs", type=int, default=1, help="batches made at one time")


def design(
    trial: str, *, replicates: int | None = None, seed: int | None = None, analytic: bool = False, jobs: int = 1
) -> int:
    """Simulate a trial by its design, analyse it as its file says, and tell what it can be expected to show.

    Parameters
    ----------
    trial : str
        Name of the trial, seen from the working folder. Its data are not read.
    replicates, seed : int, optional
        In the place of the design's own.
    analytic : bool
        Give the power by formulas alone, and simulate nothing.
    jobs : int
        Batches made at one time; the results do not depend on it.

    Returns
    -------
    int
        0. SpecError (exit code 2) where the file has no design, or one that cannot be simulated.

    Examples
    --------
    trialstats design plan --analytic           # in a second, where there is a formula
    trialstats design plan --replicates 1000    # quick; the design's own number for the protocol
    trialstats design plan --jobs 4             # results/plan/design/design.md is the paragraph for the protocol
    """
    from trialstats.steps.design import settled, simulate_design, told_by_formulas

    declared, layout = load(trial), Layout(trial)
    asked = settled(declared, layout, replicates, seed)
    assert declared.design is not None
    wanted = declared.design.replicates
    lines = told_by_formulas(asked) if analytic else simulate_design(asked, layout, jobs, print, wanted)
    print(*lines, sep="\n")
    return 0
