"""Effects in subgroups against R's warpbreaks, means and pooled variances, and statsmodels' type III test."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy import stats

from tests.methods.build import choose, make_inputs, options, pick
from trialstats.errors import SpecError
from trialstats.methods.continuous.ancova import run as run_ancova
from trialstats.methods.continuous.options import Ancova
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.subgroups.options import Subgroups
from trialstats.methods.subgroups.subgroups import run
from trialstats.results.shape import Result

NUMBERS = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high"]

# R's data set `warpbreaks` (Tippett 1950): breaks of yarn by wool (A, B) and tension (L, M, H).
WARP = {
    ("A", "L"): "26 30 54 25 70 52 51 26 67",
    ("B", "L"): "27 14 29 19 29 31 41 20 44",
    ("A", "M"): "18 21 29 17 12 18 35 30 36",
    ("B", "M"): "42 26 19 16 39 28 21 39 29",
    ("A", "H"): "36 21 24 18 10 43 28 15 26",
    ("B", "H"): "20 21 24 17 13 15 15 16 28",
}


def subgroups(**others: Any) -> Subgroups:
    return Subgroups(**options("subgroups", **{"planned": True, "factors": "TENSION", "covariates": [], **others}))


def warp() -> Inputs:
    rows = [
        (f"{wool}{tension}{place}", wool, "Week 6", tension, float(number))
        for (wool, tension), text in WARP.items()
        for place, number in enumerate(text.split())
    ]
    records = pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "TENSION", "CHG"])
    records["TENSION"] = pd.Categorical(records["TENSION"], ["L", "M", "H"], ordered=True)
    return make_inputs(records, arms=("A", "B"))


def test_warpbreaks_as_r_has_it() -> None:
    # R 4: summary(lm(breaks ~ wool * tension, within(warpbreaks, tension <- relevel(tension, level))))["woolB", ];
    # anova(lm(breaks ~ wool * tension, warpbreaks)): wool:tension F 4.1891 on 2 and 48 df, p .02104.
    result = run(subgroups(), warp())
    expected = {"L": (-16.333333, 0.002676803), "M": (4.777778, 0.3588673), "H": (-5.777778, 0.2681556)}
    for level, (estimate, p_value) in expected.items():
        row = pick(result, kind="difference", level=level, variable="TENSION")
        assert row["estimate"] == pytest.approx(estimate, abs=1e-6)
        assert row["std_error"] == pytest.approx(5.157299, abs=1e-6)
        assert row["p_value"] == pytest.approx(p_value, abs=5e-8)
        assert (row["df"], row["n"], row["ARM"], row["REFERENCE"]) == (48, 18, "B", "A")
    test = pick(result, kind="interaction")
    assert (test["num_df"], test["df"], test["n"]) == (2, 48, 54)
    assert test["statistic"] == pytest.approx(4.1891, abs=5e-5)
    assert test["p_value"] == pytest.approx(0.02104, abs=5e-6)


def trial(seed: int = 3, n: int = 90) -> pd.DataFrame:
    """Unbalanced: three arms, a factor whose levels are of very different size, two covariates."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "USUBJID": [f"S{k:03d}" for k in range(n)],
            "TRT01P": np.array(["Sham", "Laser", "Light"])[rng.integers(0, 3, n)],
            "AVISIT": "Week 6",
            "BASE": rng.normal(60, 12, n),
            "SITEID": rng.choice(["1", "2"], n),
            "AGEGR1": rng.choice(["<65", "65-74", ">=75"], n, p=[0.6, 0.3, 0.1]),
        }
    )
    effect = -5.0 * (frame["TRT01P"] == "Laser") * (frame["AGEGR1"] != "<65")
    return frame.assign(CHG=effect - 0.4 * frame["BASE"] + rng.normal(0, 6, n))


def inputs_of(frame: pd.DataFrame) -> Inputs:
    typed = frame.assign(AGEGR1=pd.Categorical(frame["AGEGR1"], ["<65", "65-74", ">=75"], ordered=True))
    words = {"AGEGR1": Outcome("Age group"), "SITEID": Outcome("Site")}
    return make_inputs(typed, arms=("Sham", "Laser", "Light"), covariates=words)


def test_without_covariates_it_is_a_difference_of_means_with_the_variance_of_all_cells() -> None:
    frame = trial()
    result = run(subgroups(factors="AGEGR1"), inputs_of(frame))
    cells = frame.groupby(["AGEGR1", "TRT01P"])["CHG"]
    within = float(((frame["CHG"] - cells.transform("mean")) ** 2).sum()) / (len(frame) - 9)
    for (level, arm), values in cells:
        mean = pick(result, kind="lsmean", level=level, ARM=arm)
        assert (mean["estimate"], mean["n"]) == (pytest.approx(values.mean()), len(values))
        assert mean["std_error"] == pytest.approx((within / len(values)) ** 0.5)
        if arm == "Sham":
            continue
        sham = cells.get_group((level, "Sham"))
        row = pick(result, kind="difference", level=level, ARM=arm)
        error = (within * (1 / len(values) + 1 / len(sham))) ** 0.5
        half = stats.t.ppf(0.975, len(frame) - 9) * error
        assert row["estimate"] == pytest.approx(values.mean() - sham.mean())
        assert [row["std_error"], row["conf_low"]] == pytest.approx([error, row["estimate"] - half])


