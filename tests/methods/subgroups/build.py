"""A trial of two arms, three visits and a factor, with an analysis that is repeated in its subgroups."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pandas as pd

from tests.methods.build import make_inputs, options
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.subgroups.options import Subgroups
from trialstats.results.shape import Result
from trialstats.trialfile.parts.analysis import Findings

VISITS = ("Baseline", "Week 4", "Week 8", "Week 12")


def course(seed: int = 11, n: int = 80) -> pd.DataFrame:
    """Courses with correlated errors, some visits missed: USUBJID TRT01P AVISIT AVAL BASE CHG SEX SITEID."""
    rng = np.random.default_rng(seed)
    arms, sex = rng.permutation(["Sham", "Laser"] * (n // 2)), rng.choice(["F", "M"], n, p=[0.6, 0.4])
    site, base = rng.choice(["1", "2"], n), rng.normal(60, 10, n)
    rows = []
    for k in range(n):
        own = rng.normal(0, 6)
        for place, visit in enumerate(VISITS[1:], start=1):
            effect = -2.0 * place * (arms[k] == "Laser") * (1.5 if sex[k] == "F" else 0.5)
            change = effect - 0.3 * (base[k] - 60) + own + rng.normal(0, 5)
            if rng.random() > 0.12:
                rows.append((f"S{k:03d}", arms[k], visit, base[k] + change, base[k], change, sex[k], site[k]))
    names = ["USUBJID", "TRT01P", "AVISIT", "AVAL", "BASE", "CHG", "SEX", "SITEID"]
    return pd.DataFrame(rows, columns=names)


def material(frame: pd.DataFrame, arms: tuple[str, ...] = ("Sham", "Laser"), **others: Any) -> Inputs:
    """Make the material of the analysis that is repeated; ADSL has the factors."""
    words = {"SEX": Outcome("Sex"), "SITEID": Outcome("Site")}
    outcomes = {"PAIN": Outcome("Pain", better="lower")}
    people = frame.drop_duplicates("USUBJID").reset_index(drop=True)
    adsl = people[["USUBJID", "TRT01P", "SEX", "SITEID"]].assign(FASFL="Y")
    typed = adsl.assign(
        **{name: pd.Categorical(adsl[name], sorted(adsl[name].unique()), ordered=True) for name in ("SEX", "SITEID")},
        TRT01P=pd.Categorical(adsl["TRT01P"], list(arms), ordered=True),
    )
    return make_inputs(frame, arms, VISITS, adsl=typed, covariates=words, outcomes=outcomes, **others)


def repeat(of: Findings, inputs: Inputs, **said: Any) -> Result:
    """Run subgroups of an analysis as a trial does."""
    given = {"planned": True, "factors": "SEX", "of": "main", "minimum": 1, **said}
    analysis = Subgroups(**options("subgroups", **given))
    named = of.model_copy(update={"label": "Main"})
    return run_method(analysis.like(named), dataclasses.replace(inputs, others={"main": (named, inputs)}))
