"""Effect modifiers against R (lm, lmer with pbkrtest, gls, glm; `r/modifiers.R`), closed forms and invariances."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.methods.build import FLAG, make_inputs, options, pick
from trialstats.errors import SpecError
from trialstats.methods.continuous import ancova, mmrm
from trialstats.methods.continuous.options import Ancova, Mmrm
from trialstats.methods.proportions import proportions
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.modifiers.rows import ABOVE, BELOW, BINS, CURVE
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result

R = Path(__file__).parent / "r"
ARMS = ("Sham", "Laser", "Light")
VISITS = ("Baseline", "Week 4", "Week 8", "Week 12")
AT = {"BASE": (40.0, 55.0, 70.0)}


def inputs_of(frame: pd.DataFrame, arms: tuple[str, ...] = ARMS) -> Inputs:
    people = frame.drop_duplicates("USUBJID")[["USUBJID", "TRT01P", "SEX", "AGE", "SITEID"]].assign(**{FLAG: "Y"})
    types = {"TRT01P": pd.CategoricalDtype(list(arms), ordered=True), "SEX": "category", "SITEID": "category"}
    return make_inputs(
        frame,
        arms=arms,
        visits=VISITS,
        adsl=people.astype(types).reset_index(drop=True),
        outcomes={"PAIN": Outcome("Pain", "mm", "lower")},
        covariates={"AGE": Outcome("Age", "years"), "SEX": Outcome("Sex")},
    )


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    return pd.read_csv(R / "modifiers.csv", dtype={"USUBJID": "str"})


@pytest.fixture(scope="module")
def material(data: pd.DataFrame) -> Inputs:
    return inputs_of(data)


def ancova_of(inputs: Inputs, **others: object) -> Result:
    said = {"visits": "Week 12", "covariates": "SITEID", "modifiers": ["BASE", "SEX"], "at": AT, **others}
    return ancova.run(Ancova(**options("ancova", **said)), inputs)


@pytest.fixture(scope="module")
def least_squares(material: Inputs) -> Result:
    return ancova_of(material)


def mixed_of(inputs: Inputs, **others: object) -> Result:
    said = {"covariates": "SEX", "modifiers": "BASE", "at": AT, "covariance": "cs", "ddf": "kr_expected", **others}
    return mmrm.run(Mmrm(**options("mmrm", **said)), inputs)


@pytest.fixture(scope="module")
def mixed(material: Inputs) -> Result:
    return mixed_of(material)


def shares_of(inputs: Inputs, **others: object) -> Result:
    said = {
        "visits": "Week 12",
        "value": "CHG",
        "event": {"at_most": -10},
        "desirable": True,
        "adjusted": "AGE",
        "variance": "model",
        "modifiers": ["BASE", "SEX"],
        "at": AT,
        **others,
    }
    return proportions.run(Proportions(**options("proportions", **said)), inputs)


@pytest.fixture(scope="module")
def shares(material: Inputs) -> Result:
    return shares_of(material)


def printed(part: str) -> Iterator[list[str]]:
    """Give what R printed of a part, in its columns."""
    for line in (R / "modifiers.txt").read_text("utf-8").splitlines():
        fields = [field.strip() for field in line.split(",")]
        if fields[0] == part:
            yield fields[1:]


def at_value(result: Result, kind: str, whole: str, arm: str, where: list[str], **keys: str) -> pd.Series:
    """Take the difference of an arm at the value R has, in the one of BASE and SEX that it is of; or of all."""
    if not where:
        return pick(result, kind=whole, ARM=arm, **keys)
    (level,) = where
    return pick(result, kind=kind, ARM=arm, level=level, variable="SEX" if level in ("F", "M") else "BASE", **keys)


def test_least_squares_as_r_has_it(least_squares: Result) -> None:
    for what, name, where, *numbers in printed("ancova"):
        if what == "difference":
            row = at_value(least_squares, "difference_at", "difference", name, [where] if where else [])
            found = [row[one] for one in ("estimate", "std_error", "df", "p_value")]
        elif what == "interaction":
            rows = least_squares.rows
            row = rows[rows["kind"].eq(what) & rows["variable"].eq(name) & rows["ARM"].isna()].iloc[0]
            found = [row[one] for one in ("statistic", "num_df", "df", "p_value")]
        else:
            continue
        assert found == pytest.approx([float(one) for one in numbers], rel=1e-9)


def test_values_are_percentiles_by_default(material: Inputs) -> None:
    rows = ancova_of(material, at={}).rows
    (expected,) = ([float(one) for one in rest[3:]] for rest in printed("ancova") if rest[0] == "percentiles")
    found = rows[rows["kind"].eq("difference_at") & rows["variable"].eq("BASE") & rows["ARM"].eq("Laser")]
    assert list(found.loc[~found["level"].isin(CURVE), "value"]) == pytest.approx(expected)
    curve = found.loc[found["level"].isin(CURVE), "value"]
    assert (len(curve), curve.min(), curve.max()) == (41, pytest.approx(expected[0]), pytest.approx(expected[-1]))


def test_kenward_roger_as_pbkrtest_has_it(mixed: Result) -> None:
    # lmer stops at an optimum a little beside ours: its numbers agree to 5 digits.
    for what, name, where, *numbers in printed("cs"):
        if what == "difference":
            visit, *value = where.split(";")
            row = at_value(mixed, "difference_at", "difference", name, value, AVISIT=visit)
            found = [row[one] for one in ("estimate", "std_error", "df", "p_value")]
        else:
            tests = mixed.rows[mixed.rows["kind"].eq("interaction") & mixed.rows["ARM"].isna()]
            row = tests[tests["AVISIT"].fillna("").eq(where)].iloc[0]
            found = [row[one] for one in ("statistic", "num_df", "df", "p_value")]
        assert found == pytest.approx([float(one) for one in numbers], rel=2e-5), (what, name, where)


def test_unstructured_covariance_as_gls_has_it(material: Inputs) -> None:
    result = mixed_of(material, covariates="BASE", modifiers="SEX", at={}, covariance="us", ddf="residual")
    for _, name, where, estimate, error, *_ in printed("us"):
        visit, *value = where.split(";")
        row = at_value(result, "difference_at", "difference", name, value, AVISIT=visit)
        assert (row["estimate"], row["std_error"]) == pytest.approx((float(estimate), float(error)), rel=2e-4, abs=1e-4)


def test_shares_as_r_has_them(shares: Result) -> None:
    # The covariance of glm is that of the last step before its coefficients.
    kinds = {"difference": "risk_difference", "ratio": "risk_ratio", "odds ratio": "odds_ratio"}
    for what, name, where, *numbers in printed("shares"):
        if what == "interaction":
            row = pick(shares, kind=what, variable=name)
            found = [row["statistic"], row["num_df"], row["p_value"]]
            assert found == pytest.approx([float(one) for one in numbers if one], rel=1e-7)
            continue
        whole = shares.rows[shares.rows["variable"].isna()] if not where else shares.rows
        own = Result(whole)
        row = at_value(own, f"{kinds[what]}_at", kinds[what], name, [where] if where else [])
        estimate, error = map(float, numbers)
        assert row["estimate"] == pytest.approx(estimate, rel=1e-8)
        center, low = (np.log if what != "difference" else float)(row["estimate"]), row["conf_low"]
        low = np.log(low) if what != "difference" else low
        assert (center - low) / 1.959963984540054 == pytest.approx(error, rel=1e-6)
        if what == "difference" and where:
            assert row["better"] == "higher"


def test_levels_of_a_saturated_model_are_fits_of_their_own(data: pd.DataFrame) -> None:
    """With the category alone the difference at a level is that of the means there, with the pooled variance."""
    week = data[data["AVISIT"] == "Week 12"]
    result = ancova_of(inputs_of(week), covariates=(), modifiers="SEX", at={})
    means, sizes = (week.groupby(["SEX", "TRT01P"])["CHG"].agg(one) for one in ("mean", "size"))
    pooled = float(((sizes - 1) * week.groupby(["SEX", "TRT01P"])["CHG"].var()).sum() / (sizes - 1).sum())
    for sex in ("F", "M"):
        row = pick(result, kind="difference_at", level=sex, ARM="Laser")
        assert row["estimate"] == pytest.approx(means[sex, "Laser"] - means[sex, "Sham"])
        assert row["std_error"] == pytest.approx(np.sqrt(pooled * (1 / sizes[sex, "Laser"] + 1 / sizes[sex, "Sham"])))
        assert row["n"] == sizes[sex, "Laser"] + sizes[sex, "Sham"]
    # The difference of all is their average, equally weighted.
    levels = [pick(result, kind="difference_at", level=sex, ARM="Laser")["estimate"] for sex in ("F", "M")]
    assert pick(result, kind="difference", ARM="Laser")["estimate"] == pytest.approx(np.mean(levels))


def test_observed_weights_average_over_the_levels_as_they_are(data: pd.DataFrame) -> None:
    week = data[data["AVISIT"] == "Week 12"]
    result = ancova_of(inputs_of(week), covariates=(), modifiers="SEX", at={}, weights="observed")
    shares = week["SEX"].value_counts(normalize=True)
    levels = {sex: pick(result, kind="difference_at", level=sex, ARM="Light")["estimate"] for sex in ("F", "M")}
    expected = sum(shares[sex] * one for sex, one in levels.items())
    assert pick(result, kind="difference", ARM="Light")["estimate"] == pytest.approx(expected)


def test_over_the_sample_a_mixed_model_averages_over_the_records_as_they_are(material: Inputs) -> None:
    whole = mixed_of(material, covariates="BASE", modifiers="SEX", at={}, weights="sample")
    apart = mixed_of(material, covariates="BASE", modifiers="SEX", at={})
    shares = material.records["SEX"].value_counts(normalize=True)
    for visit in VISITS[1:]:
        at = {"ARM": "Laser", "AVISIT": visit}
        levels = [pick(apart, kind="difference_at", level=sex, **at)["estimate"] * shares[sex] for sex in ("F", "M")]
        assert pick(whole, kind="difference", **at)["estimate"] == pytest.approx(sum(levels))


def test_the_difference_of_all_is_that_at_the_mean(material: Inputs, data: pd.DataFrame) -> None:
    mean = float(data.loc[data["AVISIT"] == "Week 12", "BASE"].mean())
    result = ancova_of(material, modifiers="BASE", at={"BASE": mean})
    at_mean, whole = (pick(result, kind=kind, ARM="Laser", **more) for kind, more in (
        ("difference_at", {"level": f"{mean:.12g}"}), ("difference", {})))  # fmt: skip
    assert list(at_mean[["estimate", "std_error"]]) == pytest.approx(list(whole[["estimate", "std_error"]]))


def numbers_at(result: Result, scale: float = 1.0) -> list[float]:
    """Give estimates and errors at the values, and the tests."""
    rows = result.rows
    own = rows[rows["kind"].isin([Kind.DIFFERENCE_AT, Kind.RISK_DIFFERENCE_AT]) & ~rows["level"].isin(CURVE)]
    tests = rows[rows["kind"].eq(Kind.INTERACTION) & rows["ARM"].isna()]
    found = own[["estimate", "std_error"]].to_numpy().ravel() * scale
    return [*found, *tests[["statistic", "p_value"]].to_numpy().ravel()]


@pytest.mark.parametrize("run", [ancova_of, mixed_of, shares_of])
def test_neither_unit_nor_centre_of_a_modifier_changes_anything(run: object, data: pd.DataFrame) -> None:
    asked = {"modifiers": ["AGE"], "visits": ["Week 8", "Week 12"], "covariates": "SEX"}
    if run is shares_of:
        asked = {"modifiers": ["AGE"], "adjusted": "SEX"}
    other = data.assign(AGE=12 * data["AGE"] - 5000)
    before, after = (run(inputs_of(own), at={}, **asked) for own in (data, other))  # type: ignore[operator]
    assert numbers_at(after) == pytest.approx(numbers_at(before), rel=1e-6)
    if run is mixed_of:  # so are the type III tests of arm and visit, which are at the mean
        tests = [one.rows.loc[one.rows["kind"] == "joint_test", "statistic"] for one in (before, after)]
        assert list(tests[1])[:2] == pytest.approx(list(tests[0])[:2], rel=1e-6)


@pytest.mark.parametrize("run", [ancova_of, mixed_of, shares_of])
def test_exchanged_arms_turn_the_sign(run: object, data: pd.DataFrame) -> None:
    two = data[data["TRT01P"] != "Light"]
    asked = {} if run is shares_of else {"visits": ["Week 8", "Week 12"]}
    there, back = (run(inputs_of(two, arms), **asked) for arms in (("Sham", "Laser"), ("Laser", "Sham")))  # type: ignore[operator]
    rows, turned = (
        one.rows[one.rows["kind"].isin([Kind.DIFFERENCE_AT, Kind.RISK_DIFFERENCE_AT])]["estimate"].to_numpy()
        for one in (there, back)
    )
    assert rows == pytest.approx(-turned, rel=1e-6, abs=1e-9)
    tests = [
        one.rows.loc[one.rows["kind"].eq("interaction") & one.rows["ARM"].isna(), "p_value"] for one in (there, back)
    ]
    assert list(tests[0]) == pytest.approx(list(tests[1]), rel=1e-6)


def test_differences_have_the_unit_of_the_outcome(least_squares: Result, data: pd.DataFrame) -> None:
    other = ancova_of(inputs_of(data.assign(CHG=10 * data["CHG"])))
    assert numbers_at(other, 0.1) == pytest.approx(numbers_at(least_squares))
    slope = pick(least_squares, kind="interaction", ARM="Laser", variable="BASE")
    ends = [pick(least_squares, kind="difference_at", ARM="Laser", level=level)["estimate"] for level in ("40", "70")]
    assert slope["estimate"] == pytest.approx((ends[1] - ends[0]) / 30)
    assert slope["unit"] == "mm per mm"


def test_everybody_is_counted_once(least_squares: Result, data: pd.DataFrame) -> None:
    rows = least_squares.rows[least_squares.rows["kind"] == "count"]
    sizes = data[data["AVISIT"] == "Week 12"]["TRT01P"].value_counts()
    for (_, arm), own in rows.groupby(["variable", "ARM"]):
        assert own["count"].sum() == sizes[arm]
        assert (own["total"] == sizes[arm]).all()
    assert {BELOW, ABOVE, *BINS} <= set(rows["level"])


def test_what_nobody_can_tell_is_absent_with_its_reason(data: pd.DataFrame) -> None:
    lacking = data[~(data["TRT01P"].eq("Light") & data["SEX"].eq("M"))]
    for result in (
        ancova_of(inputs_of(lacking)),
        mixed_of(inputs_of(lacking), modifiers="SEX", at={}, covariates="BASE"),
    ):
        own = result.rows[
            result.rows["variable"].eq("SEX") & result.rows["kind"].isin(["interaction", "difference_at"])
        ]
        assert own["reason"].str.contains("no record of Light with SEX M").all()
        assert own["estimate"].isna().all()
        assert result.rows.loc[result.rows["kind"] == "difference", "estimate"].notna().all()
    nobody = mixed_of(inputs_of(data[data["AVISIT"] != "Week 8"]), visits=VISITS[1:])
    there = nobody.rows[nobody.rows["AVISIT"].eq("Week 8").fillna(False)]
    assert set(there["kind"]) == {"lsmean", "difference", "interaction", "difference_at"}
    assert there["reason"].eq("no complete record at this visit").all()
    beyond = pick(ancova_of(inputs_of(data), at={"BASE": [200]}), kind="difference_at", level="200", ARM="Laser")
    assert "beyond the values of the subjects" in beyond["reason"]


def test_check_refuses_what_modifies_nothing(data: pd.DataFrame) -> None:
    analysis = Ancova(**options("ancova", modifiers="SEX"))
    with pytest.raises(SpecError, match="SEX is F in every record"):
        ancova.check(analysis, inputs_of(data[data["SEX"] == "F"]))
    for wrong, text in (
        ({"modifiers": "TRT01P"}, "the arm itself"),
        ({"modifiers": "SEX", "at": {"AGE": 40}}, "names AGE, which `modifiers` does not"),
        ({"modifiers": "AGE", "at": {"AGE": [40, 40]}}, "a value of AGE twice"),
    ):
        with pytest.raises(ValueError, match=text):
            Ancova(**options("ancova", **wrong))
    with pytest.raises(ValueError, match="goes with `baseline: covariate`"):
        Mmrm(**options("mmrm", baseline="constrained", modifiers="SEX"))
