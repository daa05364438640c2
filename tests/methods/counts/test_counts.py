"""Counts of recurrent events in a tiny trial, counted by hand, and in a middling one against an own likelihood."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy import optimize, stats

from tests.methods.build import choose, pick
from tests.methods.events import EVENTS, FOLLOW_UP, events, material, on
from tests.tiny import Tiny
from trialstats.display.look import Look
from trialstats.engines import negative_binomial
from trialstats.engines.negative_binomial import POISSON_LIMIT
from trialstats.methods.counts.counts import check, run
from trialstats.methods.counts.counts_table import tabulate
from trialstats.methods.counts.options import Counts, CountsTable
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

YEAR = 365.25
OPTIONS: dict[str, Any] = {"method": "counts", "dataset": "adae", "population": "SAFFL", "follow_up": FOLLOW_UP}
NUMBERS = ["n", "estimate", "std_error", "statistic", "p_value", "conf_low", "conf_high"]


def counts(inputs: Inputs, **changes: Any) -> Result:
    return run(Counts(**{**OPTIONS, **changes}), inputs)


def with_sex(inputs: Inputs, **unknown: None) -> Inputs:
    sexes = {subject: "FM"[k % 2] for k, subject in enumerate(inputs.adsl["USUBJID"])} | unknown
    return replace(inputs, adsl=inputs.adsl.assign(SEX=inputs.adsl["USUBJID"].map(sexes).astype("category")))


# -- counted by hand


@pytest.fixture(scope="module")
def made() -> Result:
    """Sham: 3, 1, 0 and 0 events in 84, 41, 84 and 84 days; Laser: 1, 2 and 0 in 84, 84 and 56, and l4 not followed."""
    return counts(material())


def test_events_and_time_of_each_arm(made: Result) -> None:
    for arm, n, subjects, number, days in (("Sham", 4, 2, 4, 293), ("Laser", 3, 2, 3, 224)):
        row = pick(made, kind="rate", variable="EVENTS", ARM=arm)
        assert tuple(row[["n", "count", "events"]]) == (n, subjects, number)
        assert row["value"] == pytest.approx(days / YEAR)
        assert row["estimate"] == pytest.approx(100 * number * YEAR / days)
        assert row["unit"] == "per 100 person-years"


def test_the_ratio_at_the_poisson_limit() -> None:
    """One event or none a subject: the model is Poisson's, whose ratio and variance have a closed form."""
    once = [(subject, "Skin", "rash", "MILD", "N", "N", 9) for subject in ("s1", "s2", "s3", "l1")]
    made = counts(material(adae=events(once)))
    ratio, error = (1 / 224) / (3 / 293), math.sqrt(1 / 1 + 1 / 3)
    z = math.log(ratio) / error
    limits = [ratio * math.exp(sign * 1.959963984540054 * error) for sign in (-1, 1)]
    row = pick(made, kind="rate_ratio", ARM="Laser", REFERENCE="Sham")
    assert row[NUMBERS].tolist() == pytest.approx([7, ratio, error, z, 2 * stats.norm.sf(abs(z)), *limits])
    dispersion = pick(made, kind="variance", variable="DISPERSION", ARM="All")
    assert (dispersion["estimate"], dispersion["reason"]) == (0, POISSON_LIMIT)
    assert pd.isna(dispersion["std_error"])


def test_what_is_left_out_is_named(made: Result) -> None:
    subjects, occurred = made.notes["excluded"]
    assert subjects == {"dataset": "adsl", "in": 8, "left_out": {"follow-up of the subject not known": 1}, "used": 7}
    left_out = {"subject not in SAFFL": 1, "began before the follow-up": 1, "began after the follow-up": 2}
    assert occurred == {"dataset": "adae", "in": len(EVENTS), "left_out": left_out, "used": 7}
    assert made.notes["undated_events"] == 1
    assert made.notes["failed"] == []


def test_records_choose_events() -> None:
    made = counts(material(), records=[{"column": "AETERM", "in": "headache"}])
    assert [pick(made, kind="rate", variable="EVENTS", ARM=arm)["events"] for arm in ("Sham", "Laser")] == [2, 0]
    assert made.notes["excluded"][1]["left_out"]["AETERM is not headache"] == 6


