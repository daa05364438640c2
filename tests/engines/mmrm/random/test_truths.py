"""Random coefficients against lme4, lmerTest, pbkrtest and emmeans, and against numbers of Bates et al. (2015).

The numbers are read at run time (`truths.json`: every one of them is looked up, or the test fails); sleepstudy is
lme4's, with a version that has lost rows by a rule, and Orthodont is nlme's (Potthoff and Roy 1964).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trialstats.engines.mmrm import MMRMResult, fit_mmrm

FOLDER = "truths/09_random_coefficients"
# lmer stops where its optimiser does, and pbkrtest and lmerTest work out numbers by differences from there.
RELATIVE = {"estimate": 1e-6, "se": 1e-5, "df": 2e-4, "t": 1e-5, "num_df": 0, "den_df": 2e-4}
CASES = {
    "sleep": ("sleepstudy.csv", "Reaction ~ Days", "random_slope", "Days"),
    "sleep_indep": ("sleepstudy.csv", "Reaction ~ Days", "random_slope_diag", "Days"),
    "sleep_intercept": ("sleepstudy.csv", "Reaction ~ Days", "random_intercept", None),
    "sleep_dropout": ("sleepstudy_dropout.csv", "Reaction ~ Days", "random_slope", "Days"),
    "ortho": ("orthodont.csv", "distance ~ Sex * t", "random_slope", "t"),
    "ortho_main": ("orthodont.csv", "distance ~ Sex + t", "random_slope", "t"),
}
TERMS = {"intercept": "Intercept", "SexMale": "Sex[T.Male]", "SexMale.t": "Sex[T.Male]:t", "Sex.t": "Sex:t"}
COLUMNS = {"estimate": "estimate", "se": "std_error", "df": "df", "t": "statistic", "p": "p_value"}
COLUMNS |= {"lower": "conf_low", "upper": "conf_high", "num_df": "num_df", "den_df": "den_df"}
DDF = {"kr": "kr_expected", "satterthwaite": "satterthwaite"}


def fit(path: Path, case: str, reml: bool = True) -> MMRMResult:
    _, formula, covariance, time = CASES[case]
    data = pd.read_csv(path)
    if "age" in data:
        data = data.assign(t=data["age"] - 8, Sex=pd.Categorical(data["Sex"], ["Female", "Male"]))
    return fit_mmrm(formula, data, subject="Subject", covariance=covariance, time=time, reml=reml, ddf="kr_expected")


def look_up(reml: MMRMResult, ml: MMRMResult, key: list[str]) -> float:
    """The number of ours that a truth's id names."""
    match key:
        case ["minus2_reml"]:
            return -2.0 * reml.loglik
        case ["ml", "minus2ll"]:
            return -2.0 * ml.loglik
        case ["residual"]:
            return float(reml.residual_variances["variance"].iloc[0])
        case ["G", *names]:
            return of_g(reml.random_covariance, names)
        case [ddf, "F", *term]:
            column = COLUMNS[term.pop()] if term[-1] in ("num_df", "den_df", "p") else "statistic"
            name = ".".join(term)
            tests = reml.with_ddf(DDF[ddf]).joint_tests().set_index("term")
            return float(tests.loc[TERMS.get(name, name), column])
        case ["kr", at, column] if at.startswith("diff_at_"):
            table = reml.contrasts("Sex", reference="Female", at={"t": float(at.removeprefix("diff_at_"))})
            return float(table.iloc[0][COLUMNS[column]])
        case ["ml", *term, column]:
            name = ".".join(term)
            table = ml.with_ddf("inf").coefficients().set_index("term")
            return float(table.loc[TERMS.get(name, name), COLUMNS[column]])
        case [ddf, *term, column]:
            name = ".".join(term)
            table = reml.with_ddf(DDF[ddf]).coefficients().set_index("term")
            return float(table.loc[TERMS.get(name, name), COLUMNS[column]])
    raise AssertionError(key)


def of_g(g: pd.DataFrame, names: list[str]) -> float:
    own = [name.replace("Intercept", "intercept") for name in names if name != "cor"]
    value = float(g.loc[own[0], own[-1]])
    return value / float(np.sqrt(g.loc[own[0], own[0]] * g.loc[own[1], own[1]])) if "cor" in names else value


@pytest.mark.parametrize("case", CASES)
def test_every_number_of_r(case: str, shared: Callable[[str], Path]) -> None:
    path, truths = shared(f"{FOLDER}/{CASES[case][0]}"), json.loads(shared(f"{FOLDER}/truths.json").read_text())
    own = [truth for truth in truths["truths"] if truth["id"].split(".")[0] == case]
    assert len(own) > 40
    reml, ml = fit(path, case), fit(path, case, reml=False)
    wrong = []
    for truth in own:
        found, expected = look_up(reml, ml, list(parts(truth["id"]))), float(truth["value"])
        if "tolerance" in truth:
            close = abs(found - expected) <= truth["tolerance"]
        elif truth["id"].endswith(("minus2_reml", "minus2ll")):
            close = expected - 1e-6 < found + 2e-6 and found <= expected + 1e-8
        else:
            # A variance of the optimiser's end, a p value of a large t, a limit of an interval by its width.
            relative = RELATIVE.get(truth["id"].split(".")[-1], 1e-4)
            close = found == pytest.approx(expected, rel=relative, abs=2e-5 if ".G." in truth["id"] else 1e-12)
        if not close:
            wrong.append((truth["id"], found, expected))
    assert not wrong


def parts(name: str) -> list[str]:
    return name.split(".")[1:]
