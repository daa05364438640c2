"""What the sections of the report say."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from tests.report.examples import NOTES, TRIAL, content, results
from trialstats.methods.continuous.options import Mixed
from trialstats.methods.laboratory.options import Censored
from trialstats.methods.ordinal.options import Ordinal
from trialstats.methods.ordinal.rows import BETTER_CATEGORY
from trialstats.methods.proportions.options import Proportions
from trialstats.methods.ranks.options import Ranks
from trialstats.methods.responders.options import Responders
from trialstats.report import build_report
from trialstats.report.accounts import account_ids, guessed_encodings, with_ids
from trialstats.report.content import ACCOUNTING
from trialstats.report.diagnostics import Block, Facts, Grid, describe
from trialstats.report.explain import brief_notes, method_notes
from trialstats.report.headline import headlines, of_one
from trialstats.report.listings import exclusions, not_scored
from trialstats.report.multiplicity import conclusions, standing
from trialstats.report.precise import precise
from trialstats.results.ard import with_addresses
from trialstats.results.data_rows import COUNTED
from trialstats.results.fitting import Fitting
from trialstats.results.shape import tidy
from trialstats.trialfile.parts.analysis import Method
from trialstats.trialfile.parts.hypotheses import Hypotheses
from trialstats.trialfile.trial import Trial


def said(**changed: Any) -> str:
    """Join the phrases of the primary result."""
    (result,) = headlines(content(**changed))
    return "".join(phrase.text for phrase in result.answers[0]).replace("\N{NO-BREAK SPACE}", " ")


def test_the_summary_says_the_primary_result_in_a_sentence() -> None:
    assert said() == (
        "At Week 12, the change from baseline in pain intensity had an LS mean of −24.1 mm with DTLT and −11.8 mm with "
        "Sham: "
        "a difference of −12.3 mm (95% CI −17.7 to −6.8; p < .001). Lower values are better. "
        "A change of 20 mm in one patient is taken to matter; a difference of means is not measured by it. "
        "The data were simulated with a true difference of −12.0 mm."
    )


def test_the_numbers_of_the_summary_have_addresses() -> None:
    (result,) = headlines(content())
    difference = "pain_mmrm/difference/PAIN/CHG/Week 12/DTLT/Sham"
    addresses = {phrase.text: phrase.ard for phrase in result.answers[0] if phrase.ard}
    assert addresses["p\N{NO-BREAK SPACE}<\N{NO-BREAK SPACE}.001"] == f"{difference}:p_value"
    assert addresses["95% CI −17.7 to −6.8"] == f"{difference}:conf_level,conf_low,conf_high"
    assert addresses["20\N{NO-BREAK SPACE}mm"] == "thresholds/value/PAIN:value"
    assert set(addresses.values()) >= {"truth/truth/PAIN/Week 12/DTLT/Sham:estimate"}


def test_the_summary_without_interval_means_or_p() -> None:
    rows = results(p_value=0.0456, conf_low=None, conf_high=None)
    assert "a difference of −12.3 mm (p = .046)." in said(rows=rows)
    rows = rows[rows["kind"] != "lsmean"]
    assert "the change from baseline in pain intensity: DTLT minus Sham is −12.3 mm" in said(rows=rows)


def test_the_summary_says_why_there_is_no_result() -> None:
    rows = results(estimate=None, reason="no covariance fitted")
    assert "could not be compared between DTLT and Sham: no covariance fitted." in said(rows=rows)
    nothing = results().iloc[:0]
    assert said(rows=nothing, failures={"pain_mmrm": "singular."}) == "The analysis gave no result: singular."
    assert said(rows=nothing).endswith("no comparison for the estimand's parameter and visit.")


AT = {"estimand": "primary", "role": "primary"}
METHODS: dict[str, Method] = {
    "ratio": Censored.model_validate({"method": "censored", **AT}),
    "risk_difference": Responders.model_validate({"method": "responders", "criteria": [{"percent": 30}], **AT}),
    "odds_ratio": Ordinal.model_validate({"method": "ordinal", **AT}),
    "win_probability": Ranks.model_validate({"method": "ranks", **AT}),
}


def trial_of(kind: str) -> Trial:
    """Give the trial with a primary analysis whose comparisons are of a kind."""
    return TRIAL.model_copy(update={"analyses": {**TRIAL.analyses, "pain_mmrm": METHODS[kind]}})


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (
            {"kind": "ratio", "group": "censored"},
            "At Week 12, the ratio of geometric means of pain intensity, DTLT over Sham, is 0.84 (95% CI 0.66 to 1.08; "
            "p = .176).",
        ),
        (
            {"kind": "risk_difference", "group": "At least 30% improvement"},
            "At Week 12, at least 30% improvement in Pain intensity: the share with DTLT minus that with Sham is 84.3 "
            "percentage points (95% CI 66.2 to 107.7; p = .176).",
        ),
        (
            {"kind": "risk_difference", "group": "Pain intensity: above 0"},
            "At Week 12, pain intensity: above 0: the share with DTLT minus that with Sham is 84.3 percentage points "
            "(95% CI 66.2 to 107.7; p = .176).",
        ),
        (
            {"kind": "win_probability"},
            "At Week 12, a subject with DTLT does better in pain intensity than one with Sham with probability 0.84 "
            "(95% CI 0.66 to 1.08; p = .176).",
        ),
        (
            {"kind": "odds_ratio", "variable": BETTER_CATEGORY},
            "At Week 12, the common odds ratio of a better category of pain intensity, DTLT over Sham, is 0.84 (95% CI "
            "0.66 to 1.08; p = .176).",
        ),
    ],
)
def test_the_summary_says_comparisons_that_are_no_difference_of_means(keys: dict[str, str], expected: str) -> None:
    numbers = {"estimate": 0.8434, "conf_low": 0.6616, "conf_high": 1.0771, "p_value": 0.176}
    rows = results()
    rows = rows[rows["kind"] == "difference"].assign(**keys, **numbers)
    rows = pd.concat([rows, rows.assign(group="half")]) if keys["kind"] == "ratio" else rows
    assert said(rows=rows, trial=trial_of(keys["kind"])) == expected


def test_the_summary_answers_a_margin_by_its_test_and_not_by_that_of_superiority() -> None:
    """It says what it is adjusted for, which way is better, and the conclusion as the table does."""
    numbers = {"estimate": 0.0424, "conf_low": -0.1588, "conf_high": 0.2437, "p_value": 0.679}
    rows = results()
    one = rows[rows["kind"] == "difference"].assign(kind="risk_difference", group="pain at night", **numbers)
    test = one.assign(
        id=one["id"] + "/margin",
        kind="margin",
        variable="non-inferiority",
        level="difference",
        maximum=0.1,
        count=0,
        unit="percentage points",
        p_value=0.287,
        better="lower",
    )
    which = one.assign(kind="value", variable="APPROACH", better="lower", AVISIT=pd.NA)
    asked = {
        "method": "proportions",
        "event": {"equals": "yes"},
        "desirable": False,
        "adjusted": ["AGE", "BASE"],
        "margin": {"value": 10, "justification": "half of what a gel does"},
    }
    analysis = Proportions.model_validate({**asked, **AT})
    trial = TRIAL.model_copy(update={"analyses": {**TRIAL.analyses, "pain_mmrm": analysis}})
    assert said(rows=pd.concat([one, test, which]), trial=trial) == (
        "At Week 12, pain at night in Pain intensity: the share with DTLT minus that with Sham is 4.2 percentage "
        "points (95% CI −15.9 to 24.4). A smaller share is better. It is adjusted for AGE and the value at baseline. "
        "Non-inferiority of DTLT to Sham not shown: the upper limit of the 95% CI of the difference, 24.4 percentage "
        "points, does not lie below the margin of 10 (one-sided p = .287)."
    )
    named = pd.concat([one, which]).assign(group="pain intensity")
    assert said(rows=named, trial=trial).startswith("At Week 12, pain intensity: the share")


def test_the_summary_says_a_difference_of_slopes() -> None:
    rows = results()
    one = rows[rows["kind"] == "difference"].assign(
        kind="slope", AVISIT=pd.NA, unit="mm per day", estimate=0.0106, conf_low=0.0025, conf_high=0.0188, p_value=0.012
    )
    means = [
        one.assign(ARM=arm, REFERENCE=pd.NA, estimate=value) for arm, value in (("DTLT", -0.0106), ("Sham", -0.0213))
    ]
    analysis = Mixed.model_validate({"method": "mixed", "time": "ADY", "random": "intercept and slope", **AT})
    trial = TRIAL.model_copy(update={"analyses": {**TRIAL.analyses, "pain_mmrm": analysis}})
    assert said(rows=pd.concat([*means, one]), trial=trial).startswith(
        "Up to Week 12, the slope of the change from baseline in pain intensity was −0.011 mm per day with DTLT and "
        "−0.021 mm per day with Sham: a difference of 0.011 mm per day (95% CI 0.003 to 0.019; p = .012). Lower"
    )


@pytest.mark.parametrize("kind", ["difference", "ratio"])
def test_the_summary_says_nothing_of_what_stands_beside_the_analysis(kind: str) -> None:
    """Of a crossover trial the paired t test and the first period alone, which have a group, stand in its table."""
    rows = results(kind=kind)
    beside = rows[rows["kind"] == kind].assign(group="first period alone", estimate=-1.0)
    trial = TRIAL if kind == "difference" else trial_of(kind)
    alone = headlines(content(rows=rows, trial=trial))
    assert headlines(content(rows=pd.concat([beside, rows]), trial=trial)) == alone
    assert "gave no result" not in alone[0].answers[0][0].text


def test_the_summary_says_how_much_of_a_ratio_lies_below_the_limit_and_that_it_is_too_much() -> None:
    numbers = {"estimate": 3.14, "conf_low": 0.39, "conf_high": 25.4, "p_value": 0.28, "count": 94.0, "total": 100.0}
    reason = "47 of 50 values of DTLT lie beyond a limit of quantification, more than 60%"
    rows = results()
    rows = rows[rows["kind"] == "difference"].assign(kind="ratio", group="censored", reason=reason, **numbers)
    assert said(rows=rows, trial=trial_of("ratio")).endswith(
        "is 3.14 (95% CI 0.39 to 25.40; p = .280). 94 of 100 values lie below the limit of quantification. "
        + reason
        + "."
    )


def test_failures_of_analyses_and_of_their_parts_stand_near_the_top() -> None:
    notes = {**NOTES, "failed": [{"PARAMCD": "PAIN", "AVISIT": "Week 12", "variable": "TRT01PN", "reason": "no dose"}]}
    page = build_report(content(diagnostics={"pain_mmrm": notes}))
    box = page[page.index('class="failures"') : page.index('id="estimands"')]
    assert "pain_ancova</a>: no complete record of arm &lt;Sham&gt;" in box
    assert "Pain, MMRM</a>, PAIN, Week 12, Variable TRT01PN: no dose" in box


def test_no_box_where_nothing_failed() -> None:
    assert 'class="failures"' not in build_report(content(failures={}))


def test_estimands_have_their_attributes_in_the_order_of_the_guideline() -> None:
    page = build_report(content())
    section = page[page.index('id="estimands"') : page.index('id="populations"')]
    assert re.findall(r"<dt>(.*?)</dt>", section) == [
        "Treatment",
        "Population",
        "Variable",
        "Intercurrent events",
        "Summary measure",
        "Analyses",
    ]
    assert "DTLT, compared with Sham" in section
    assert "Pain intensity (mm), change from baseline, at Week 12" in section
    assert "rescue medication: treatment policy" in section


def test_accounts_that_do_not_add_up_say_so() -> None:
    wrong = pd.DataFrame([("adpain", "vas", "f", "rows", 320, 308, 0, 0, 11)], columns=list(ACCOUNTING))
    assert "no: a fault of the program" in build_report(content(accounting=wrong))


LISTING = pd.DataFrame(
    [
        ("line", 14, "007", "V3", "VAS", "104", "out_of_range", "exclude", "outside 0 to 100"),
        ("line", 15, "008", "V3", "VAS", "105", "out_of_range", "exclude", "outside 0 to 100"),
        ("row", 16, "008", "V4", "", "", "unknown_visit", "exclude", ""),
        ("line", 17, "009", "V4", "id", "009", "not_randomised", "exclude", "a subject without an arm"),
        ("line", 18, "007", "V4", "VAS", "", "blank", "listed", "no value recorded"),
    ],
    columns=["place", "line", "subject", "visit", "item", "value", "kind", "fate", "allowed"],
).assign(dataset="adpain", source="vas", file="data/vas.csv")


def test_listings_are_counted_with_an_example() -> None:
    first, second, subject, blank = exclusions(LISTING).to_dict("records")
    assert (first["kind"], first["done"], first["count"]) == ("out_of_range", "exclude", 2)
    assert first["example"] == "data/vas.csv, line 14: VAS = 104, outside 0 to 100 (subject 007, V3)"
    assert second["example"] == "data/vas.csv, row 16 (subject 008, V4)"
    assert subject["example"] == "data/vas.csv, line 17: id = 009, a subject without an arm (V4)"
    assert blank["example"] == "data/vas.csv, line 18: VAS, no value recorded (subject 007, V4)"


def test_counts_of_listings_carry_the_id_of_their_result() -> None:
    ids = {("adpain", "vas out_of_range exclude"): "accounts/a", ("adqs", "not scored"): "accounts/b"}
    assert list(exclusions(LISTING, ids)["id"].dropna()) == ["accounts/a"]
    unscored = pd.DataFrame(
        [("007", "PF", "Week 4"), ("008", "PF", "Week 4")], columns=["USUBJID", "PARAMCD", "AVISIT"]
    )
    (told,) = not_scored({"adpain": unscored.iloc[:0], "adqs": unscored}, ids).to_dict("records")
    assert (told["dataset"], told["count"], told["id"]) == ("adqs", 2, "accounts/b")
    assert told["example"] == "PF (subject 007, Week 4)"
    page = build_report(content(exclusions=not_scored({"adqs": unscored}, ids)))
    assert '<span data-ard="accounts/b:count">2</span>' in page
    assert "Score or summary that cannot be computed from what was recorded" in page


def test_accounts_have_the_ids_of_their_results_and_count_codes() -> None:
    ard = pd.DataFrame(
        [("accounts", "adlb", f"labs values {what}", "count", f"id {what}") for what in COUNTED.values()],
        columns=["analysis", "variable", "level", "stat_name", "row_id"],
    )
    frame = pd.DataFrame([("adlb", "labs", "f", "values", 9, 8, 3, 2, 1)], columns=list(ACCOUNTING))
    page = build_report(content(accounting=with_ids(frame, account_ids(ard))))
    for what, number in (("in", 9), ("used", 8), ("coded", 3), ("numbers beyond a limit", 2), ("listed", 1)):
        assert f'<span data-ard="id {what}:count">{number}</span>' in page
    assert "Coded: results that the trial file declares as text" in page
    assert "Of these numbers beyond a limit" in page
    assert "Numbers beyond a limit: numbers below the lower or above the upper limit of quantification" in page


def test_numbers_beyond_a_limit_are_not_spoken_of_where_there_are_none() -> None:
    frame = pd.DataFrame([("adpain", "vas", "f", "values", 9, 8, 3, 0, 1)], columns=list(ACCOUNTING))
    page = build_report(content(accounting=frame))
    assert "Of these coded" in page
    assert "numbers beyond a limit" not in page.lower()


def test_an_encoding_that_was_guessed_is_said() -> None:
    read_as = {"a.csv": "cp1252", "b.csv": "utf-8", "c.csv": "cp1252", "d.xlsx": ""}
    guessed = guessed_encodings(read_as, {"c.csv": "cp1252"})
    assert guessed == {"a.csv": "cp1252"}
    assert "a.csv: its encoding is not declared; it was taken to be cp1252." in build_report(content(encodings=guessed))


def test_notes_of_one_fit_are_facts_and_small_grids() -> None:
    facts, excluded, fits = describe(NOTES)
    assert isinstance(facts, Facts)
    assert ("Inference", "Mixed model.") in facts.entries
    assert isinstance(excluded, Block)
    assert excluded.parts == (
        Grid(
            caption="",
            heads=("Parameter", "Measure", "In", "Left out", "Used"),
            rows=(("PAIN", "CHG", "320", "CHG missing 12", "308"),),
            named=2,
        ),
    )
    assert isinstance(fits, Block)
    told = dict(fits.parts[0].entries)
    assert told["Model"] == "CHG ~ TRT01P*AVISIT"
    assert told["Log-likelihood"] == "−1229"
    assert told["On the boundary"] == "no"
    assert told["Own finding"] == "something new"
    assert "Odd" not in told
    assert fits.parts[-1].heads == ("", "Week 8", "Week 12")
    assert fits.parts[-1].rows[0] == ("Week 8", "201.7", "114.8")


def test_notes_of_several_fits_share_a_grid() -> None:
    (one,) = NOTES["fits"]
    parts = describe({"fits": [one, {**one, "PARAMCD": "PF", "loglik": -10.5, "residuals": {"n": 3, "sd": 1.23456}}]})
    assert isinstance(parts[0], Block)
    facts, grid, residuals, attempts, first, _ = parts[0].parts
    assert ("Model", "CHG ~ TRT01P*AVISIT") in facts.entries
    assert grid.rows == (("PAIN", "112", "−1229"), ("PF", "112", "−10.5"))
    assert residuals.rows == (("PF", "3", "1.235"),)  # the other fit has none, and no row
    assert attempts.heads[:3] == ("Parameter", "Converged", "Covariance structure")
    assert first.title == "PAIN"


SCALED = asdict(Fitting(scaled_residuals=True))


def test_restricted_likelihoods_are_called_so() -> None:
    notes = {**NOTES, "fitting": asdict(Fitting(restricted=True))}
    facts, _, fits = describe(precise(notes))
    told = dict(fits.parts[0].entries)
    assert told["Restricted log-likelihood"] == "−1229"
    assert "Log-likelihood" not in told
    assert "not comparable between models with different fixed effects" in dict(facts.entries)["Comparison of fits"]
    assert "Fitting" not in dict(facts.entries)
    assert precise({**notes, "fitting": asdict(Fitting())})["fits"] == precise(NOTES)["fits"] == NOTES["fits"]


def test_residuals_say_whether_they_are_scaled() -> None:
    fits = [{"residuals": {"sd": 1.01}}]
    assert precise({"fitting": SCALED, "fits": fits})["fits"] == [{"scaled_residuals": {"sd": 1.01}}]
    assert precise({"software": "statsmodels OLS", "fits": fits})["fits"] == [{"raw_residuals": {"sd": 1.01}}]


def test_more_precise_names_keep_the_addresses() -> None:
    notes = with_addresses({"fitting": SCALED, "fits": [{"residuals": {"sd": 1.5}}]}, "repeated")
    (fit,) = precise(notes)["fits"]
    assert fit["scaled_residuals"]["sd"].ard == "repeated/diagnostic/fits.1.residuals.sd:value"


def test_a_fit_without_covariate_means_has_no_row_for_them() -> None:
    parts = describe({"fits": [{"PARAMCD": "A", "covariate_means": {"BASE": 1.5}}, {"PARAMCD": "B"}]})
    assert isinstance(parts[0], Block)
    assert [part.rows for part in parts[0].parts if isinstance(part, Grid)] == [(("A", "1.5"),)]
    assert "Means of covariates" not in str(describe({"fits": [{"PARAMCD": "A", "n": 1, "covariate_means": {}}] * 2}))
    assert "none" in str(describe({"excluded": [{"PARAMCD": "A", "left_out": {}}]}))
    empty = [{"PARAMCD": name, "covariate_means": {"BASE": None}, "n": 1} for name in ("A", "B")]
    assert "Means of covariates" not in str(describe({"fits": empty}))


def test_whatever_notes_hold_is_shown() -> None:
    odd: dict[str, Any] = {
        "a": {"b": {"c": {"d": 1, "e": None}}},
        "mixed": [1, {"x": None}, [3, [4]]],
        "infinite": float("inf"),
        "small": 1.5e-7,
        "nothing": float("nan"),
        "empty": {},
        "none": 3,
        "deep": {"x": [[1.0, 2.0], [3.0]], "y": 1},
    }
    text = build_report(content(diagnostics={"pain_mmrm": odd}))
    for part in ("∞", "1.5e−07", "b, c", "Mixed", "Deep"):
        assert part in text
    assert not re.search(r"\b(nan|None)\b", re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL))


def test_under_a_table_of_limits_stand_model_test_and_substitution_at_baseline() -> None:
    table = SimpleNamespace(explained=True, analyses=("il6",))
    trial = SimpleNamespace(tables={"t": table}, analyses={"il6": SimpleNamespace(label="IL-6")})
    said = "Regression of ln values. A baseline below the limit counts as LLOQ/2."
    notes = {"il6": {"inference": said, "fits": [{"loglik": -1.0}]}}
    assert method_notes(cast(Trial, trial), "t", notes) == (said,)


def test_under_a_figure_stands_its_model_in_few_words() -> None:
    said = "Hazard ratio: Cox regression on the arm and Age."
    analyses = {"back": SimpleNamespace(label="Return"), "again": SimpleNamespace(label=None)}
    notes = {"back": {"inference": "Long.", "brief": said}, "again": {"inference": "Long."}}
    trial = SimpleNamespace(figures={"f": SimpleNamespace(analyses=("back", "again"))}, analyses=analyses)
    assert brief_notes(cast(Trial, trial), "f", notes) == (f"Return: {said}",)


def test_without_hypotheses_the_summary_says_that_nothing_is_adjusted() -> None:
    found = conclusions(content())
    assert found.hypotheses == ()
    assert found.rest.startswith("The trial file declares no hypotheses that share one error rate")
    assert standing(content(), "pain_mmrm") == ""


def test_confirmatory_conclusions_follow_the_hypotheses_and_all_else_is_descriptive() -> None:
    plan = Hypotheses.model_validate(
        {
            "alpha": 0.05,
            "procedure": "fixed sequence",
            "nodes": {"pain": {"label": "Pain", "estimand": "primary"}, "later": {"analysis": "pain_ancova"}},
        }
    )
    keys = {"kind": "conclusion", "PARAMCD": "PAIN", "AVISIT": "Week 12", "ARM": "DTLT", "REFERENCE": "Sham"}
    rows = tidy(
        [
            {**keys, "variable": "Pain", "estimate": -1.0, "p_value": 0.012, "count": 1, "value": 1},
            {**keys, "variable": "later", "estimate": -1.0, "p_value": 0.2, "count": 0},
            {**keys, "variable": "lost", "count": 0, "reason": "no such row"},
            {"kind": "value", "variable": "PROCEDURE", "PARAM": "Tested by a graph (Bretz et al. 2009)."},
        ],
        "hypotheses",
    )
    trial = content().trial.model_copy(update={"hypotheses": plan})
    made = replace(content(), trial=trial, rows=rows)
    found = conclusions(made)
    assert ["".join(phrase.text for phrase in said).replace("\xa0", " ") for said in found.hypotheses] == [
        "Pain: rejected in step 1 (adjusted p = .012).",
        "later: not rejected (adjusted p = .200).",
        "lost: not tested (no such row).",
    ]
    assert found.procedure == "Tested by a graph (Bretz et al. 2009)."
    assert found.rest.startswith("All else is descriptive")
    assert standing(made, "pain_mmrm") == "Confirmatory hypothesis: Pain."
    assert standing(made, "other").startswith("Descriptive: it is none of the confirmatory hypotheses")


@pytest.mark.parametrize(
    ("unit", "size", "word"),
    [("points", 1.0, "point"), ("points", 2.0, "points"), ("mm", 1.0, "mm"), ("ms", 1.0, "ms")],
)
def test_one_of_a_unit_is_singular(unit: str, size: float, word: str) -> None:
    assert of_one(unit, size) == word