def test_of_a_date_known_in_part_the_days_that_it_can_be_decide() -> None:
    """The follow-up is from 2024-01-10 on: 2023-12 lies before it, 2024-01 may lie in it."""
    unknown = [("s1", "Skin", "rash", "MILD", "N", "N", None)] * 2
    frame = events(unknown).assign(ASTDTK=["2023-12", "2024-01"])
    made = counts(material(adae=frame))
    assert pick(made, kind="rate", variable="EVENTS", ARM="Sham")["events"] == 1
    assert made.notes["excluded"][1]["left_out"]["began before the follow-up"] == 1


def test_who_lacks_a_covariate_is_left_out_with_its_events() -> None:
    made = counts(with_sex(material(), s1=None), covariates="SEX")
    subjects, occurred = made.notes["excluded"]
    assert subjects["left_out"] == {"follow-up of the subject not known": 1, "SEX missing": 1}
    assert occurred["left_out"]["a covariate of the subject missing"] == 3
    assert (subjects["used"], occurred["used"]) == (6, 4)
    assert pick(made, kind="rate", variable="EVENTS", ARM="Sham")["n"] == 3


# -- what cannot be estimated


def test_an_arm_without_an_event() -> None:
    sham = events([row for row in EVENTS if row[0][0] == "s"])
    laser = events([row for row in EVENTS if row[0][0] == "l"])
    for given, reason in ((sham, "the arm has no event"), (laser, "the reference has no event")):
        made = counts(material(adae=given))
        ratio = pick(made, kind="rate_ratio")
        assert pd.isna(ratio["estimate"])
        assert ratio["reason"].startswith(reason)
        assert made.notes["failed"] == []
        assert pick(made, kind="variance", variable="DISPERSION")["n"] == (4 if given is sham else 3)


def test_nobody_with_an_event() -> None:
    made = counts(material(adae=events([])))
    for row in (pick(made, kind="rate_ratio"), pick(made, kind="variance", variable="DISPERSION")):
        assert (pd.isna(row["estimate"]), row["reason"]) == (True, "no arm has an event")
    assert [pick(made, kind="rate", variable="EVENTS", ARM=arm)["estimate"] for arm in ("Sham", "Laser")] == [0, 0]


def test_no_convergence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(negative_binomial, "STEPS", 0)
    made = counts(material())
    for row in (pick(made, kind="rate_ratio"), pick(made, kind="variance", variable="DISPERSION")):
        assert (pd.isna(row["estimate"]), row["reason"]) == (True, "the negative binomial model did not converge")
    assert [failed["reason"] for failed in made.notes["failed"]] == ["the negative binomial model did not converge"]
    assert pick(made, kind="rate", variable="EVENTS", ARM="Sham")["events"] == 4


# -- a middling trial of three arms


ARMS = ("Sham", "Laser", "Twice", "Never")


def middling(order: int = 0) -> Inputs:
    """Forty subjects followed for 84 days or fewer, and ten in an arm in which nothing happens."""
    random = np.random.default_rng(7)
    arms = [*np.repeat(ARMS[:3], [14, 13, 13]), *["Never"] * 10]
    people = pd.DataFrame({"USUBJID": [f"p{k:02d}" for k in range(50)], "TRT01P": arms, "SAFFL": "Y", "RANDDT": on(1)})
    ends = np.where(random.random(50) < 0.3, random.integers(20, 80, 50), 84)
    people["EOSDT"] = [on(int(day)) for day in ends]
    people["SEX"] = pd.Categorical(random.choice(["F", "M"], 50))
    numbers = random.negative_binomial(1, 1 / (1 + np.where(people["TRT01P"] == "Sham", 4, 2)))
    numbers[people["TRT01P"] == "Never"] = 0
    rows = [(subject, on(2)) for subject, n in zip(people["USUBJID"], numbers, strict=True) for _ in range(n)]
    frame = pd.DataFrame(rows, columns=["USUBJID", "ASTDT"])
    if order:
        people, frame = people.sample(frac=1, random_state=order), frame.sample(frac=1, random_state=order)
    people["TRT01P"] = pd.Categorical(people["TRT01P"], ARMS, ordered=True)
    return replace(material(adae=frame), adsl=people, arms=ARMS)


