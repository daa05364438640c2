"""Compare a run of the built-in trial with the results that are expected of it.

Raw data, ADaM and scores must be the same to the last digit: their digests are compared. Estimates come out of
iterations that differ in the last digits between processors: they are compared as numbers.
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from trialstats.errors import DataError
from trialstats.io.artefacts import content_digest, read_artefact
from trialstats.io.atomic import write_json
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import RESULTS, Layout
from trialstats.results.kinds import Kind
from trialstats.steps.redo import altered
from trialstats.trialfile.trial import Trial

__all__ = ["compare", "expected_path", "observed_results", "verify_results"]

RTOL = 1e-7
ATOL = 1e-9  # of all but p values: what is 0 but for rounding is 0
NO_P = 1e-15  # beside a p value that is 0
DIFFERENT = 5
SHOWN = 40
DIGESTS = ("raw", "adam")


def expected_path(layout: Layout) -> Path:
    """Give the file that holds what is expected of a trial."""
    return RESULTS / f"{layout.trial}.expected.json"


def verify_results(trial: Trial, layout: Layout, *, update: bool = False) -> int:
    """Check the files of a run, and compare its results with those expected; gives the exit code.

    With `update`, the results are written down as those expected instead.
    """
    path = expected_path(layout)
    refuse_unfinished(trial, layout)
    observed = observed_results(trial, layout)
    if update:
        write_json(path, observed)
        print(f"{path} written: {len(observed['estimates'])} estimates")
        return 0
    differences = list(altered(trial, layout))
    if path.is_file():
        differences += compare(json.loads(path.read_text("utf-8")), observed)
        compared = f"{len(observed['estimates'])} estimates compared with those expected"
    else:
        compared = "no results are expected of this trial, so none were compared"
    more = [f"and {len(differences) - SHOWN:,} more"] if len(differences) > SHOWN else []
    print(*differences[:SHOWN], *more, sep="\n", file=sys.stderr)
    print(f"{layout.trial}: files checked, displays made once more, {compared}: {len(differences)} differences")
    return DIFFERENT if differences else 0


def refuse_unfinished(trial: Trial, layout: Layout) -> None:
    """Raise DataError where results that a finished run has made are absent."""
    datasets = Plan(trial, layout).adam_datasets
    needed = [
        *map(layout.raw, trial.sources),
        *map(layout.adam, datasets),
        *map(layout.rows, trial.analyses),
        *map(layout.notes, trial.analyses),
        *(layout.table(name, "json") for name in trial.tables),
        *(layout.figure(name, "csv") for name in trial.figures),
        layout.ard,
    ]
    absent = [str(path) for path in needed if not path.is_file()]
    if absent:
        more = f" and {len(absent) - 1} more" if len(absent) > 1 else ""
        raise DataError(f"{absent[0]}{more}: no such file; the last run did not end, or there was none: run the trial")


def observed_results(trial: Trial, layout: Layout) -> dict[str, Any]:
    """Digest raw data and ADaM by content, and collect the estimates by their id."""
    if not layout.ard.is_file():
        raise DataError(f"{layout.ard}: no such file; run the trial first")
    ard = read_artefact(layout.ard)
    estimates = ard[ard["kind"].isin(Kind.those(lambda traits: traits.estimated)) & ard["stat"].notna()]
    plan = Plan(trial, layout)
    adam = {name: layout.adam(name) for name in plan.adam_datasets}
    adam |= {path.stem: path for path in sorted(plan.files_of_events()) if path.parent == layout.adam("adsl").parent}
    return {
        "raw": {name: content_digest(read_artefact(layout.raw(name))) for name in trial.sources},
        "adam": {name: content_digest(read_artefact(path)) for name, path in adam.items()},
        "estimates": dict(zip(estimates["id"], estimates["stat"].astype(float), strict=True)),
    }


def compare(expected: dict[str, Any], observed: dict[str, Any]) -> list[str]:
    """Name every difference: digests that are not equal, numbers that are not close, ids that only one side has."""
    found = []
    for part in (*DIGESTS, "estimates"):
        for key in sorted(expected[part].keys() | observed[part].keys()):
            was, now = expected[part].get(key), observed[part].get(key)
            if was is None or now is None:
                found.append(f"{part} {key}: {'not expected' if was is None else 'absent'}")
            elif not same(key, was, now):
                digest = "digest " if part in DIGESTS else ""
                found.append(f"{part} {key}: {digest}{now}, expected {was}")
    return found


def same(name: str, was: Any, now: Any) -> bool:
    """Tell whether two digests are equal, or two numbers close.

    A p value is compared in its digits however small it is. Where its statistic z is off by a share of itself, log p is
    off by about z squared, or -2 log p, times as much.
    """
    if isinstance(was, str):
        return bool(was == now)
    if not name.endswith(":p_value"):
        return math.isclose(was, now, rel_tol=RTOL, abs_tol=ATOL)
    if was <= 0 or now <= 0:
        return math.isclose(was, now, rel_tol=0, abs_tol=NO_P)
    return math.isclose(was, now, rel_tol=RTOL * max(1.0, -2 * math.log(was)))
