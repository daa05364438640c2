"""Small trials full of holes: every row has its number or its reason, and nothing warns or breaks."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import make_inputs, options
from trialstats.methods.continuous.options import Ancova, EffectSize, Mixed, Mmrm
from trialstats.methods.run import run_method
from trialstats.methods.shared.inputs import Inputs
from trialstats.trialfile.parts.analysis import Method

ANALYSES = [
    Ancova(**options("ancova", covariates=("BASE", "SITE"), dose_response=True, std_error="HC3")),
    Ancova(**options("ancova", value="AVAL", covariates=(), visits=("Week 6", "Week 12"))),
    Mmrm(**options("mmrm", by_visit="BASE", covariance=("us", "ar1h", "cs"))),
    Mixed(**options("mixed", random="intercept and slope")),
    Mixed(**options("mixed", time="continuous")),
    EffectSize(**options("effect_size")),
]


def holes(seed: int) -> Inputs:
    """A trial of 1 to 20 subjects in two or three arms, a third of whose records or values are missing."""
    rng = np.random.default_rng(seed)
    n, arms = int(rng.integers(1, 21)), ("Sham", "Laser", "Light")[: 2 + seed % 2]
    people = pd.DataFrame({"USUBJID": [f"S{k}" for k in range(n)], "TRT01P": rng.choice(arms, n)})
    people["SITE"] = rng.choice(["1", "2", "3"], n)
    visits = pd.DataFrame({"AVISIT": ["Baseline", "Week 6", "Week 12"], "AVISITN": [0.0, 6.0, 12.0]})
    frame = people.merge(visits, how="cross")
    frame["AVAL"] = rng.integers(0, 3, len(frame)) if seed % 4 == 0 else rng.normal(5, 2, len(frame))
    frame = frame[rng.random(len(frame)) > 0.2].astype({"AVAL": float})
    frame["BASE"] = frame["USUBJID"].map(frame[frame["AVISIT"] == "Baseline"].set_index("USUBJID")["AVAL"])
    frame["CHG"] = (frame["AVAL"] - frame["BASE"]).where(frame["AVISIT"] != "Baseline")
    frame.loc[rng.random(len(frame)) < 0.1, "AVAL"] = np.nan
    return make_inputs(frame, arms=arms, doses={arm: float(k) for k, arm in enumerate(arms)})


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda analysis: analysis.method)
def test_a_number_or_a_reason(analysis: Method, seed: int) -> None:
    result = run_method(analysis, holes(seed))
    assert len(result.rows)
    number = result.rows["estimate"].fillna(result.rows["statistic"])  # a joint test has F and no estimate
    assert (number.notna() == result.rows["reason"].isna()).all()
    for entry in result.notes["excluded"]:
        assert entry["in"] == entry["used"] + sum(entry["left_out"].values())
    json.dumps(result.notes, allow_nan=False)
