"""The true effects that a simulation was given, as rows to stand beside the estimates."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from trialstats.errors import DataError
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.rows import RATIO
from trialstats.methods.truth.options import Truth
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result
from trialstats.trialfile.text.wording import nearest

__all__ = ["check", "remarks", "run"]

IDENTITY, LOG = "identity", "log"
# What stands where a difference has its unit.
NO_UNIT = "ratio"
COLUMNS = ("PARAMCD", "AVISIT", "ARM", "difference")


def check(analysis: Truth, inputs: Inputs) -> None:
    """Refuse a file that does not hold what it should."""
    run(analysis, inputs)


def remarks(analysis: Truth, inputs: Inputs, known: Collection[str]) -> list[str]:
    """Name the parameters of the file that no dataset has: their effects stand beside no estimate."""
    return [
        f"{analysis.file}: PARAMCD = {paramcd} is no parameter of a dataset{nearest(paramcd, known)}"
        for paramcd in inputs.files[analysis.file]["PARAMCD"].astype(str).unique()
        if paramcd not in known
    ]


def run(analysis: Truth, inputs: Inputs) -> Result:
    """Give a row per line of the truth file (in `inputs.files`): kind truth (PARAMCD, AVISIT, ARM, REFERENCE).

    estimate is the true difference, active minus reference; where the file's `scale` is log, it is the true ratio,
    exp(difference), with measure RATIO and unit `ratio`. Lines of other scales are counted and left out.
    Raises DataError for a column that is absent, an arm or visit the trial does not have, and a difference that is
    not a number.
    """
    given = inputs.files[analysis.file]
    absent = [name for name in COLUMNS if name not in given.columns]
    if absent:
        raise DataError(f"{analysis.file}: no column {', '.join(absent)} (needs {', '.join(COLUMNS)})")
    truth = given.assign(difference=pd.to_numeric(given["difference"], errors="coerce"), written=given["difference"])
    _refuse_unknown(truth, analysis.file, inputs)
    collector = Collector(inputs.name)
    _exclude_other_scales(truth, collector)
    scale = truth["scale"] if "scale" in truth else pd.Series(IDENTITY, index=truth.index)
    truth, ratio = truth[scale.isin([IDENTITY, LOG])], scale[scale.isin([IDENTITY, LOG])] == LOG
    effects = np.where(ratio, np.exp(truth["difference"].where(ratio, 0.0)), truth["difference"])
    for line, is_ratio, effect in zip(truth.to_dict("records"), ratio, effects, strict=True):
        keys = {name: str(line[name]) for name in ("PARAMCD", "AVISIT", "ARM")}
        words = {"measure": RATIO, "unit": NO_UNIT} if is_ratio else {}
        collector.add({**keys, **words, "kind": Kind.TRUTH, "REFERENCE": inputs.reference, "estimate": float(effect)})
    inference = f"No inference: the effects put into the simulation, read from {analysis.file}."
    return collector.result(software="trialstats", inference=inference)


def _exclude_other_scales(truth: pd.DataFrame, collector: Collector) -> None:
    """Count the lines on a scale (column `scale`) that is neither the parameter's own nor its logarithm."""
    if "scale" not in truth:
        return
    other = truth.loc[~truth["scale"].isin([IDENTITY, LOG]), "scale"].value_counts()
    if other.empty:
        return
    left_out = {f"scale is {scale}": int(count) for scale, count in other.items()}
    collector.exclude({}, {"in": len(truth), **left_out, "used": len(truth) - sum(left_out.values())})


def _refuse_unknown(truth: pd.DataFrame, file: str, inputs: Inputs) -> None:
    problems = [
        f"{file}: {name} = {value} is not known to the trial file"
        for name, known in (("ARM", inputs.arms[1:]), ("AVISIT", inputs.visits))
        for value in truth[name].astype(str).unique()
        if value not in known
    ]
    if "REFERENCE" in truth:
        others = [name for name in truth["REFERENCE"].astype(str).unique() if name != inputs.reference]
        problems += [f"{file}: REFERENCE = {name} is not the reference arm, {inputs.reference}" for name in others]
    problems += [
        f"{file}: difference = {line['written']}, not a number ({line['PARAMCD']}, {line['AVISIT']})"
        for line in truth[~np.isfinite(truth["difference"])].to_dict("records")
    ]
    keys = [name for name in ("PARAMCD", "AVISIT", "ARM", "scale") if name in truth]
    twice = int(truth.duplicated(keys).sum())
    if twice:
        problems.append(f"{file}: {twice} lines repeat a {', '.join(keys[:-1])} and {keys[-1]}")
    if problems:
        raise DataError(problems)
