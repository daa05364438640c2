"""Regressions of counts against SAS PROC GENMOD as printed in PSIAIMS/CAMIS, and R (glm, MASS::glm.nb, sandwich).

The numbers, with the source of each, and the data stand in truths/02_counts, which may not be redistributed: polyps
(Giardiello et al., N Engl J Med 1993;328:1313-1316) and seizures under progabide (Thall & Vail, Biometrics
1990;46:657-671; the copies of R's MASS). Generalised estimating equations of the same folder are in tests/engines/gee.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from trialstats.engines.counts_fit import CountsFit
from trialstats.engines.negative_binomial import fit_negative_binomial
from trialstats.engines.poisson import deviance, fit_poisson

GIVEN = "truths/02_counts"
NAMES = {
    "estimate": "estimate",
    "se": "std_error",
    "lower": "conf_low",
    "upper": "conf_high",
    "z": "statistic",
    "p": "p_value",
}
VARIANCES = {
    "poisson": {
        "se_robust": "HC0",
        "se_robust_hc1": "HC1",
        "se_pearson_scaled": "pearson",
        "se_deviance_scaled": "deviance",
    },
    "negbin": {"se_expected": "expected", "se_robust": "HC0"},
}
FIT: dict[str, Callable[..., CountsFit]] = {"poisson": fit_poisson, "negbin": fit_negative_binomial}


@dataclass
class Model:
    """A model of one of the data sets: rows, names of columns, and the arms with the reference first."""

    data: pd.DataFrame
    count: str
    arm: str
    time: str | None
    covariates: tuple[str, ...]
    reference: str = "placebo"

    @cached_property
    def frame(self) -> pd.DataFrame:
        others = sorted(set(self.data[self.arm]) - {self.reference})
        arms = pd.Categorical(self.data[self.arm], [self.reference, *others], ordered=True)
        return self.data.assign(TRT01P=arms)

    def fit(self, family: str, variance: str = "model") -> CountsFit:
        time = self.data[self.time].to_numpy(float) if self.time else np.ones(len(self.data))
        return FIT[family](self.frame, self.data[self.count].to_numpy(float), time, self.covariates, variance)

    def term(self, name: str) -> str:
        """Name a coefficient of R as the design does."""
        name = {"intercept": "Intercept"}.get(name, name)
        return re.sub(rf"\b{self.arm}([a-z]+)\b", r"TRT01P[T.\1]", name)


@pytest.fixture(scope="module")
def models(shared: Callable[[str], Path]) -> dict[str, Model]:
    polyps, totals, visits = (
        pd.read_csv(shared(f"{GIVEN}/{name}.csv")) for name in ("polyps", "epilepsy_totals", "epilepsy_visits")
    )
    totals = totals.assign(lbase=np.log(totals["base"] / 4))
    without = totals[totals["base"] != 151].reset_index(drop=True)
    seizures = ("y", "trt", "weeks")
    return {
        "polyps": Model(polyps, "number", "treat", None, ("age",)),
        "epilepsy": Model(totals, *seizures, ()),
        "epilepsy_adj": Model(totals, *seizures, ("lbase", "age")),
        "epilepsy_adj_no207": Model(without, *seizures, ("lbase", "age")),
        "epil_mass": Model(visits, "y", "trt", None, ("lbase", "TRT01P:lbase", "lage", "V4")),
        "epil_hsaur": Model(visits.assign(two=2.0), "y", "trt", "two", ("base", "age")),
    }


class Numbers:
    """What the engines say of each number by its id, each model fitted once."""

    def __init__(self, models: dict[str, Model]) -> None:
        self.models, self.fits = models, dict[tuple[str, str, str], CountsFit]()

    def fit(self, model: str, family: str, variance: str = "model") -> CountsFit:
        key = (model, family, variance)
        if key not in self.fits:
            self.fits[key] = self.models[model].fit(family, variance)
        return self.fits[key]

    WHOLE: ClassVar[dict[str, Callable[[CountsFit], float]]] = {
        "k": lambda fit: fit.dispersion,
        "k.se": lambda fit: fit.dispersion_estimate(0.95)["std_error"],
        "k.lower": lambda fit: fit.dispersion_estimate(0.95)["conf_low"],
        "k.upper": lambda fit: fit.dispersion_estimate(0.95)["conf_high"],
        "loglik": lambda fit: fit.log_likelihood,
        "df": lambda fit: fit.df,
        "deviance": deviance,
        "pearson_over_df": lambda fit: fit.pearson()["estimate"],
    }

    def find(self, name: str) -> float:
        model, family, *rest = name.split(".", 2)
        if family == "lr_poisson_vs_negbin":
            return float(self.fit(model, "negbin").dispersion_estimate(0.95)["statistic"])
        what = rest[0]
        if what in self.WHOLE:
            return float(self.WHOLE[what](self.fit(model, family)))
        if what.startswith("standardised_rate."):
            return self.fit(model, family).standardised_rate(what.split(".")[1])
        place, _, statistic = what.rpartition(".")
        if place.startswith("lsmean_om."):
            at = self.models[model]
            made: Any = self.fit(model, family).log_rate(place.split(".")[1], at.covariates, "observed", 0.95)
            return float(made[NAMES[statistic]])
        variance = VARIANCES[family].get(statistic, "model")
        term = self.models[model].term(place.replace("lbase.trt", "lbase:trt"))
        if term not in self.fit(model, family).design.terms:  # formulaic writes the arm first
            term = ":".join(reversed(term.replace("].", "]:").split(":")))
        made = self.fit(model, family, variance).coefficient(term, 0.95)
        return float(made[NAMES.get(statistic, "std_error")])


def agrees(value: float, expected: float, tolerance: float | None) -> bool:
    """Compare: printed numbers to half a unit of their last digit, R's own to 2e-6 of them.

    R's standard errors are those of its last step but one; what is 1e-8 of z is some 1e-6 of a p value below 1e-50.
    """
    if tolerance:
        return abs(value - expected) <= tolerance * (1 + 1e-9)
    if 0 < expected < 1e-20:
        value, expected = float(stats.norm.isf(value / 2)), float(stats.norm.isf(expected / 2))
    return value == pytest.approx(expected, rel=2e-6, abs=1e-300)


def test_every_number(models: dict[str, Model], shared: Callable[[str], Path]) -> None:
    truths = json.loads(shared(f"{GIVEN}/truths.json").read_text("utf-8"))["truths"]
    own = [truth for truth in truths if not truth["id"].startswith("epil_gee.")]
    assert len(own) == 400
    numbers, wrong = Numbers(models), []
    for truth in own:
        value, tolerance = numbers.find(truth["id"]), truth.get("tolerance")
        if not agrees(value, truth["value"], tolerance):
            wrong.append((truth["id"], value, truth["value"]))
    assert not wrong
