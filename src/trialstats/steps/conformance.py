"""Check a folder of ADaM datasets, that of a trial or anybody's, and write down what is found."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from trialstats.conformance.read import read_folder
from trialstats.conformance.registry import CHECKS
from trialstats.conformance.run import check_folder, told
from trialstats.io.atomic import replacing
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

__all__ = ["check_conformance", "check_trial"]

FOUND = 5  # the exit code where something is an error


def check_trial(trial: Trial, layout: Layout, csv: Path | None = None) -> int:
    """Check the datasets of a trial's last run; DataError where there are none."""
    return check_conformance(layout.adam("adsl").parent, csv, Plan(trial, layout).adam_datasets)


def check_conformance(folder: Path, csv: Path | None = None, names: Collection[str] = ()) -> int:
    """Print what the checks find in a folder (of the datasets named), and write it to a CSV file where one is named.

    Gives the exit code.
    """
    read = read_folder(folder, names)
    findings = check_folder(read)
    if csv is not None:
        csv.parent.mkdir(parents=True, exist_ok=True)
        with replacing(csv) as temporary:
            findings.to_csv(temporary, index=False, lineterminator="\n")
    for line in told(findings):
        print(line)
    errors, warnings = ((findings["severity"] == severity).sum() for severity in ("error", "warning"))
    rows = sum(len(dataset.frame) for dataset in read.datasets.values())
    print(
        f"{folder}: {len(read.datasets)} datasets, {rows:,} rows, {len(CHECKS)} checks: "
        f"{errors} errors, {warnings} warnings"
    )
    return FOUND if errors else 0
