"""Method proportions: who has the event, which comparison is the analysis, and what a margin shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError
from scipy.stats import beta

from tests.methods.build import FLAG, choose, make_inputs, options, pick
from tests.tiny import TRIAL_FILE, Tiny
from trialstats.display.look import Look
from trialstats.display.margins import concluded
from trialstats.display.table.choose import records_of
from trialstats.engines.proportions import risk_difference
from trialstats.errors import SpecError
from trialstats.methods.multiplicity.hypotheses_sought import Claim, claim_of
from trialstats.methods.proportions.options import Proportions, ProportionsFigure, ProportionsTable
from trialstats.methods.proportions.proportions import check, run
from trialstats.methods.proportions.proportions_figure import draw
from trialstats.methods.proportions.proportions_table import tabulate
from trialstats.methods.shared.inputs import Inputs, Outcome
from trialstats.methods.shared.yes_or_no.rows import Status
from trialstats.results.shape import Result
from trialstats.trialfile.hypotheses import sought_by
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.parts.hypotheses import Hypothesis, Sought

VISITS = ("Week 6", "Week 12")
ARMS = ("Placebo", "Active")
HALF = 5e-5
# SAS Procedures Guide, PROC FREQ, example "Cochran-Mantel-Haenszel Statistics" (Migraine): better of treated, by sex.
MIGRAINE = [
    ("female", "Active", 16, 27),
    ("female", "Placebo", 5, 25),
    ("male", "Active", 12, 28),
    ("male", "Placebo", 7, 26),
]
# PSIAIMS/CAMIS, non-inferiority of two proportions: 36 of 154 against 12 of 77, margin 3.6 percentage points.
CAMIS = [("all", "Active", 36, 154), ("all", "Placebo", 12, 77)]


def of_tables(tables: list[tuple[str, str, int, int]], visit: str = "Week 6") -> pd.DataFrame:
    """Give a record with 1 or 0 to each subject of tables of stratum, arm, events and subjects."""
    rows = [
        (f"{stratum}-{arm}-{k:03d}", arm, stratum, visit, float(k < events))
        for stratum, arm, events, total in tables
        for k in range(total)
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "SEX", "AVISIT", "AVAL"]).assign(AVALC=None)


def of_values(values: dict[str, list[object]], visit: str = "Week 6") -> pd.DataFrame:
    """Give records of results as recorded, by arm; None is a subject without a record."""
    rows = [
        (f"{arm}-{k}", arm, visit, float(str(x)) if str(x).replace(".", "").lstrip("-").isdigit() else np.nan, str(x))
        for arm, own in values.items()
        for k, x in enumerate(own)
        if x is not None
    ]
    return pd.DataFrame(rows, columns=["USUBJID", "TRT01P", "AVISIT", "AVAL", "AVALC"])


def inputs(frame: pd.DataFrame, people: pd.DataFrame | None = None, better: str | None = "higher") -> Inputs:
    named = [name for name in ("SEX", "AGE") if name in frame]
    if people is None:
        people = frame.drop_duplicates("USUBJID")[["USUBJID", "TRT01P", *named]].reset_index(drop=True)
    people = people.assign(**{FLAG: "Y"}).astype({"TRT01P": pd.CategoricalDtype(ARMS, ordered=True)})
    outcome = Outcome("Pain", "mm", better)
    return make_inputs(frame.drop(columns=named), ARMS, VISITS, baseline=None, adsl=people, outcomes={"PAIN": outcome})


def analysis(**more: Any) -> Proportions:
    return Proportions(**{**options("proportions", event={"above": 0}), **more})


def made(frame: pd.DataFrame, people: pd.DataFrame | None = None, **more: Any) -> Result:
    return run(analysis(**more), inputs(frame, people))


class TestComparisons:
    def test_migraine_as_sas_prints_it(self) -> None:
        result = made(of_tables(MIGRAINE), strata="SEX", combine_ratios="mantel-haenszel")
        cmh = pick(result, kind="joint_test", variable="Cochran-Mantel-Haenszel")
        assert (cmh["statistic"], cmh["p_value"]) == pytest.approx((8.3052, 0.0040), abs=HALF)
        odds, ratio = (
            choose(result, {"kind": kind}).query("variable.isna()").iloc[0] for kind in ("odds_ratio", "risk_ratio")
        )
        assert tuple(odds[["estimate", "conf_low", "conf_high"]]) == pytest.approx((3.3132, 1.4456, 7.5934), abs=HALF)
        assert tuple(ratio[["estimate", "conf_low", "conf_high"]]) == pytest.approx((2.1636, 1.2336, 3.7948), abs=HALF)
        crude = pick(result, kind="risk_difference", variable="unadjusted")
        assert crude["estimate"] == pytest.approx(28 / 55 - 12 / 51)
        assert pick(result, kind="joint_test", variable="Breslow-Day")["statistic"] == pytest.approx(1.4905, abs=HALF)

    def test_the_analysis_is_the_comparison_adjusted_for_most(self) -> None:
        frame = of_tables(MIGRAINE).assign(AGE=lambda d: 30.0 + np.arange(len(d)) % 7)
        for more, level in (
            ({}, "unadjusted"),
            ({"strata": "SEX"}, "stratified"),
            ({"adjusted": "AGE"}, "standardised"),
            ({"strata": "SEX", "adjusted": ["AGE", "SEX"]}, "standardised"),
        ):
            result = made(frame, **more)
            assert pick(result, kind="value", variable="APPROACH")["level"] == level
            rows = choose(result, {"kind": "risk_difference"})
            assert rows["variable"].isna().sum() == 1
            assert len(rows) == 1 + len(more)

    def test_a_stratum_with_one_arm_is_left_out_and_told(self) -> None:
        frame = of_tables([*MIGRAINE, ("other", "Active", 2, 3)])
        result, known = made(frame, strata="SEX"), made(of_tables(MIGRAINE), strata="SEX")
        for one in (result, known):
            row = choose(one, {"kind": "risk_difference"}).query("variable.isna()").iloc[0]
            assert (row["n"], row["estimate"]) == (106, pytest.approx(0.2737598578849622))
        left = [note for note in result.notes["excluded"] if note.get("variable") == "stratified"]
        assert left[0]["left_out"] == {"SEX other: one arm only": 3}
        assert "Week 6, Active: 3 of 109 in 1 of 3 strata" in result.notes["inference"]

    def test_a_word_is_for_the_share_too(self) -> None:
        # Clopper and Pearson: quantiles of beta distributions; 27.6% to 56.8% in R's binom.test(20, 48).
        rows = made(of_tables([("all", "Active", 20, 48), ("all", "Placebo", 16, 48)]), interval="exact")
        share = pick(rows, kind="proportion", ARM="Active")
        exact = (beta.ppf(0.025, 20, 29), beta.ppf(0.975, 21, 28))
        assert (share["conf_low"], share["conf_high"]) == pytest.approx(exact)
        assert exact == pytest.approx((0.276, 0.568), abs=5e-4)
        assert analysis(interval="wilson").interval.difference == "miettinen-nurminen"

    def test_an_event_of_nobody_has_a_difference_and_no_ratio(self) -> None:
        result = made(of_tables([("all", "Active", 0, 12), ("all", "Placebo", 0, 10)]), interval="wald")
        assert "no Wald interval" in pick(result, kind="risk_difference")["reason"]
        assert "no event in either arm" in pick(result, kind="risk_ratio")["reason"]
        assert not result.notes["failed"]
        assert made(of_tables([("all", "Active", 0, 12), ("all", "Placebo", 0, 10)])).rows["conf_high"].notna().any()

    def test_rows_and_labels_of_strata_have_no_order(self) -> None:
        frame = of_tables(MIGRAINE)
        one = made(frame, strata="SEX").rows
        two = made(frame.sample(frac=1, random_state=1), strata="SEX").rows
        pd.testing.assert_frame_equal(one, two)
        named = made(frame.assign(SEX=frame["SEX"].map({"female": "z", "male": "a"})), strata="SEX").rows
        pd.testing.assert_series_equal(one["estimate"], named["estimate"])

    @pytest.mark.parametrize(("desirable", "word"), [(True, "NNTB"), (False, "NNTH")])
    def test_what_a_number_is_needed_for(self, *, desirable: bool, word: str) -> None:
        row = pick(made(of_tables(MIGRAINE), desirable=desirable), kind="nnt")
        assert (row["variable"], row["estimate"]) == (word, pytest.approx(1 / (28 / 55 - 12 / 51)))


class TestEvents:
    @pytest.mark.parametrize(
        ("event", "of_active"),
        [
            ({"above": 3}, 2),
            ({"at_least": 3}, 3),
            ({"below": 3}, 1),
            ({"at_most": 3}, 2),
            ({"equals": "3.0"}, 1),
            ({"is": ["1", "5"]}, 2),
        ],
    )
    def test_thresholds_and_results(self, event: dict[str, object], of_active: int) -> None:
        frame = of_values({"Active": [1, 3, 5, 7], "Placebo": [1, 3, 5, 7]})
        row = pick(made(frame, event=event, desirable=True), kind="proportion", ARM="Active")
        assert (row["count"], row["total"]) == (of_active, 4)

    def test_rounding_makes_no_event(self) -> None:
        """0.3 - 0.1 and 0.2 are the same."""
        frame = of_values({"Active": [0], "Placebo": [0]}).assign(AVAL=0.3, BASE=0.1, CHG=0.3 - 0.1)
        assert pick(made(frame, event={"above": 0.2}, value="CHG"), kind="proportion", ARM="Active")["count"] == 0
        assert (
            pick(made(frame, event={"at_most": 0.2}, value="CHG", desirable=True), kind="proportion", ARM="Active")[
                "count"
            ]
            == 1
        )

    def test_texts_are_results_as_they_stand(self) -> None:
        frame = of_values({"Active": ["Yes", "No", " Yes "], "Placebo": ["No", "No", "No"]})
        assert (
            pick(made(frame, event={"equals": "Yes"}, desirable=False), kind="proportion", ARM="Active")["count"] == 2
        )

    @pytest.mark.parametrize(
        ("event", "yes", "untold"),
        [
            ({"below": 50}, 2, 0),
            ({"below": 20}, 0, 1),
            ({"at_least": 50}, 1, 0),
            ({"above": 40}, 1, 1),
            ({"at_most": 50}, 2, 0),
        ],
    )
    def test_a_result_below_its_limit_counts_by_what_is_certain(
        self, event: dict[str, object], yes: int, untold: int
    ) -> None:
        """<50, 30 and 60: the first is below 50, and cannot be told from 20 or 40."""
        frame = of_values({"Active": ["<50", 30, 60], "Placebo": [60, 60, 60]})
        limits = frame["AVALC"].str.startswith("<")
        frame = frame.assign(ALLOQ=50.0, AULOQ=np.nan, BLQFL=np.where(limits, "Y", "N"), ALQFL="N")
        result = made(frame, event=event, desirable=True)
        assert pick(result, kind="proportion", ARM="Active")["count"] == yes
        assert choose(result, {"kind": "count", "ARM": "Active", "level": Status.UNTOLD})["count"].sum() == untold

    @pytest.mark.parametrize(("missing", "counts"), [("event", (3, 4)), ("non-event", (1, 4)), ("exclude", (1, 2))])
    def test_subjects_without_a_value(self, missing: str, counts: tuple[int, int]) -> None:
        frame = of_values({"Active": [1, 0], "Placebo": [1, 0, 0, 0]})
        people = pd.DataFrame({"USUBJID": [f"Active-{k}" for k in range(4)] + [f"Placebo-{k}" for k in range(4)]})
        people = people.assign(TRT01P=people["USUBJID"].str.partition("-")[0])
        result = made(frame, people, missing=missing)
        row = pick(result, kind="proportion", ARM="Active")
        assert (row["count"], row["total"]) == counts
        status = result.rows[result.rows["kind"].eq("count") & result.rows["ARM"].eq("Active")]
        assert status["count"].sum() == 4

    @pytest.mark.parametrize(("missing", "counts"), [("event", (3, 4)), ("non-event", (2, 4)), ("exclude", (2, 3))])
    def test_over_the_trial_any_visit_counts(self, missing: str, counts: tuple[int, int]) -> None:
        """An event at the second visit alone, one at the first, none at the one visit seen (told), and nothing seen."""
        first = of_values({"Active": [0, 1, 0], "Placebo": [0]}, "Week 6")
        second = of_values({"Active": [1, None, 0], "Placebo": [0]}, "Week 12")
        people = pd.DataFrame({"USUBJID": ["Active-0", "Active-1", "Active-2", "Active-3", "Placebo-0"]})
        people = people.assign(TRT01P=people["USUBJID"].str.partition("-")[0])
        result = made(pd.concat([first, second], ignore_index=True), people, over="trial", missing=missing)
        row = pick(result, kind="proportion", ARM="Active")
        assert (row["count"], row["total"]) == counts
        assert pd.isna(row["AVISIT"])

    def test_a_failure_of_the_estimand_is_on_the_bad_side(self) -> None:
        frame = of_values({"Active": [1, 0], "Placebo": [0, 0]}).assign(ICEVAL=["non-responder", None, None, None])
        for desirable, count in ((True, 0), (False, 1)):
            row = pick(made(frame, desirable=desirable), kind="proportion", ARM="Active")
            assert row["count"] == count


class TestMargins:
    def test_farrington_and_manning_as_sas_prints_it(self) -> None:
        margin = {"value": 3.6, "justification": "of the example"}
        result = made(of_tables(CAMIS), interval="score", margin=margin)
        row = pick(result, kind="margin")
        assert (row["variable"], row["level"], row["minimum"]) == (
            "non-inferiority",
            "difference",
            pytest.approx(-0.036),
        )
        assert (row["statistic"], row["p_value"]) == pytest.approx((1.9632, 0.0248), abs=HALF)
        assert row["count"] == 1
        # With N / (N - 1) the limit is just beyond the margin: what is concluded is what the interval says.
        strict = pick(made(of_tables(CAMIS), margin=margin), kind="margin")
        assert (strict["count"], strict["p_value"] > 0.025, strict["conf_low"] < -0.036) == (0, True, True)

    @pytest.mark.parametrize("interval", ["miettinen-nurminen", "newcombe", "wald", "agresti-caffo", "score"])
    @pytest.mark.parametrize("value", [2.0, 3.5, 3.7, 10.0])
    def test_what_is_shown_is_what_the_interval_excludes(self, interval: str, value: float) -> None:
        row = pick(
            made(of_tables(CAMIS), interval=interval, margin={"value": value, "justification": "x"}), kind="margin"
        )
        assert (row["count"] == 1) == (row["conf_low"] > -value / 100)

    def test_an_undesirable_event_has_its_margin_above(self) -> None:
        result = made(of_tables(CAMIS), desirable=False, margin={"value": 20, "justification": "x"})
        row = pick(result, kind="margin")
        assert (row["maximum"], row["count"]) == (pytest.approx(0.2), 1)
        assert row["conf_high"] == pytest.approx(risk_difference(36, 154, 12, 77, 0.95)["conf_high"])

    def test_equivalence_is_two_tests_at_a_level_of_their_own(self) -> None:
        margin = {"value": 20, "kind": "equivalence", "level": 0.05, "justification": "x"}
        row = pick(made(of_tables(CAMIS), interval="wald", margin=margin), kind="margin")
        assert (row["minimum"], row["maximum"], row["conf_level"]) == pytest.approx((-0.2, 0.2, 0.9))
        error = 0.0535877173598808  # of R
        assert row["statistic"] == pytest.approx((36 / 154 - 12 / 77 - 0.2) / error)

    def test_a_ratio_of_standardised_and_stratified_shares(self) -> None:
        frame = of_tables(MIGRAINE).assign(AGE=lambda d: 30.0 + np.arange(len(d)) % 7)
        margin = {"value": 0.8, "scale": "ratio", "justification": "x"}
        for more in ({"strata": "SEX"}, {"adjusted": "AGE"}):
            row = pick(made(frame, margin=margin, **more), kind="margin")
            assert row["count"] == (row["conf_low"] > 0.8)
            assert row["p_value"] < 0.025


REFUSED = {
    "no event": ({"event": {}}, "give one of `above`"),
    "two events": ({"event": {"above": 1, "is": "Yes"}}, "give one of `above`"),
    "a text above": ({"event": {"above": 1}, "value": "AVALC"}, "`above` asks for a number"),
    "a change of texts": ({"event": {"equals": "Yes"}, "value": "CHG"}, "Yes no number"),
    "blocks without a model": ({"randomised_by": "SEX"}, "name what they are `adjusted` for"),
    "blocks and fixed covariates": ({"randomised_by": "SEX", "adjusted": "AGE", "variance": "model"}, "ye residuals"),
    "combining nothing": ({"combine": "newcombe"}, "`combine` is said, and no `strata`"),
    "a margin of no effect": (
        {"effects": ["difference"], "margin": {"value": 0.8, "scale": "ratio", "justification": "x"}},
        "which `effects` does not name",
    ),
    "a margin without a reason": ({"margin": {"value": 5}}, "justification"),
    "no margin at all": ({"margin": {"value": 0, "justification": "x"}}, "that is superiority"),
    "a negative ratio": ({"margin": {"value": -1, "scale": "ratio", "justification": "x"}}, "is above 0"),
    "two of one": ({"margin": {"value": [-5, 5], "justification": "x"}}, "non-inferiority has one"),
    "both on one side": ({"margin": {"value": [1, 5], "kind": "equivalence", "justification": "x"}}, "does not hold 0"),
    "an interval that no comparison has": ({"interval": "bayes"}, "miettinen-nurminen"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_is_refused_in_words(case: str) -> None:
    more, text = REFUSED[case]
    with pytest.raises(ValidationError, match=text):
        analysis(**more)


def test_a_result_that_nobody_has_names_the_nearest() -> None:
    frame = of_values({"Active": ["Yes", "No"], "Placebo": ["No", "No"]})
    with pytest.raises(SpecError, match=r"no record of PAIN has the result Yse.*Yes"):
        check(analysis(event={"equals": "Yse"}, desirable=True), inputs(frame))
    check(analysis(event={"equals": "Yes"}, desirable=True), inputs(frame))


TOP = "analyses:\n"
SAID = {
    "strata of numbers": ("strata: AGE", "is of type number; strata are levels of a category"),
    "strata that are none": ("strata: SITTE", "is not a known variable"),
    "a margin in favour": ("margin: {value: -5, justification: x}", "say how much worse it may be, 5"),
    "nothing": ("missing: event", ""),
}


@pytest.mark.parametrize("case", SAID)
def test_what_does_not_agree_with_the_file(case: str, tiny: Tiny) -> None:
    more, text = SAID[case]
    line = "  mild: {method: proportions, dataset: adpain, population: ITTFL, parameters: PAIN, event: {above: 30}, "
    tiny.replace(TRIAL_FILE, TOP, f"{TOP}{line}{more}}}\n")
    told = tiny.check().err
    assert text in told if text else "mild" not in told, told


class TestHypotheses:
    """Superiority after non-inferiority: the row of the margin is a hypothesis like any other."""

    def claims(self, sides: str, margin: dict[str, object]) -> tuple[Claim, Claim]:
        rows = made(of_tables(MIGRAINE), margin={"justification": "x", **margin}).rows
        about = {
            "analysis": "test",
            "ARM": "Active",
            "REFERENCE": "Placebo",
            "PARAMCD": "PAIN",
            "AVISIT": "Week 6",
            "better": "higher",
        }
        node = Hypothesis(analysis="test")
        kinds = ({"kind": "margin", "variable": "non-inferiority"}, {"kind": "risk_difference"})
        one, two = (claim_of("h", node, Sought(**about, **kind), rows, sides) for kind in kinds)  # type: ignore[arg-type]
        return one, two

    @pytest.mark.parametrize(("sides", "times"), [("one", 1), ("two", 2)])
    def test_a_margin_is_tested_one_sided(self, sides: str, times: int) -> None:
        claim, superior = self.claims(sides, {"value": 5})
        known = pick(made(of_tables(MIGRAINE), margin={"value": 5, "justification": "x"}), kind="margin")
        assert claim.p == pytest.approx(times * known["p_value"])
        assert claim.null == pytest.approx(-0.05)
        assert superior.p is not None
        assert claim.p < superior.p
        assert claim.sizes == superior.sizes == (55, 51)  # the subjects, and not those with the event

    def test_the_file_says_which(self, tiny: Tiny) -> None:
        analyses = (
            "  mild: {method: proportions, dataset: adpain, population: ITTFL, parameters: PAIN, event: {at_most: 30}, "
            "margin: {value: 10, justification: x}}\n"
            "  any: {method: proportions, dataset: adpain, population: ITTFL, parameters: PAIN, event: {at_most: 30}, "
            "over: trial}\n"
        )
        nodes = (
            "hypotheses:\n  alpha: 0.05\n  procedure: fixed sequence\n  nodes:\n"
            "    noninferior: {analysis: mild, visit: Week 8, margin: true}\n"
            "    superior: {analysis: mild, visit: Week 8}\n"
            "    ever: {analysis: any}\n"
        )
        tiny.replace(TRIAL_FILE, TOP, f"{nodes}{TOP}{analyses}")
        trial = load_trial(Path(TRIAL_FILE))
        assert trial.hypotheses is not None
        sought = [sought_by(trial, node) for node in trial.hypotheses.nodes.values()]
        assert [(one.kind, one.variable, one.AVISIT) for one in sought if one] == [
            ("margin", "non-inferiority", "Week 8"),
            ("risk_difference", None, "Week 8"),
            ("risk_difference", None, None),
        ]

    def test_an_analysis_without_a_margin_has_none_to_test(self, tiny: Tiny) -> None:
        node = "one: {analysis: change, visit: Week 8, margin: true, weight: 1}"
        nodes = f"hypotheses:\n  alpha: 0.05\n  nodes:\n    {node}\n"
        tiny.replace(TRIAL_FILE, TOP, f"{nodes}{TOP}  change: {{method: ancova, estimand: primary}}\n")
        assert "has no `margin`" in tiny.check().err


def test_conclusions_in_words() -> None:
    rows = made(of_tables(CAMIS), interval="score", margin={"value": 3.6, "justification": "x"}).rows
    (said,) = concluded(records_of(rows[rows["kind"] == "margin"]))
    assert said.endswith(
        "Week 6: non-inferiority of Active to Placebo shown: the lower limit of the 95% CI of the difference, "
        "\N{MINUS SIGN}3.6 percentage points, lies above the margin of \N{MINUS SIGN}3.6 (one-sided p = .025)."
    )
    margin = {"value": [0.8, 1.25], "kind": "equivalence", "scale": "ratio", "level": 0.05, "justification": "x"}
    rows = made(of_tables(CAMIS), margin=margin).rows
    (said,) = concluded(records_of(rows[rows["kind"] == "margin"]))
    assert "equivalence of Active and Placebo not shown: the 90% CI of the ratio," in said
    assert "does not lie wholly between 0.8 and 1.25" in said


def test_shares_as_they_are_and_the_adjusted_ones_each_stand_beside_their_comparison() -> None:
    frame = of_tables(MIGRAINE).assign(AGE=lambda d: 30.0 + np.arange(len(d)) % 7)
    result = made(frame, strata="SEX", adjusted="AGE", event={"above": 0, "label": "Better"})
    rows = result.rows.assign(analysis="a", label="A", population="All")
    table = ProportionsTable.model_validate({"kind": "proportions", "title": "T", "analysis": "a", "reasons": False})
    data = tabulate(table, rows, Look("T", ARMS, "Placebo", VISITS))
    lines = {row.label: [cell.text for cell in row.cells] for group in data.groups for row in group.rows}
    assert [*lines] == ["Week 6", "Stratified comparison", "Adjusted shares (%), comparison"]
    place = len(ARMS) + 1  # after the shares and the test over strata
    for label, variable in (("Week 6", "unadjusted"), ("Stratified comparison", "stratified")):
        row = pick(result, kind="risk_difference", variable=variable)
        assert lines[label][place].startswith(f"{100 * row['estimate']:.1f} (")
    own = choose(result, {"kind": "risk_difference"}).query("variable.isna()").iloc[0]
    assert lines["Adjusted shares (%), comparison"][place].startswith(f"{100 * own['estimate']:.1f} (")
    assert lines["Adjusted shares (%), comparison"][0]
    # What is behind the label of the event stands under the table, and in brief under the figure.
    said = "Event \N{LEFT DOUBLE QUOTATION MARK}Better\N{RIGHT DOUBLE QUOTATION MARK}: Pain above 0 mm."
    assert said in data.footnotes
    assert result.notes["brief"] == f"{said} Adjusted for AGE: shares standardised by a logistic model."
    figure = ProportionsFigure.model_validate({"kind": "proportions", "title": "F", "analysis": "a"})
    whole = rows.assign(population_label="All").assign(unit=rows["unit"])
    drawing = draw(figure, whole, Look("T", ARMS, "Placebo", VISITS))
    assert drawing.data.loc[drawing.data["kind"] == "risk_difference", "n"].notna().all()
