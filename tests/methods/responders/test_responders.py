"""Responders: everybody counted once, comparisons that turn with the arms, and what R finds in the raw files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tests.methods.responders.trial import ARMS, PAIN, curve, events, make, responders, run, spread
from trialstats.errors import DataError, SpecError
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.results.shape import Result

HALF = {"criteria": [{"percent": 50}]}
WEEK = {"visits": "Week 12"}
LESS, ZERO = "Improved less, unchanged or worse", "Baseline of zero"
NO_BASE, NO_VALUE = "No value at baseline", "No value at the visit"


def subject(base: float | None, last: float | None, arm: str = "Laser", **more: Any) -> dict[str, Any]:
    return {"ARM": arm, "Baseline": base, "Week 6": None, "Week 12": last, **more}


def statuses(result: Result, arm: str = "Laser", variable: str = "STATUS") -> dict[str, int]:
    """Give the counts of an arm that are not zero."""
    rows = result.rows
    own = rows[(rows["kind"] == "count") & (rows["ARM"] == arm) & (rows["variable"] == variable)]
    assert len(set(own["AVISIT"])) <= 1
    return {level: int(count) for level, count in zip(own["level"], own["count"], strict=True) if count}


def one(result: Result, kind: str, **keys: str | None) -> pd.Series:
    rows = result.rows[(result.rows["kind"] == kind) & (result.rows["AVISIT"] == "Week 12")]
    for key, value in keys.items():
        rows = rows[rows[key].isna() if value is None else rows[key].eq(value).fillna(False)]
    assert len(rows) == 1
    return rows.iloc[0]


SEEN = [
    subject(60, 30),
    subject(60, 31),
    subject(60, 60),
    subject(60, 10),
    subject(40, 40, "Sham"),
    subject(40, 20, "Sham"),
]


class TestPartition:
    def test_ties_count_and_everybody_is_counted_once(self) -> None:
        people = [*SEEN, subject(50, None), subject(0, 0), subject(None, 10)]
        result = run(responders(**HALF, **WEEK), make(people))
        assert statuses(result) == {"Responder": 2, LESS: 2, NO_VALUE: 1, ZERO: 1, NO_BASE: 1}
        assert statuses(result, "Sham") == {"Responder": 1, LESS: 1}
        share = one(result, "proportion", ARM="Laser")
        assert (share["count"], share["total"]) == (2, 7)
        assert share["estimate"] == pytest.approx(2 / 7)

    @pytest.mark.parametrize("zero", ["exclude", "non-responder"])
    @pytest.mark.parametrize("missing", ["exclude", "non-responder"])
    @pytest.mark.parametrize("unless", [[], [{"discontinued": True}]])
    def test_counts_add_up(self, zero: str, missing: str, unless: list[Any]) -> None:
        people = [*spread(), subject(0, 0), subject(0, None, "Sham"), subject(None, 10), subject(None, None)]
        people[3] |= {"EOSSTT": "DISCONTINUED", "EOSDT": pd.Timestamp("2024-02-01")}
        result = run(responders(zero_baseline=zero, missing=missing, unless=unless), make(people))
        counts = result.rows[result.rows["kind"] == "count"]
        for (_, _, arm), own in counts.groupby(["group", "AVISIT", "ARM"], observed=True):
            inside, outside = (own[own["variable"] == name] for name in ("STATUS", "EXCLUDED"))
            assert inside["count"].sum() == inside["total"].iloc[0]
            assert inside["count"].sum() + outside["count"].sum() == sum(p["ARM"] == arm for p in people)
        for entry in result.notes["excluded"]:
            if "kind" not in entry:
                assert entry["in"] == entry["used"] + sum(entry["left_out"].values()) == len(people)

    def test_a_baseline_of_zero_is_counted_whether_or_not_there_is_a_value(self) -> None:
        people = [*SEEN, subject(0, None), subject(0, 5), subject(0, 0, "Sham")]
        for zero in ("exclude", "non-responder"):
            result = run(responders(**HALF, **WEEK, zero_baseline=zero), make(people))
            noted = {entry["ARM"]: entry["baseline_of_zero"] for entry in result.notes["zero_baselines"]}
            assert noted == {"Laser": 2, "Sham": 1}
            where = "EXCLUDED" if zero == "exclude" else "STATUS"
            assert statuses(result, variable=where)[ZERO] == 2
            assert one(result, "proportion", ARM="Laser")["total"] == (4 if zero == "exclude" else 6)
            assert np.isfinite(result.rows["estimate"].dropna()).all()

    def test_points_can_be_gained_whatever_the_baseline(self) -> None:
        rise = Outcome("Function", "points", "higher", 20.0)
        result = run(responders(criteria=[{"points": "mcid"}], **WEEK), make([*SEEN, subject(0, 20)], outcome=rise))
        assert statuses(result) == {"Responder": 1, LESS: 4}

    def test_observed_cases_leave_out_who_was_not_seen(self) -> None:
        result = run(responders(**HALF, **WEEK, missing="exclude"), make([*SEEN, subject(50, None)]))
        assert statuses(result) == {"Responder": 2, LESS: 2}
        assert statuses(result, variable="EXCLUDED") == {NO_VALUE: 1}


class TestEvents:
    def people(self) -> Inputs:
        """Five who halved their pain; the fourth left before week 12 and the fifth after it, with a value."""
        stopped = {"EOSSTT": "DISCONTINUED"}
        return make(
            [
                *(subject(60, 20) for _ in range(3)),
                subject(60, 20, **stopped, EOSDT=pd.Timestamp("2024-03-25")),
                subject(60, 20, **stopped, EOSDT=pd.Timestamp("2024-03-26")),
                subject(60, None, **stopped, EOSDT=pd.Timestamp("2024-04-01")),
                subject(60, None, **stopped, EOSDT=pd.Timestamp("2024-04-02")),
                subject(60, None, **stopped),
                *SEEN[-2:],
            ]
        )

    def test_discontinuation_by_the_visit(self) -> None:
        """Day 85 is 25 March; who was not seen had until day 92, 1 April; without a date, no value says it."""
        result = run(responders(**HALF, **WEEK, unless=[{"discontinued": True}]), self.people())
        assert statuses(result) == {"Responder": 4, "Discontinued": 3, NO_VALUE: 1}

    def test_discontinuation_at_any_time(self) -> None:
        result = run(responders(**HALF, **WEEK, unless=[{"discontinued": True, "when": "ever"}]), self.people())
        assert statuses(result) == {"Responder": 3, "Discontinued": 5}

    @pytest.mark.parametrize(
        ("options", "responding"),
        [
            ({}, [0, 6]),  # all but a start after the visit, and who has none
            ({"days": 7}, [0, 1, 3, 6]),
            ({"days": 7, "duration": "CMDUR"}, [0, 3, 6]),
            ({"days": 7, "end": "AENDT"}, [0, 6]),
            ({"when": "ever"}, [6]),
            ({"records": [{"column": "CMTRT", "in": ["ibuprofen"]}]}, [0, 4, 6]),
            ({"records": [{"column": "CMTRT", "not_in": ["ibuprofen"]}]}, [0, 1, 2, 3, 5, 6]),
        ],
    )
    def test_rescue(self, options: dict[str, Any], responding: list[int]) -> None:
        """Week 12 is on 25 March: courses from the day after, 20 days before (13 days), 7 days before, on 1 February
        (no last day), on the day itself (another drug), and on an unknown day."""
        rows = [
            {"USUBJID": "000", "CMTRT": "ibuprofen", "ASTDT": "2024-03-26", "CMDUR": 1.0, "AENDT": "2024-03-26"},
            {"USUBJID": "001", "CMTRT": "ibuprofen", "ASTDT": "2024-03-06", "CMDUR": 13.0, "AENDT": "2024-03-18"},
            {"USUBJID": "002", "CMTRT": "ibuprofen", "ASTDT": "2024-03-18", "CMDUR": 1.0, "AENDT": "2024-03-18"},
            {"USUBJID": "003", "CMTRT": "ibuprofen", "ASTDT": "2024-02-01", "CMDUR": None, "AENDT": None},
            {"USUBJID": "004", "CMTRT": "tramadol", "ASTDT": "2024-03-25", "CMDUR": 1.0, "AENDT": "2024-03-25"},
            {"USUBJID": "005", "CMTRT": "ibuprofen", "ASTDT": None, "CMDUR": 1.0, "AENDT": None},
        ]
        inputs = events(make([*(subject(60, 20) for _ in range(7)), *SEEN[-2:]]), "adcm", rows)
        for number in range(7):
            own = inputs.adsl["USUBJID"].isin([f"{number:03d}", "007", "008"])
            alone = replace(inputs, adsl=inputs.adsl[own])
            result = run(responders(**HALF, **WEEK, unless=[{"occurrence": "adcm", **options}]), alone)
            expected = "Responder" if number in responding else "Record in adcm"
            assert statuses(result) == {expected: 1}, number

    @pytest.mark.parametrize(
        ("end", "responding"),
        [(None, 0), ("2024-01", 1), ("2024-02", 1), ("2024-03", 0), ("2024", 0), ("2023", 1), ("unknown", 0)],
    )
    def test_a_last_day_known_in_part_decides_where_it_can(self, end: str | None, responding: int) -> None:
        """Week 12 is on 25 March, and 7 days before it 18 March: what ended in February was over by then."""
        rows = [{"USUBJID": "000", "ASTDT": "2024-01-10", "AENDT": None, "AENDTK": end}]
        inputs = events(make([subject(60, 20), *SEEN[-2:]]), "adcm", rows)
        inputs = replace(inputs, adsl=inputs.adsl[inputs.adsl["USUBJID"].isin(["000", "001", "002"])])
        rule = {"occurrence": "adcm", "days": 7, "end": "AENDT"}
        result = run(responders(**HALF, **WEEK, unless=[rule]), inputs)
        assert statuses(result) == {"Responder" if responding else "Record in adcm": 1}

    def test_a_first_day_known_in_part_decides_where_it_can(self) -> None:
        """Rescue that began in April came after week 12, on 25 March; that of March may have been before it."""
        for start, expected in (("2024-04", "Responder"), ("2024-03", "Record in adcm")):
            rows = [{"USUBJID": "000", "ASTDT": None, "ASTDTK": start}]
            inputs = events(make([subject(60, 20), *SEEN[-2:]]), "adcm", rows)
            result = run(responders(**HALF, **WEEK, unless=[{"occurrence": "adcm"}]), inputs)
            assert statuses(result) == {expected: 1}

    @pytest.mark.parametrize(
        ("options", "said"),
        [({"end": "AENDT"}, "AENDT before ASTDT: 000 2024-03-08"), ({"duration": "CMDUR"}, "CMDUR below 0: 000 -2")],
    )
    def test_rescue_that_cannot_be_stops_the_analysis(self, options: dict[str, str], said: str) -> None:
        rows = [{"USUBJID": "000", "ASTDT": "2024-03-10", "CMDUR": -2.0, "AENDT": "2024-03-08"}]
        inputs = events(make([subject(60, 20), *SEEN[-2:]]), "adcm", rows)
        with pytest.raises(DataError, match=said):
            run(responders(**HALF, **WEEK, unless=[{"occurrence": "adcm", "days": 7, **options}]), inputs)

    def test_the_first_event_counts(self) -> None:
        rows = [{"USUBJID": f"{number:03d}", "ASTDT": "2024-02-01"} for number in range(8)]
        inputs = events(self.people(), "adcm", rows)
        rescue = {"occurrence": "adcm", "label": "Rescue"}
        first = run(responders(**HALF, **WEEK, unless=[{"discontinued": True}, rescue]), inputs)
        assert statuses(first) == {"Rescue": 5, "Discontinued": 3}
        assert statuses(run(responders(**HALF, **WEEK, unless=[rescue, {"discontinued": True}]), inputs)) == {
            "Rescue": 8
        }


class TestComparison:
    def test_relabelled_arms_turn_everything(self) -> None:
        people = spread()
        swapped = [{**p, "ARM": ARMS[1 - ARMS.index(p["ARM"])]} for p in people]
        options = {**WEEK, **HALF, "covariates": ["BASE", "SITEID"]}
        result, turned = (run(responders(**options), make(given)) for given in (people, swapped))
        for keys in ({"variable": None}, {"variable": "standardised"}):
            difference, other = (one(r, "risk_difference", **keys) for r in (result, turned))
            assert difference["estimate"] > 0
            assert other["estimate"] == pytest.approx(-difference["estimate"], rel=1e-9)
            assert other["conf_low"] == pytest.approx(-difference["conf_high"], rel=1e-6)
            assert other["p_value"] == pytest.approx(difference["p_value"], rel=1e-6)
        for kind in ("odds_ratio", "risk_ratio"):
            ratio, other = one(result, kind), one(turned, kind)
            assert other["estimate"] == pytest.approx(1 / ratio["estimate"], rel=1e-7)
            assert other["conf_low"] == pytest.approx(1 / ratio["conf_high"], rel=1e-6)
        needed, harmed = one(result, "nnt"), one(turned, "nnt")
        assert (needed["variable"], harmed["variable"]) == ("NNTB", "NNTH")
        numbers = ["estimate", "conf_low", "conf_high"]
        assert np.allclose(needed[numbers].astype(float), harmed[numbers].astype(float))
        assert 1 < needed["conf_low"] < needed["estimate"] < needed["conf_high"]

    def test_order_of_rows_does_not_matter(self) -> None:
        inputs = make(spread())
        shuffled = replace(
            inputs,
            records=inputs.records.sample(frac=1, random_state=3),
            adsl=inputs.adsl.sample(frac=1, random_state=4),
            datasets={"adpain": inputs.datasets["adpain"].sample(frac=1, random_state=5)},
        )
        analysis = responders(covariates=["BASE", "SITEID"])
        pd.testing.assert_frame_equal(run(analysis, inputs).rows, run(analysis, shuffled).rows)

    def test_turning_the_scale_round_changes_nothing(self) -> None:
        people = spread()
        points = {"criteria": [{"points": 20}], **WEEK, "covariates": ["SITEID"]}
        flipped = [
            {k: 100 - v if k in ("Baseline", "Week 6", "Week 12") and v is not None else v for k, v in p.items()}
            for p in people
        ]
        rise = make(flipped, outcome=replace(PAIN, better="higher"))
        one_way, other = run(responders(**points), make(people)).rows, run(responders(**points), rise).rows
        numbers = ["estimate", "conf_low", "conf_high", "count"]
        pd.testing.assert_frame_equal(one_way[numbers], other[numbers])

    def test_no_number_needed_where_the_interval_holds_zero(self) -> None:
        row = one(run(responders(**HALF, **WEEK), make(spread(benefit=0))), "nnt")
        assert "holds zero" in row["reason"]
        assert pd.isna(row["estimate"])

    def test_without_covariates_the_odds_ratio_is_that_of_the_counts(self) -> None:
        result = run(responders(**HALF, **WEEK), make(spread()))
        (a, n), (b, m) = (
            (r["count"], r["total"]) for r in (one(result, "proportion", ARM=x) for x in ("Laser", "Sham"))
        )
        row = one(result, "odds_ratio")
        assert row["estimate"] == pytest.approx(a * (m - b) / (b * (n - a)), rel=1e-9)
        woolf = np.sqrt(1 / a + 1 / (n - a) + 1 / b + 1 / (m - b))  # Woolf, Ann Hum Genet 1955;19:251-253
        assert row["conf_high"] == pytest.approx(row["estimate"] * np.exp(1.959963984540054 * woolf), rel=1e-8)
        assert result.rows["variable"].ne("standardised").fillna(True).all()

    def test_without_covariates_standardising_would_change_nothing(self) -> None:
        """A covariate that is balanced to the subject leaves the standardised difference that of the counts."""
        people = [subject(60, 20 if k % 3 else 60, ARMS[k % 2], SITEID="AB"[k // 2 % 2]) for k in range(48)]
        result = run(responders(**HALF, **WEEK, covariates=["SITEID"]), make(people))
        crude, standardised = (one(result, "risk_difference", variable=v) for v in (None, "standardised"))
        assert standardised["estimate"] == pytest.approx(crude["estimate"], abs=1e-12)

    @pytest.mark.parametrize("covariates", [[], ["SITEID"]])
    def test_separation_is_refused(self, covariates: list[str]) -> None:
        people = [subject(60, 20 if k % 2 and k % 3 else 60, ARMS[k % 2], SITEID="AB"[k % 3 % 2]) for k in range(30)]
        result = run(responders(**HALF, **WEEK, covariates=covariates), make(people))
        for kind in ["odds_ratio", "risk_difference"][: 1 + len(covariates)]:
            row = one(result, kind, variable="standardised" if kind == "risk_difference" else None)
            assert "separated by TRT01P" in row["reason"]
            assert pd.isna(row["estimate"])
        assert one(result, "risk_difference", variable=None)["estimate"] > 0
        assert any("separated" in failure["reason"] for failure in result.notes["failed"])

    def test_a_site_without_a_responder_separates(self) -> None:
        people = [
            subject(60, 60 if k % 3 == 0 or k % 4 == 1 else 20, ARMS[k % 2], SITEID="ABC"[k % 3]) for k in range(60)
        ]
        row = one(run(responders(**HALF, **WEEK, covariates=["SITEID"]), make(people)), "odds_ratio")
        assert "SITEID" in row["reason"]

    def test_who_lacks_a_covariate_is_counted(self) -> None:
        people = [*spread(), subject(None, 10)]
        result = run(responders(**HALF, **WEEK, covariates=["BASE"]), make(people))
        left_out = [entry for entry in result.notes["excluded"] if entry.get("kind") == "odds_ratio"]
        assert [(entry["in"], entry["left_out"], entry["used"]) for entry in left_out] == [
            (41, {"BASE missing": 1}, 40)
        ]
        assert one(result, "odds_ratio")["n"] == 40

    def test_three_arms_are_compared_with_the_reference(self) -> None:
        people = [{**p, "ARM": ("Sham", "Low", "High")[k % 3]} for k, p in enumerate(spread(60))]
        inputs = make(people, ("Sham", "Low", "High"))
        result = run(responders(**HALF, **WEEK, covariates=["BASE"]), inputs)
        found = result.rows[result.rows["kind"] == "odds_ratio"]
        assert list(zip(found["ARM"], found["REFERENCE"], strict=True)) == [("Low", "Sham"), ("High", "Sham")]
        two = make([p for p in people if p["ARM"] != "High"], ("Sham", "Low"))
        alone = one(run(responders(**HALF, **WEEK, covariates=["BASE"]), two), "odds_ratio")
        assert found.iloc[0]["estimate"] == pytest.approx(alone["estimate"], rel=1e-9)

    def test_an_arm_without_subjects(self) -> None:
        result = run(responders(**HALF, **WEEK), make([p for p in spread() if p["ARM"] == "Laser"]))
        assert "no subject" in one(result, "proportion", ARM="Sham")["reason"]
        assert one(result, "proportion", ARM="Laser")["estimate"] > 0
        assert "no subject" in one(result, "risk_difference")["reason"]


class TestWords:
    def test_a_parameter_without_direction_is_refused(self) -> None:
        with pytest.raises(SpecError, match="PAIN needs `better: lower` or `better: higher`"):
            run(responders(**HALF), make(SEEN, outcome=replace(PAIN, better=None)))

    def test_percent_of_less_than_nothing_is_refused(self) -> None:
        people = [*SEEN, subject(-5, -9)]
        for analysis in (responders(**HALF, **WEEK), curve(**WEEK)):
            result = run(analysis, make(people))
            assert "below zero" in result.notes["failed"][0]["reason"]
            assert result.rows["estimate"].isna().all()
        assert statuses(run(responders(criteria=[{"points": 20}], **WEEK), make(people)))["Responder"] == 3

    def test_thresholds_are_stated_with_their_source(self) -> None:
        rows = run(responders(criteria=[{"percent": 30, "source": "A paper"}, {"points": "mcid"}]), make(SEEN)).rows
        thresholds = rows[rows["variable"] == "THRESHOLD"]
        assert thresholds["value"].tolist() == [30, 20]
        assert "Threshold: A paper." in thresholds["PARAM"].iloc[0]
        assert "20 mm or more, ties included; it is the minimal clinically important" in thresholds["PARAM"].iloc[1]
