"""Run one step of the workflow, as Snakemake does."""

from __future__ import annotations

import argparse
from importlib import import_module

from trialstats.errors import TrialstatsError
from trialstats.plan.layout import Layout
from trialstats.trialfile.text.wording import nearest
from trialstats.verbs.trial import load, takes_trial

__all__ = ["step"]

HELP = "one step of the workflow (called by Snakemake)"

# The steps of the workflow, and the sections of the trial file from which those with a name take it.
STEPS: dict[str, tuple[str, ...]] = {
    "raw": ("sources",),
    "subjects": (),
    "dataset": ("datasets", "occurrences"),
    "adsl": (),
    "events": (),
    "adice": (),
    "adam": ("datasets", "occurrences"),
    "affected": ("datasets",),
    "times": (),
    "analyse": ("analyses",),
    "figure": ("figures",),
    "table": ("tables",),
    "documents": (),
    "listing": ("listings",),
    "listings": (),
    "ard": (),
    "report": (),
    "manifest": (),
    "simulate": (),
}


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("step", help=", ".join(STEPS))
    takes_trial(parser)
    parser.add_argument(
        "name",
        nargs="?",
        default="",
        help="of the source, dataset, analysis, figure, table or listing; of simulate a batch: declared_120/0",
    )


def step(step: str, trial: str, name: str = "") -> int:
    """Run one step of the workflow, as Snakemake does.

    Parameters
    ----------
    step : str
        Name of the step.
    trial : str
        Name of the trial, seen from the working folder.
    name : str
        Name of the source, dataset, analysis, figure or table that the step makes; of other steps empty.

    Returns
    -------
    int
        0. TrialstatsError (its own exit code) where the step or the name is not known, or the step fails.

    Examples
    --------
    trialstats step analyse laser pain_mmrm
    """
    if step not in STEPS:
        raise TrialstatsError(f"step {step} is not known{nearest(step, STEPS)}")
    declared = load(trial)
    known = [named for section in STEPS[step] for named in getattr(declared, section)]
    if STEPS[step] and name not in known:
        raise TrialstatsError(f"step {step}: {name!r} is none of its names{nearest(name, known)}")
    import_module(f"trialstats.steps.{step}").run(declared, Layout(trial), name)
    return 0