def test_interaction_is_the_type_iii_test_of_arm_by_factor() -> None:
    frame = trial()
    fit = smf.ols("CHG ~ C(TRT01P, Sum) * C(AGEGR1, Sum) + BASE + SITEID", frame).fit()
    table = sm.stats.anova_lm(fit, typ=3)
    expected = table.loc["C(TRT01P, Sum):C(AGEGR1, Sum)"]
    row = pick(run(subgroups(factors="AGEGR1", covariates=["BASE", "SITEID"]), inputs_of(frame)), kind="interaction")
    assert row["statistic"] == pytest.approx(expected["F"], rel=1e-9)
    assert row["p_value"] == pytest.approx(expected["PR(>F)"], rel=1e-7)
    assert (row["num_df"], row["df"]) == (expected["df"], fit.df_resid)
    assert (row["group"], row["variable"]) == ("Age group", "AGEGR1")


def test_with_covariates_a_difference_is_a_coefficient_of_the_model_with_that_level_first() -> None:
    frame = trial()
    result = run(subgroups(factors="AGEGR1", covariates=["BASE", "SITEID"]), inputs_of(frame))
    for level in ("<65", "65-74", ">=75"):
        formula = f"CHG ~ C(TRT01P, Treatment('Sham')) * C(AGEGR1, Treatment('{level}')) + BASE + SITEID"
        fit = smf.ols(formula, frame).fit()
        name = "C(TRT01P, Treatment('Sham'))[T.Laser]"
        low, high = fit.conf_int().loc[name]
        row = pick(result, kind="difference", level=level, ARM="Laser")
        found = [row[c] for c in ("estimate", "std_error", "p_value", "conf_low", "conf_high")]
        assert found == pytest.approx([fit.params[name], fit.bse[name], fit.pvalues[name], low, high], rel=1e-8)


def test_the_effect_in_all_is_that_of_the_analysis_of_covariance() -> None:
    inputs = inputs_of(trial())
    result = run(subgroups(factors=["AGEGR1", "SITEID"], covariates=["BASE", "SITEID"]), inputs)
    expected = run_ancova(Ancova(**options("ancova", covariates=["BASE", "SITEID"])), inputs)
    overall = result.rows[result.rows["group"].isna()]
    for _, row in expected.rows.iterrows():
        mine = overall[(overall["kind"] == row["kind"]) & (overall["ARM"] == row["ARM"])].iloc[0]
        assert [mine[c] for c in [*NUMBERS, "n"]] == pytest.approx([row[c] for c in [*NUMBERS, "n"]], rel=1e-9)


def test_a_factor_among_the_covariates_is_not_in_its_own_model_twice() -> None:
    result = run(subgroups(factors=["SITEID"], covariates=["BASE", "SITEID"]), inputs_of(trial()))
    assert [fit["formula"] for fit in result.notes["fits"]] == [
        "CHG ~ TRT01P + BASE + SITEID",
        "CHG ~ TRT01P + SITEID + TRT01P:SITEID + BASE",
    ]
    assert result.notes["failed"] == []


def test_small_levels_are_estimated_and_marked() -> None:
    frame = trial()
    result = run(subgroups(factors="AGEGR1", minimum=6), inputs_of(frame))
    sizes = frame.groupby(["AGEGR1", "TRT01P"]).size()
    marked = 0
    for _, row in choose(result, {"kind": "difference", "variable": "AGEGR1"}).iterrows():
        small = min(sizes[row["level"], row["ARM"]], sizes[row["level"], "Sham"]) < 6
        assert pd.notna(row["estimate"])
        said = "fewer than 6 subjects in an arm: not an estimate to lean on"
        assert (row["reason"] == said) if small else pd.isna(row["reason"])
        marked += small
    assert 0 < marked < 6
    overall = result.rows[result.rows["group"].isna() & (result.rows["kind"] == "difference")]
    assert overall["reason"].isna().all()


def test_an_empty_combination_is_absent_with_its_reason_and_the_rest_stands() -> None:
    frame = trial()
    lost = (frame["AGEGR1"] == ">=75") & (frame["TRT01P"] == "Laser")
    kept = frame[~lost]
    result = run(subgroups(factors="AGEGR1"), inputs_of(kept))
    gone = pick(result, kind="difference", level=">=75", ARM="Laser")
    assert pd.isna(gone["estimate"])
    assert gone["reason"] == "no subject of arm Laser in this level"
    assert pick(result, kind="lsmean", level=">=75", ARM="Laser")["n"] == 0
    assert pd.notna(pick(result, kind="difference", level=">=75", ARM="Light")["estimate"])
    # Light over three levels and Laser over two: 2 + 1 degrees of freedom; residual 90 - lost - 8 cells.
    test = pick(result, kind="interaction")
    assert (test["num_df"], test["df"]) == (3, len(kept) - 8)


