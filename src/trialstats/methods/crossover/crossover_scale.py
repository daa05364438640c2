"""Records of a crossover trial on the scale on which its model works: logarithms, a baseline split in two."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialstats.engines.estimate import Estimate
from trialstats.errors import FitError
from trialstats.methods.crossover.options import CrossoverModel
from trialstats.methods.crossover.records import engine_frame
from trialstats.methods.crossover.rows import BASE_MEAN, BASE_WITHIN
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.scope import conf_level
from trialstats.methods.shared.variation import rounding
from trialstats.results.kinds import Kind
from trialstats.results.shape import Row

__all__ = ["COVARIATES", "Work", "further", "kinds", "on_scale"]

# Numbers on the scale of logarithms that are told as ratios.
ON_LOG_SCALE = ("estimate", "conf_low", "conf_high")
MEAN, WITHIN_SUBJECT = "BASEM", "BASEW"  # of a baseline split in two: the subject's mean, and what differs from it
COVARIATES = {MEAN: BASE_MEAN, WITHIN_SUBJECT: BASE_WITHIN}


@dataclass(frozen=True)
class Work:
    """Records as the engine takes them (`frame`), on the scale of the model; what of differences is rounding."""

    analysis: CrossoverModel
    inputs: Inputs
    at: Row
    frame: pd.DataFrame
    covariates: list[str]
    rounding: float

    @property
    def level(self) -> float:
        return conf_level(self.analysis)

    @property
    def of_ratio(self) -> Row:
        """The unit of an effect that is a ratio and no difference."""
        return {"unit": "ratio"} if self.analysis.scale == "log" else {}

    def told(self, numbers: Estimate) -> Estimate:
        """Bring numbers from the scale of the model to that of the reader."""
        if self.analysis.scale != "log":
            return numbers
        back = {name: math.exp(numbers[name]) for name in ON_LOG_SCALE if name in numbers}
        return {**numbers, **back}


def on_scale(analysis: CrossoverModel, inputs: Inputs, frame: pd.DataFrame, at: Row) -> Work:
    """Take logarithms where they are asked for, and split the baseline."""
    y, step = frame[analysis.measure], rounding(frame, analysis.measure)
    covariates = further(analysis)
    made = frame.copy()
    if analysis.scale == "log":
        for name in (analysis.measure, *(["BASE"] if analysis.uses_base else [])):
            if (lost := int((frame[name] <= 0).sum())) > 0:
                raise FitError(f"`scale: log` needs values above 0, and {lost} of {name} are not")
        y, step = np.log(y), 0.0
        made = made.assign(BASE=np.log(frame["BASE"])) if analysis.uses_base else made
    if analysis.baseline == "split":
        mean = made.groupby("USUBJID", observed=True)["BASE"].transform("mean")
        within = made["BASE"] - mean
        made = made.assign(**{MEAN: mean, WITHIN_SUBJECT: within})
        varies = bool(within.abs().max() > 1e-9 * made["BASE"].abs().max())
        covariates = [MEAN, *([WITHIN_SUBJECT] if varies else []), *analysis.covariates]
    return Work(analysis, inputs, at, engine_frame(made, analysis, y, covariates), covariates, step)


def further(analysis: CrossoverModel) -> list[str]:
    """Name the covariates that records need."""
    return [*(["BASE"] if analysis.uses_base else []), *analysis.covariates]


def kinds(analysis: CrossoverModel) -> tuple[Kind, Kind]:
    """Give the kinds of means and comparisons."""
    if analysis.scale == "log":
        return Kind.GEOMETRIC_MEAN, Kind.RATIO
    return Kind.LSMEAN, Kind.DIFFERENCE
