"""Cronbach's alpha against the psych package, the analysis of variance, and simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, make_inputs, options, pick
from trialstats.engines.cronbach_alpha import feldt_interval
from trialstats.methods.questionnaires.options import Reliability
from trialstats.methods.questionnaires.reliability import run
from trialstats.methods.shared.inputs import Inputs


def analysis(**others: object) -> Reliability:
    return Reliability(**options("reliability", **others))


def questionnaires(values: np.ndarray, visit: str = "Baseline") -> pd.DataFrame:
    index = pd.MultiIndex.from_tuples([(f"S{k}", visit) for k in range(len(values))], names=["USUBJID", "AVISIT"])
    return pd.DataFrame(values, index=index, columns=range(1, values.shape[1] + 1))


def inputs_of(items: dict[str, pd.DataFrame], outside: tuple[str, ...] = ()) -> Inputs:
    subjects = sorted({s for frame in items.values() for s in frame.index.get_level_values("USUBJID")})
    adsl = pd.DataFrame({"USUBJID": subjects, "TRT01P": "Sham"})
    adsl[FLAG] = np.where(adsl["USUBJID"].isin(outside), "N", "Y")
    return make_inputs(pd.DataFrame({"USUBJID": [], "TRT01P": [], "AVISIT": []}), adsl=adsl, items=items)


def simulated(n: int = 30, k: int = 4, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(3, 1, (n, 1)) + rng.normal(0, 1, (n, k))


def test_alpha_of_the_psych_package() -> None:
    # R: psych::alpha on the eleven items and twelve subjects that pingouin ships; 0.592, Feldt 0.195 to 0.840
    # (pingouin's documentation of cronbach_alpha, after cronbachs.alpha.com and psych).
    import pingouin

    wide = pingouin.read_dataset("cronbach_alpha").pivot_table(index="Subj", columns="Items", values="Scores")
    row = pick(run(analysis(), inputs_of({"SCALE": questionnaires(wide.to_numpy())})), PARAMCD="SCALE")
    assert row["estimate"] == pytest.approx(0.5917188485995826)
    assert (round(row["conf_low"], 3), round(row["conf_high"], 3)) == (0.195, 0.840)


def test_alpha_is_one_minus_a_ratio_of_mean_squares() -> None:
    # Hoyt 1941: alpha = 1 - MS(residual) / MS(subjects) of the two-way analysis of variance.
    values = simulated()
    n, k = values.shape
    subjects = k * values.mean(axis=1).var(ddof=1)
    residual = values - values.mean(axis=1, keepdims=True) - values.mean(axis=0) + values.mean()
    error = (residual**2).sum() / ((n - 1) * (k - 1))
    row = pick(run(analysis(), inputs_of({"SCALE": questionnaires(values)})), PARAMCD="SCALE")
    assert row["estimate"] == pytest.approx(1 - error / subjects)
    assert (row["n"], row["total"], row["conf_level"]) == (30, 30, 0.95)


def test_the_interval_covers_what_it_says() -> None:
    # Parallel items, reliability of one item 1/2: alpha = 4 * 0.5 / (1 + 3 * 0.5) = 0.8.
    rng = np.random.default_rng(20)
    values = rng.normal(0, 1, (4000, 15, 1)) + rng.normal(0, 1, (4000, 15, 4))
    items, total = values.var(axis=1, ddof=1).sum(axis=1), values.sum(axis=2).var(axis=1, ddof=1)
    alphas = 4 / 3 * (1 - items / total)
    limits = np.array([feldt_interval(alpha, 15, 4, 0.9) for alpha in alphas])
    below, above = (limits[:, 0] > 0.8).mean(), (limits[:, 1] < 0.8).mean()
    # 5 % in each tail, Monte Carlo standard error 0.34 %.
    assert (below, above) == pytest.approx((0.05, 0.05), abs=0.0105)


def test_incomplete_questionnaires_are_left_out_and_counted() -> None:
    values = simulated(12)
    values[3, 1] = np.nan
    result = run(analysis(), inputs_of({"SCALE": questionnaires(values)}, outside=("S0", "S1")))
    row = pick(result, PARAMCD="SCALE")
    rest = run(analysis(), inputs_of({"SCALE": questionnaires(np.delete(values, [0, 1, 3], axis=0))}))
    assert (row["n"], row["total"]) == (9, 10)
    assert row["estimate"] == pytest.approx(pick(rest, PARAMCD="SCALE")["estimate"])
    assert result.notes["excluded"][0]["left_out"] == {"an item missing": 1}


def test_each_visit_by_itself_in_the_order_of_the_trial() -> None:
    scale = pd.concat([questionnaires(simulated(seed=1), "Week 6"), questionnaires(simulated(seed=2))])
    result = run(analysis(), inputs_of({"SCALE": scale}))
    assert list(result.rows["AVISIT"]) == ["Baseline", "Week 6"]
    assert list(run(analysis(visits="Week 6"), inputs_of({"SCALE": scale})).rows["AVISIT"]) == ["Week 6"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (simulated(k=1), "1 item in the scale: alpha needs two"),
        (np.full((5, 3), 2.0), "the sum of the items does not vary between questionnaires"),
        (np.where(np.arange(4)[:, None] > 0, np.nan, simulated(4)), "1 questionnaires with every item answered"),
    ],
)
def test_what_has_no_alpha_says_why(values: np.ndarray, reason: str) -> None:
    items = {"GOOD": questionnaires(simulated()), "BAD": questionnaires(values)}
    result = run(analysis(), inputs_of(items))
    assert pick(result, PARAMCD="BAD")["reason"].startswith(reason)
    assert pick(result, PARAMCD="GOOD")["estimate"] > 0
    assert [entry["PARAMCD"] for entry in result.notes["failed"]] == ["BAD"]


def test_a_parameter_that_is_no_scale_is_said_to_be_none() -> None:
    result = run(analysis(parameters=("SCALE", "PCS")), inputs_of({"SCALE": questionnaires(simulated())}))
    assert result.notes["not_scales"] == ["PCS"]
    assert list(result.rows["PARAMCD"]) == ["SCALE"]


def test_scale_of_the_items_and_order_of_rows_do_not_matter() -> None:
    scale = questionnaires(simulated())
    row = pick(run(analysis(), inputs_of({"SCALE": scale})), PARAMCD="SCALE")
    other = pick(
        run(analysis(), inputs_of({"SCALE": (10 * scale + 3).sample(frac=1, random_state=1)})), PARAMCD="SCALE"
    )
    columns = ["estimate", "conf_low", "conf_high"]
    assert list(other[columns]) == pytest.approx(list(row[columns]))