def test_an_arm_without_an_event_changes_nothing_of_the_others() -> None:
    """Its rate at almost 0, the likelihood of all four arms has its maximum where that of the three has it."""
    inputs = middling()
    made = counts(inputs)
    people, number = inputs.adsl, inputs.datasets["adae"]["USUBJID"].value_counts()
    y = people["USUBJID"].map(number).fillna(0).to_numpy(dtype=float)
    years = ((people["EOSDT"] - people["RANDDT"]).dt.days + 1).to_numpy(dtype=float) / YEAR
    matrix = np.column_stack([people["TRT01P"] == arm for arm in ARMS]).astype(float)

    def negative(parameters: np.ndarray) -> float:
        mean, a = years * np.exp(matrix @ [*parameters[:3], -30.0]), math.exp(parameters[3])
        return -float(stats.nbinom.logpmf(y, 1 / a, 1 / (1 + a * mean)).sum())

    found = optimize.minimize(
        negative,
        np.array([2.0, 2, 2, 0]),
        method="Nelder-Mead",
        options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 20_000, "maxfev": 20_000},
    )
    assert found.success
    ratio = pick(made, kind="rate_ratio", ARM="Laser")["estimate"]
    assert ratio == pytest.approx(math.exp(found.x[1] - found.x[0]), rel=1e-5)
    assert pick(made, kind="variance", variable="DISPERSION")["estimate"] == pytest.approx(
        math.exp(found.x[3]), rel=1e-5
    )
    assert pick(made, kind="rate_ratio", ARM="Never")["reason"].startswith("the arm has no event")


def test_the_order_of_rows_does_not_matter() -> None:
    one, other = (counts(middling(order), covariates="SEX").rows.set_index("id")[NUMBERS] for order in (0, 1))
    pd.testing.assert_frame_equal(one, other, rtol=1e-12)


def test_p_values_can_be_left_out() -> None:
    row = pick(counts(middling(), p_values=False), kind="rate_ratio", ARM="Laser")
    assert row[["statistic", "p_value"]].isna().all()
    assert row["conf_low"] < row["estimate"] < row["conf_high"]


def test_the_level_of_the_intervals() -> None:
    row = pick(counts(middling(), alpha=0.1), kind="rate_ratio", ARM="Laser")
    assert row["conf_level"] == 0.9
    half = math.log(row["conf_high"] / row["conf_low"]) / 2
    assert half == pytest.approx(1.6448536269514722 * row["std_error"])


# -- in the trial file, and in a table


FLARES = (
    "  flares: {method: counts, dataset: adae, population: ITTFL, records: [{column: AETERM, in: headache}], "
    "follow_up: {start: RANDDT, last_record: [adpain, adae]}, covariates: [SEX]}\n\ntables:\n"
    "  flares: {kind: counts, title: Headaches, analysis: flares}\n"
)


def test_a_trial_file_may_ask_for_it(tiny: Tiny) -> None:
    tiny.spec("\ntables:\n", FLARES)
    assert tiny.spec_problems() == []
    tiny.spec("covariates: [SEX]}", "covariates: [BASE]}")
    (problem,) = tiny.spec_problems()
    assert problem.endswith("BASE is the value of a parameter at baseline, and events have none")


def test_there_is_no_rate_without_time() -> None:
    with pytest.raises(ValidationError, match="needs `follow_up`"):
        Counts(**{**OPTIONS, "follow_up": None})


def test_what_cannot_be_counted_is_refused_beforehand() -> None:
    check(Counts(**OPTIONS), material())
    with pytest.raises(Exception, match="no variable SEX"):
        check(Counts(**OPTIONS, covariates="SEX"), material())


def test_the_table() -> None:
    look = Look("T", ARMS, "Sham", ())
    made = counts(middling())
    flares = CountsTable.model_validate({"kind": "counts", "title": "Flares", "analysis": "safety"})
    table = tabulate(flares, made.rows, look)
    (group,) = table.groups
    assert [row.label for row in group.rows] == [*ARMS, "All"]
    cells = {row.label: dict(zip((c.name for c in table.columns), row.cells, strict=True)) for row in group.rows}
    laser, estimate = cells["Laser"], pick(made, kind="rate_ratio", ARM="Laser")
    assert laser["Rate ratio (95% CI)"].text == (
        f"{estimate['estimate']:.2f} ({estimate['conf_low']:.2f} to {estimate['conf_high']:.2f})"
    )
    assert (laser["n"].text, cells["Sham"]["z"].text) == ("13", "")
    assert cells["Never"]["p"].reason is not None
    assert (
        choose(made, {"kind": "variance", "variable": "DISPERSION"})["id"].item()
        == cells["All"]["Dispersion (95% CI)"].id
    )
