"""Margins of differences in means: t tests against a value, by the numbers of R and by the interval."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import stats

from tests.methods.build import choose, make_inputs, options, pick
from tests.tiny import TRIAL_FILE, Tiny
from trialstats.engines.tails import beyond_margins, of_t
from trialstats.methods.continuous.ancova import run as run_ancova
from trialstats.methods.continuous.mmrm import run as run_mmrm
from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.shared.inputs import Inputs, Outcome

Find = Callable[[str], Path]
VISITS = ("Baseline", "Week 6", "Week 12")
SOURCE = {"justification": "of a test"}


def two_one_sided(estimate: float, error: float, df: float, low: float, high: float) -> dict[str, float]:
    lower, upper = (of_t(estimate, error, df, value) for value in (low, high))
    assert lower.z is not None
    assert upper.z is not None
    half = float(stats.t(df).ppf(0.95)) * error
    return {
        "estimate": estimate,
        "se": error,
        "df": df,
        "t_lower": lower.z,
        "p_lower": lower.above,
        "t_upper": upper.z,
        "p_upper": upper.below,
        "p_tost": beyond_margins(lambda value: of_t(estimate, error, df, value), low, high)["p_value"],
        "lower90": estimate - half,
        "upper90": estimate + half,
    }


def test_two_one_sided_tests_of_paired_and_of_two_groups(shared: Find) -> None:
    """Wellek 2003 and SAS PROC TTEST TOST(0.8, 1.25) DIST=LOGNORMAL;  R for the others: 43 of 44, but for a CV."""
    truths = json.loads(shared("truths/06_noninferiority/truths.json").read_text())["truths"]
    data = pd.read_csv(shared("truths/06_noninferiority/auc_paired.csv"))
    logs, raw = np.log(data["test"] / data["reference"]), data["test"] - data["reference"]
    n, sides = len(data), (data["test"], data["reference"])
    spread = [side.var() for side in sides]
    pooled = math.sqrt(sum(spread) / n)
    welch = sum(spread) ** 2 / n**2 / sum((s / n) ** 2 / (n - 1) for s in spread)
    found = {
        "auc": two_one_sided(logs.mean(), logs.std() / math.sqrt(n), n - 1, math.log(0.8), math.log(1.25)),
        "auc_raw": two_one_sided(raw.mean(), raw.std() / math.sqrt(n), n - 1, -15, 15),
        "auc_unpaired": two_one_sided(raw.mean(), pooled, 2 * n - 2, -15, 15),
        "auc_welch": two_one_sided(raw.mean(), pooled, welch, -15, 15),
    }
    found["auc.ratio"] = {name: math.exp(found["auc"][name]) for name in ("estimate", "lower90", "upper90")}
    met = 0
    for truth in truths:
        name, _, end = truth["id"].rpartition(".")
        if name in found and end in found[name]:
            assert found[name][end] == pytest.approx(truth["value"], abs=truth.get("tolerance", 1e-9)), truth["id"]
            met += 1
    assert met == sum(each["id"].startswith("auc") for each in truths) - 1  # auc.cv, which no margin needs


def two_groups(seed: int = 1, n: int = 30) -> pd.DataFrame:
    draw = np.random.default_rng(seed)
    rows = [
        (f"{arm}{k}", arm, visit, base := 50 + 10 * draw.normal(), base - gain + 8 * draw.normal())
        for arm, gain in (("Sham", 4.0), ("Laser", 6.0))
        for k in range(n)
        for visit in VISITS[1:]
    ]
    frame = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "BASE", "AVAL"])
    return frame.assign(CHG=frame["AVAL"] - frame["BASE"])


def inputs(better: str = "lower") -> Inputs:
    return make_inputs(two_groups(), visits=VISITS, outcomes={"PAIN": Outcome("Pain", "mm", better)})


@pytest.mark.parametrize(("kind", "run"), [(Ancova, run_ancova), (Mmrm, run_mmrm)])
@pytest.mark.parametrize("value", [0.5, 3.0, 8.0])
def test_what_is_shown_is_what_the_interval_excludes(kind: Any, run: Any, value: float) -> None:
    name = kind.__name__.lower()
    made = run(kind(**options(name, margin={"value": value, **SOURCE})), inputs())
    difference = pick(made, kind="difference", AVISIT="Week 12")
    row = pick(made, kind="margin", AVISIT="Week 12")
    assert (row["maximum"], row["unit"], row["variable"]) == (value, "mm", "non-inferiority")
    assert tuple(row[["estimate", "conf_high"]]) == pytest.approx(tuple(difference[["estimate", "conf_high"]]))
    assert (row["count"] == 1) == (difference["conf_high"] < value)
    t = (difference["estimate"] - value) / difference["std_error"]
    assert row["p_value"] == pytest.approx(stats.t(difference["df"]).cdf(t))


def test_the_worse_side_follows_from_what_is_better() -> None:
    made = run_ancova(Ancova(**options("ancova", margin={"value": 5, **SOURCE})), inputs("higher"))
    assert choose(made, {"kind": "margin"})["minimum"].tolist() == [-5.0, -5.0]


def test_equivalence_has_an_interval_of_its_own_level() -> None:
    margin = {"value": [-6, 8], "kind": "equivalence", "level": 0.05, **SOURCE}
    row = pick(run_ancova(Ancova(**options("ancova", margin=margin)), inputs()), kind="margin", AVISIT="Week 6")
    assert (row["minimum"], row["maximum"], row["conf_level"]) == (-6, 8, 0.9)
    assert (row["count"] == 1) == (row["conf_low"] > -6 and row["conf_high"] < 8)


def test_means_have_no_ratio() -> None:
    with pytest.raises(ValidationError, match="compared by their difference"):
        Ancova(**options("ancova", margin={"value": 0.8, "scale": "ratio", **SOURCE}))


def test_a_margin_on_the_better_side_is_refused(tiny: Tiny) -> None:
    line = "  change: {method: ancova, estimand: primary, margin: {value: -4, justification: x}}\n"
    tiny.replace(TRIAL_FILE, "analyses:\n", f"analyses:\n{line}")
    assert "say how much worse it may be, 4" in tiny.check().err
