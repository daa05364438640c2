"""Counts that are values of a findings dataset: against truths/02_counts by the options of the file, and by hand."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import stats

from tests.methods.build import FLAG, choose, make_inputs, pick
from trialstats.display.look import Look
from trialstats.errors import DataError
from trialstats.methods.counts.counts_table import tabulate
from trialstats.methods.counts.options import CountsTable, RatesFigure, RecordedCounts
from trialstats.methods.counts.recorded_counts import check, run
from trialstats.methods.draw import draw_figure
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

GIVEN = "truths/02_counts"
OPTIONS: dict[str, Any] = {"method": "recorded_counts", "dataset": "adsz", "population": FLAG}
Shared = Callable[[str], Path]


def counted(inputs: Inputs, **changes: Any) -> Result:
    analysis = RecordedCounts(**{**OPTIONS, **changes})
    check(analysis, inputs)
    return run(analysis, inputs)


def seizures(shared: Shared) -> Inputs:
    """Seizures in eight weeks, and a quarter of those of the eight weeks before as BASE."""
    frame = pd.read_csv(shared(f"{GIVEN}/epilepsy_totals.csv"))
    records = pd.DataFrame(
        {
            "USUBJID": frame["subject"].astype(str),
            "TRT01P": frame["trt"],
            "AVISIT": "Week 8",
            "AVAL": frame["y"].astype(float),
            "BASE": frame["base"] / 4,
            "AGE": frame["age"].astype(float),
        }
    )
    return make_inputs(records, arms=("placebo", "progabide"), visits=("Baseline", "Week 8"))


def truths(shared: Shared) -> dict[str, float]:
    found = json.loads(shared(f"{GIVEN}/truths.json").read_text("utf-8"))["truths"]
    return {truth["id"]: truth["value"] for truth in found}


ADJUSTED: dict[str, Any] = {
    "covariates": ["BASE", "AGE"],
    "log": "BASE",
    "time": {"value": 8, "unit": "week"},
    "weights": "observed",
}


@pytest.mark.parametrize(
    ("model", "std_error", "family", "error"),
    [
        ("negative binomial", "model", "negbin", "se"),
        ("negative binomial", "expected", "negbin", "se_expected"),
        ("negative binomial", "HC0", "negbin", "se_robust"),
        ("poisson", "model", "poisson", "se"),
        ("poisson", "HC0", "poisson", "se_robust"),
        ("poisson", "HC1", "poisson", "se_robust_hc1"),
        ("poisson", "pearson", "poisson", "se_pearson_scaled"),
        ("poisson", "deviance", "poisson", "se_deviance_scaled"),
    ],
)
def test_seizures_under_progabide(shared: Shared, model: str, std_error: str, family: str, error: str) -> None:
    truth = truths(shared)
    made = counted(seizures(shared), model=model, std_error=std_error, **ADJUSTED)
    of = f"epilepsy_adj.{family}"
    row = pick(made, kind="rate_ratio", ARM="progabide", REFERENCE="placebo")
    log_ratio, std = truth[f"{of}.trtprogabide.estimate"], truth[f"{of}.trtprogabide.{error}"]
    limits = [math.exp(log_ratio + sign * 1.959963984540054 * std) for sign in (-1, 1)]
    expected = [math.exp(log_ratio), std, 2 * stats.norm.sf(abs(log_ratio / std)), *limits]
    names = ["estimate", "std_error", "p_value", "conf_low", "conf_high"]
    assert row[names].tolist() == pytest.approx(expected, rel=2e-6)
    assert pick(made, variable="PEARSON")["estimate"] > 0
    if std_error == "model":
        for arm in ("placebo", "progabide"):
            rate = pick(made, kind="rate", variable="ADJUSTED", ARM=arm)
            of_arm = [truth[f"{of}.lsmean_om.{arm}.{name}"] for name in ("estimate", "lower", "upper")]
            assert rate[["estimate", "conf_low", "conf_high"]].tolist() == pytest.approx(np.exp(of_arm), rel=2e-6)
            assert rate["unit"] == "per week"
    if family == "negbin":
        dispersion = pick(made, variable="DISPERSION")
        ratio = truth["epilepsy_adj.lr_poisson_vs_negbin"]
        assert dispersion["estimate"] == pytest.approx(truth[f"{of}.k"], rel=2e-6)
        assert dispersion["statistic"] == pytest.approx(ratio, rel=2e-6)
        assert dispersion["p_value"] == pytest.approx(stats.chi2.sf(ratio, 1) / 2, rel=1e-3)


# -- small ones by hand


def small(**columns: Any) -> Inputs:
    """Sham: 6, 2, 4; Laser: 1, 3, 2."""
    records = pd.DataFrame(
        {
            "USUBJID": ["s1", "s2", "s3", "l1", "l2", "l3"],
            "TRT01P": ["Sham"] * 3 + ["Laser"] * 3,
            "AVISIT": "Week 12",
            "AVAL": [6.0, 2, 4, 1, 3, 2],
        }
    )
    return make_inputs(records.assign(**columns))


def test_poisson_in_closed_form() -> None:
    """Without covariates the rates are totals over time, and the variance of the log ratio 1 / total + 1 / total."""
    made = counted(
        small(WEEKS=[4.0, 2, 4, 2, 4, 4]), model="poisson", time={"variable": "WEEKS", "unit": "week"}, per=10
    )
    row = pick(made, kind="rate_ratio")
    error = math.sqrt(1 / 12 + 1 / 6)
    assert row[["estimate", "std_error"]].tolist() == pytest.approx([(6 / 10) / (12 / 10), error])
    crude, adjusted = (
        choose(made, {"kind": "rate"}).query(f"variable{test}").set_index("ARM")["estimate"]
        for test in (".isna()", " == 'ADJUSTED'")
    )
    assert dict(crude) == pytest.approx({"Sham": 12.0, "Laser": 6.0})
    assert dict(adjusted) == pytest.approx(dict(crude))
    assert pick(made, kind="rate", variable="ADJUSTED", ARM="Sham")["unit"] == "per 10 weeks"


def test_the_unit_of_time_scales_rates_and_no_ratio() -> None:
    days = pd.to_datetime("2024-01-01") + pd.to_timedelta([13, 20, 13, 27, 13, 13], unit="D")
    dates = small(RANDDT=pd.Timestamp("2024-01-01"), ADT=days)
    made = {
        unit: counted(dates, time={"start": "RANDDT", "end": "ADT", "unit": unit}) for unit in ("day", "week", "year")
    }
    ratios = [pick(result, kind="rate_ratio")["estimate"] for result in made.values()]
    assert ratios == pytest.approx([ratios[0]] * 3, rel=1e-9)
    rates = {
        unit: pick(result, kind="rate", variable="ADJUSTED", ARM="Sham")["estimate"] for unit, result in made.items()
    }
    assert rates["week"] == pytest.approx(7 * rates["day"], rel=1e-9)
    assert rates["year"] == pytest.approx(365.25 * rates["day"], rel=1e-9)
    crude = choose(made["day"], {"kind": "rate", "ARM": "Sham"}).query("variable.isna()").iloc[0]
    assert crude["value"] == 14 + 21 + 14


def test_swapping_the_arms_inverts_the_ratio_and_rows_have_no_order() -> None:
    one = small()
    swapped = replace(one, arms=("Laser", "Sham"))
    codes = pd.CategoricalDtype(["Laser", "Sham"], ordered=True)
    swapped = replace(swapped, records=one.records.assign(TRT01P=one.records["TRT01P"].astype(str).astype(codes)))
    ratio, other = (pick(counted(inputs), kind="rate_ratio") for inputs in (one, swapped))
    assert other["estimate"] == pytest.approx(1 / ratio["estimate"])
    assert other["conf_low"] == pytest.approx(1 / ratio["conf_high"])
    mixed = replace(one, records=one.records.sample(frac=1, random_state=1))
    assert pick(counted(mixed), kind="rate_ratio")["estimate"] == pytest.approx(ratio["estimate"], rel=1e-12)


def test_an_arm_without_an_event_has_a_reason() -> None:
    made = counted(small(AVAL=[6.0, 2, 4, 0, 0, 0]))
    row = pick(made, kind="rate_ratio")
    assert pd.isna(row["estimate"])
    assert row["reason"] == "the arm has no event: the model has no estimate of its rate"
    assert choose(made, {"kind": "rate", "ARM": "Laser"}).query("variable.isna()").iloc[0]["conf_high"] > 0


def test_nobody_with_time_has_a_reason() -> None:
    made = counted(small(WEEKS=[np.nan] * 6), time={"variable": "WEEKS", "unit": "week"})
    assert made.rows["estimate"].isna().all()
    assert made.rows.loc[made.rows["kind"] != "value", "reason"].notna().all()
    why = "no count is left to analyse: time in which it was counted not known (6)"
    assert set(made.rows["reason"].dropna()) >= {why}
    (account,) = made.notes["excluded"]
    assert account["left_out"] == {"time in which it was counted not known": 6}


def test_who_is_left_out_is_named_and_counts_add_up() -> None:
    inputs = small(WEEKS=[4.0, 0, 4, 2, 4, 4], BASE=[1.0, 2, 0, 3, np.nan, 1])
    made = counted(inputs, time={"variable": "WEEKS", "unit": "week"}, covariates="BASE", log="BASE")
    (account,) = made.notes["excluded"]
    assert account["left_out"] == {
        "time in which it was counted not above 0": 1,
        "BASE not above 0, which has no logarithm": 1,
        "BASE missing": 1,
    }
    assert (account["in"], account["used"]) == (6, 3)


@pytest.mark.parametrize("value", [2.5, -1.0])
def test_what_is_no_count_is_refused(value: float) -> None:
    with pytest.raises(DataError, match=f"PAIN is counted, and AVAL has {value:g} of s2"):
        counted(small(AVAL=[6, value, 4, 1, 3, 2]))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"value": "CHG"}, "no count"),
        ({"log": "BASE"}, "`log` names BASE"),
        ({"by_arm": "BASE"}, "`by_arm` names BASE"),
        ({"std_error": "pearson"}, "goes with `model: poisson`"),
        ({"model": "poisson", "std_error": "expected"}, "goes with `model: negative binomial`"),
        ({"time": {"unit": "week"}}, "give one of"),
        ({"time": {"unit": "week", "start": "RANDDT"}}, "go together"),
    ],
)
def test_options_that_do_not_go_together(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RecordedCounts(**{**OPTIONS, **said})


def test_the_table_says_which_way_is_good() -> None:
    made = counted(small(), time={"value": 12, "unit": "week"})
    rows = made.rows.assign(better=made.rows["better"].mask(made.rows["kind"] == "rate_ratio", "lower"))
    table = tabulate(
        CountsTable.model_validate({"kind": "counts", "title": "T", "analysis": "test"}),
        rows,
        Look("T", ("Sham", "Laser"), "Sham", ("Week 12",)),
    )
    assert any("fewer with the arm than with Sham, which is better" in note for note in table.footnotes)
    assert [column.name for column in table.columns][3:5] == ["Weeks", "Rate per week (95% CI)"]
    brief = "Model: negative binomial regression (NB2) on the arm, log time as offset; standard errors"
    assert made.notes["brief"].startswith(brief)
    assert made.notes["brief"].endswith("12 weeks for every subject.")


def test_the_figure_draws_every_rate_and_ratio() -> None:
    made = counted(small(), time={"value": 12, "unit": "week"})
    rows = made.rows.assign(label="Attacks")
    figure = RatesFigure.model_validate({"kind": "rates", "title": "T", "analysis": "test"})
    drawing = draw_figure(figure, rows, Look("T", ("Sham", "Laser"), "Sham", ("Week 12",)))
    assert sorted(drawing.data["kind"]) == ["rate", "rate", "rate_ratio"]


def test_what_groups_share_stands_once_above_them() -> None:
    rows = pd.concat(
        counted(small(), time={"value": 12, "unit": "week"}).rows.assign(
            analysis=name, label=name.upper(), PARAM="Falls"
        )
        for name in ("one", "two")
    )
    table = CountsTable.model_validate({"kind": "counts", "title": "T", "analysis": ["one", "two"]})
    made = tabulate(table, rows, Look("T", ("Sham", "Laser"), "Sham", ("Week 12",)))
    assert [group.label for group in made.groups] == ["ONE", "TWO"]
    assert (made.subtitle or "").endswith("Falls, Week 12")
    alone = tabulate(table.model_copy(update={"analyses": ("one",)}), rows[rows["analysis"] == "one"],
                     Look("T", ("Sham", "Laser"), "Sham", ("Week 12",)))  # fmt: skip
    assert [group.label for group in alone.groups] == ["Falls, Week 12"]
