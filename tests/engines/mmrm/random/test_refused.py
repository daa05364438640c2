"""What the records cannot tell is refused by name; words that do not go together are refused before anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.engines.mmrm.random.trial import trial
from trialstats.engines.mmrm import MMRMResult, fit_mmrm
from trialstats.errors import ArgumentError, FitError


def fit(data: pd.DataFrame, **others: object) -> MMRMResult:
    return fit_mmrm("Y ~ ARM*DAY", data, **{"subject": "ID", "covariance": "random_slope", "time": "DAY", **others})


def records(n: int, *, own_days: bool = False) -> pd.DataFrame:
    data = trial(3, 24, 5, own_days=own_days, missing=0.0)
    data = data[data.groupby("ID").cumcount() < n]
    return data.assign(VISIT=data["VISIT"].cat.remove_unused_categories())


def exact() -> pd.DataFrame:
    data = records(5)
    own = data["ID"].str[1:].astype(int)
    return data.assign(Y=own * 1.5 + (0.25 + 0.5 * (own % 7)) * data["DAY"])


@pytest.mark.parametrize(
    ("data", "others", "said"),
    [
        (
            records(1, own_days=True),
            {"covariance": "random_intercept", "time": None},
            "no subject has more than one record",
        ),
        (records(2), {}, "no subject has records at more than 2 times, through which a line of its own goes exactly"),
        (trial(3, 24, 2, missing=0.0), {}, "no subject has records at more than 2 times"),
        (
            records(2),
            {"covariance": "random_intercept", "time": None, "residual": "ar1", "visit": "VISIT"},
            "cannot tell the variances of a random intercept from that of the error",
        ),
        (exact(), {}, "the model fits every subject's records exactly"),
    ],
)
def test_what_cannot_be_told(data: pd.DataFrame, others: dict[str, object], said: str) -> None:
    with pytest.raises(FitError, match=said):
        fit(data, **others)


def test_an_arm_whose_records_are_exact_is_named() -> None:
    data = exact()
    noise = np.random.default_rng(1).normal(0, 3, len(data)) * (data["ARM"] == "Sham")
    with pytest.raises(FitError, match=r"exactly \(ARM Laser\)"):
        fit(data.assign(Y=data["Y"] + noise), residual="by_group", group="ARM")


def test_several_records_at_two_times_do_tell() -> None:
    """Two times alone, but each seen three times: the error is known from the records at one time."""
    data = records(2)
    rng = np.random.default_rng(4)
    data = pd.concat([data.assign(Y=data["Y"] + rng.normal(0, 3, len(data))) for _ in range(3)], ignore_index=True)
    assert fit(data).converged


def test_a_time_that_is_the_same_everywhere() -> None:
    data = records(5)
    with pytest.raises(FitError, match="DAY2 is 3 in every row: there is no slope over it"):
        fit_mmrm("Y ~ ARM", data.assign(DAY2=3.0), subject="ID", covariance="random_slope", time="DAY2")


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ({"covariance": "random_slop"}, r"did you mean random_slope"),
        ({"time": None}, r"covariance 'random_slope' needs time="),
        ({"covariance": "random_intercept"}, r"time='DAY' has no use in random_intercept"),
        ({"residual": "ar"}, r"residual 'ar' is not available \(did you mean ar1\?\)"),
        ({"residual": "by_group"}, "residual='by_group' needs group="),
        ({"group": "ARM"}, "group='ARM' has no use in random_slope but with residual='by_group'"),
        ({"residual": "ar1"}, "visit= must name a column"),
        ({"covariance": "us", "time": None}, "visit= must name a column"),
        ({"covariance": "us", "time": None, "visit": "VISIT", "residual": "ar1"}, "belongs to random coefficients"),
    ],
)
def test_words_that_do_not_go_together(others: dict[str, object], said: str) -> None:
    with pytest.raises(ArgumentError, match=said):
        fit(records(4), **others)


def test_an_arm_that_changes_within_a_subject() -> None:
    data = records(4)
    data["ARM"] = np.where(np.arange(len(data)) % 3 == 0, "Sham", "Laser")
    with pytest.raises(FitError, match="group ARM: it changes within"):
        fit(data, residual="by_group", group="ARM")


def test_a_subject_that_was_not_in_the_fit() -> None:
    data = records(5)
    result = fit(data)
    with pytest.raises(FitError, match="has not seen nobody"):
        result.predict_subjects(data.head(2).assign(ID="nobody"))
    with pytest.raises(ArgumentError, match="ID is not a column of the new data"):
        result.predict_subjects(data.drop(columns="ID"))
    assert len(result.predict_subjects(data.head(3).assign(DAY=[1.0, 2.0, 300.0]))) == 3


def test_other_structures_have_no_random_coefficients() -> None:
    result = fit_mmrm("Y ~ ARM*VISIT", records(3), subject="ID", visit="VISIT")
    for ask in (lambda: result.random_covariance, lambda: result.residual_variances, result.random_effects):
        with pytest.raises(ArgumentError, match="structure us has no random coefficients"):
            ask()
    with pytest.raises(ArgumentError, match="are not over visits: random_covariance"):
        _ = fit(records(5)).covariance


def test_a_ladder_may_end_in_random_coefficients() -> None:
    # Too few subjects for us: the next is tried, and both are told.
    data = trial(5, 6, 5, missing=0.0, level=12.0)
    result = fit_mmrm("Y ~ ARM*VISIT", data, subject="ID", visit="VISIT", covariance=["us", "random_intercept"])
    assert [attempt.covariance for attempt in result.attempts] == ["us", "random_intercept"]
    assert result.structure == "random_intercept"
