"""Run every step of a trial in this process, in the order of the workflow."""

from __future__ import annotations

import shutil
from collections.abc import Container
from importlib import import_module
from pathlib import Path

from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path

ROOT = Path(__file__).resolve().parents[1]


def copy_trial_file(trial: str, top: Path) -> None:
    """Put the trial file of the project where a run from `top` finds it."""
    target = top / trial_path(trial, ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(ROOT / trial_path(trial, ROOT), target)


def run_steps(name: str, without: Container[str] = (), analyses: Container[str] | None = None) -> Layout:
    """Run all steps, or all but some, from the working folder; Snakemake does so, each in a process of its own.

    analyses: which of them are run, where not all.
    """
    trial, layout = load_trial(trial_path(name)), Layout(name)
    for step, job in Plan(trial, layout).names():
        left_out = step == "analyse" and analyses is not None and job not in analyses
        if step not in without and not left_out:
            import_module(f"trialstats.steps.{step}").run(trial, layout, job)
    return layout