def test_a_level_that_nobody_has_is_absent_not_forgotten() -> None:
    frame = trial()
    result = run(subgroups(factors="AGEGR1"), inputs_of(frame[frame["AGEGR1"] != ">=75"]))
    row = pick(result, kind="difference", level=">=75", ARM="Laser")
    assert row["reason"] == "no subject of arm Laser, Sham in this level"
    assert pick(result, kind="interaction")["num_df"] == 2


def test_one_level_alone_has_no_interaction() -> None:
    frame = trial()
    result = run(subgroups(factors="AGEGR1"), inputs_of(frame[frame["AGEGR1"] == "<65"]))
    assert pick(result, kind="interaction")["reason"] == "fewer than two levels have subjects of both arms"
    assert pd.notna(pick(result, kind="difference", level="<65", ARM="Laser")["estimate"])


def test_what_is_missing_is_counted_for_each_factor_by_itself() -> None:
    frame = trial()
    frame.loc[:3, "AGEGR1"] = None
    frame.loc[10, "CHG"] = None
    counted = run(subgroups(factors=["AGEGR1", "SITEID"]), inputs_of(frame)).notes["excluded"]
    assert [(e.get("variable"), e["in"], e["left_out"], e["used"]) for e in counted] == [
        (None, 90, {"CHG missing": 1}, 89),
        ("AGEGR1", 90, {"CHG missing": 1, "AGEGR1 missing": 4}, 85),
        ("SITEID", 90, {"CHG missing": 1}, 89),
    ]


def test_whether_planned_is_a_row_that_displays_can_read() -> None:
    for planned, word in ((True, "planned"), (False, "post hoc")):
        result = run(subgroups(planned=planned), warp())
        assert pick(result, kind="diagnostic", variable="PLANNED")["level"] == word
        assert word in result.notes["inference"]
    with pytest.raises(ValidationError, match="planned"):
        Subgroups(**options("subgroups", factors="TENSION"))


def test_a_factor_that_fails_leaves_the_others() -> None:
    frame = trial().assign(COPY=lambda d: d["AGEGR1"].map({"<65": 0.0, "65-74": 1.0, ">=75": 3.0}))
    result = run(subgroups(factors=["AGEGR1", "SITEID"], covariates=["COPY"]), inputs_of(frame))
    assert "cannot tell COPY from the others" in pick(result, kind="interaction", variable="AGEGR1")["reason"]
    assert pd.notna(pick(result, kind="interaction", variable="SITEID")["p_value"])
    assert [entry["variable"] for entry in result.notes["failed"]] == ["AGEGR1"]


def test_an_unknown_factor_is_refused() -> None:
    with pytest.raises(SpecError, match="NOWHERE is not a variable of the records"):
        run(subgroups(factors="NOWHERE"), warp())


def numbers(result: Result, **keys: str) -> np.ndarray:
    rows = choose(result, {"kind": "difference", **keys}).sort_values(["level", "ARM"])
    return rows[NUMBERS].to_numpy(dtype=float)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10_000), st.floats(0.01, 100), st.floats(-50, 50))
def test_order_of_rows_scale_and_shift(seed: int, scale: float, shift: float) -> None:
    frame = trial(5)
    analysis = subgroups(factors="AGEGR1", covariates=["BASE"])
    plain = run(analysis, inputs_of(frame))
    shuffled = frame.sample(frac=1, random_state=seed)
    np.testing.assert_array_equal(numbers(run(analysis, inputs_of(shuffled))), numbers(plain))
    changed = frame.assign(CHG=frame["CHG"] * scale + shift)
    other = run(analysis, inputs_of(changed))
    by = np.array([scale, scale, 1, 1, 1, scale, scale])
    np.testing.assert_allclose(numbers(other), numbers(plain) * by, rtol=1e-6)
    tests = [pick(result, kind="interaction")["statistic"] for result in (plain, other)]
    assert tests[0] == pytest.approx(tests[1], rel=1e-6)


def test_names_of_arms_do_not_matter() -> None:
    frame = trial()
    renamed = frame.assign(TRT01P=frame["TRT01P"].map({"Sham": "z", "Laser": "a", "Light": "m"}))
    typed = inputs_of(frame)
    others = make_inputs(
        renamed.assign(AGEGR1=typed.records["AGEGR1"]), arms=("z", "a", "m"), covariates=dict(typed.covariates)
    )
    analysis = subgroups(factors="AGEGR1")
    for old, new in (("Laser", "a"), ("Light", "m")):
        np.testing.assert_allclose(
            numbers(run(analysis, typed), ARM=old), numbers(run(analysis, others), ARM=new), rtol=1e-9
        )
