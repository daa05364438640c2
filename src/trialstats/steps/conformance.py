"""Check a folder of ADaM datasets, that of a trial or anybody's, and write down what is found."""

from __future__ import annotations

from pathlib import Path

from trialstats.conformance.read import read_folder
from trialstats.conformance.registry import CHECKS
from trialstats.conformance.run import check_folder, told
from trialstats.io.atomic import replacing
from trialstats.plan.layout import Layout

__all__ = ["adam_of", "check_conformance"]

FOUND = 5  # the exit code where something is an error


def adam_of(trial: str) -> Path:
    """Give the folder of a trial's datasets."""
    return Layout(trial).adam("adsl").parent


def check_conformance(folder: Path, csv: Path | None = None) -> int:
    """Print what the checks find, and write it to a CSV file where one is named; gives the exit code."""
    read = read_folder(folder)
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
