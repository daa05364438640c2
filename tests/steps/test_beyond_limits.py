"""Results below a limit of quantification in every method that compares arms: by hand, of ten subjects.

Interleukin is 10 at baseline of all; at week 4 of Laser <1, <1, <1, 9.5, 9.0, of Sham 7.5, 9.0, 8.5, 8.8, 7.9. Lower
is better. From 10 to below 1 is a fall of 90 percent at the least.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tests.tiny import TRIAL_FILE, Tiny
from trialstats.methods.run import run_method
from trialstats.methods.show import tabulate
from trialstats.steps.look import look_of
from trialstats.steps.material import Datasets, material
from trialstats.steps.words import with_words

if TYPE_CHECKING:
    from trialstats.display.table.data import TableData
    from trialstats.results.shape import Result

LASER, SHAM = ("<1", "<1", "<1", "9.5", "9.0"), ("7.5", "9.0", "8.5", "8.8", "7.9")
COUNTED = {"Laser": 3, "Sham": 0}
OF_IT = "dataset: adlb, population: ITTFL, parameters: IL"
TRIAL = f"""\
STUDYID: TINY-02
title: Results below a limit
sources:
  subjects: {{file: data/subjects.csv, subject: id}}
  labs: {{file: data/labs.csv, subject: id, visit: visit, date: {{column: date}}, shape: long, name: item,
    value: result, unit: unit}}
subjects: {{source: subjects, arm: arm, dates: {{RANDDT: {{column: randomised}}}}, day_one: RANDDT}}
arms:
  Laser: {{codes: L}}
  Sham: {{codes: S, role: reference}}
visits:
  Baseline: {{codes: V0, AVISITN: 0, baseline: true, target: 1, window: [-7, 1]}}
  Week 4: {{codes: V1, AVISITN: 4, target: 29, window: [22, 36]}}
populations:
  ITTFL: {{label: Randomised, randomised: true}}
datasets:
  adlb:
    source: labs
    columns: {{BATCH: {{column: batch}}}}
    parameters:
      IL:
        {{label: Interleukin, name: IL, unit: ng/L, better: lower,
          limits: {{lower: {{by: BATCH, values: {{A: 1, B: 2}}}}}}}}
analyses:
  respond: {{method: responders, {OF_IT}, criteria: [{{percent: 20}}, {{percent: 95}}]}}
  observed: {{method: responders, {OF_IT}, criteria: [{{percent: 95}}], missing: exclude}}
  curve: {{method: responder_curve, {OF_IT}, visits: Week 4, step: 5, draws: 200, permutations: 200}}
  ranks: {{method: ranks, {OF_IT}, value: AVAL}}
  changes: {{method: ranks, {OF_IT}, value: CHG}}
  change: {{method: ancova, {OF_IT}, covariates: []}}
  value: {{method: ancova, {OF_IT}, value: AVAL, covariates: []}}
  repeated: {{method: mmrm, {OF_IT}, covariates: []}}
  courses: {{method: mixed, {OF_IT}, value: AVAL}}
  size: {{method: effect_size, {OF_IT}}}
tables:
  value: {{kind: estimates, title: T, analysis: value}}
  respond: {{kind: responders, title: T, analysis: respond}}
"""


def choose(result: Result, keys: dict[str, str]) -> pd.DataFrame:
    """Choose the rows with these keys."""
    keep = pd.Series(True, index=result.rows.index)
    for name, value in keys.items():
        keep &= result.rows[name].eq(value).fillna(False)
    return result.rows[keep]


def pick(result: Result, keys: dict[str, str]) -> pd.Series[Any]:
    """Pick the only row with these keys."""
    (position,) = choose(result, keys).index
    return result.rows.loc[position]


def no_events(dataset: str) -> pd.DataFrame:
    raise AssertionError(f"no analysis here follows intercurrent events, and one asks for those of {dataset}")


class Limited:
    """The trial, with these results at week 4 and this batch of each."""

    def __init__(self, tiny: Tiny) -> None:
        self.tiny = tiny

    def make(self, base: str = "10.0", batches: str = "AAAAAAAAAA", laser: tuple[str, ...] = LASER) -> Limited:
        people = [(f"{n:03d}", "L" if n <= 5 else "S") for n in range(1, 11)]
        lines = ["id,visit,date,item,result,unit,batch"]
        for (subject, _), value, batch in zip(people, (*laser, *SHAM), batches, strict=True):
            lines.append(f"{subject},V0,2024-01-01,IL,{base},ng/L,A")
            lines.append(f"{subject},V1,2024-01-29,IL,{value},ng/L,{batch}")
        self.tiny.write("data/labs.csv", "\n".join(lines) + "\n")
        subjects = [f"{subject},{arm},2024-01-01" for subject, arm in people]
        self.tiny.write("data/subjects.csv", "\n".join(["id,arm,randomised", *subjects]) + "\n")
        self.tiny.write(TRIAL_FILE, TRIAL)
        return self

    def result(self, name: str) -> Result:
        trial, adam = self.tiny.load(), self.tiny.adam()
        analysis, inputs, _ = material(trial, Datasets(*[adam.__getitem__] * 2, *[no_events] * 2), name)
        return run_method(analysis, inputs)

    def table(self, name: str) -> TableData:
        trial = self.tiny.load()
        rows = with_words(self.result(name).rows, trial, trial.complete(name), name)
        return tabulate(trial.tables[name], rows, look_of(trial))


@pytest.fixture
def limited(tiny: Tiny) -> Callable[..., Limited]:
    return Limited(tiny).make


def test_responders_count_what_is_certain_and_name_what_cannot_be_told(limited: Callable[..., Limited]) -> None:
    result = limited().result("respond")
    share = {"kind": "proportion", "group": "At least 20% improvement"}
    # Of Sham 10 to 7.5 and 10 to 7.9.
    assert {arm: pick(result, {**share, "ARM": arm})["estimate"] for arm in COUNTED} == {"Laser": 0.6, "Sham": 0.4}
    # From 10 to below 1 may be more than 95 percent, or not.
    levels = choose(result, {"kind": "count", "group": "At least 95% improvement", "ARM": "Laser"})
    counts = dict(zip(levels["level"], levels["count"], strict=True))
    assert counts["Beyond the limit of quantification, cannot be told"] == 3
    assert counts["Responder"] == counts["No value at the visit"] == 0
    observed = limited().result("observed")
    assert pick(observed, {"kind": "proportion", "ARM": "Laser"})["n"] == 2
    assert "cannot be told is a non-responder, and counted apart" in " ".join(limited().table("respond").footnotes)


def test_a_baseline_below_the_limit_is_no_missing_one(limited: Callable[..., Limited]) -> None:
    """From below 1 to 9 is no fall, and from below 1 to below 1 may be any."""
    result = limited(base="<1").result("respond")
    at = {"kind": "count", "group": "At least 20% improvement", "ARM": "Laser"}
    levels = choose(result, at).set_index("level")["count"]
    assert levels["Improved less, unchanged or worse"] == 2
    assert levels["Beyond the limit of quantification, cannot be told"] == 3


def test_a_curve_from_below_the_limit_to_above_another_number_has_no_area(limited: Callable[..., Limited]) -> None:
    """From below 1 nothing is certainly a fall, however large the later value is."""
    result = limited(base="<1", laser=("<1", "<1", "<1", "9.5", "90000000000")).result("curve")
    assert pick(result, {"kind": "summary", "ARM": "Laser"})["mean"] == 0.0


def test_the_curve_counts_cutoffs_that_are_certainly_reached(limited: Callable[..., Limited]) -> None:
    result = limited().result("curve")
    at = {"kind": "point", "ARM": "Laser"}
    assert [pick(result, {**at, "level": f"{c}%"})["count"] for c in (0, 10, 20, 90, 95)] == [5, 4, 3, 3, 0]
    # Three of 90 percent at the least, 5 and 10.
    assert pick(result, {"kind": "summary", "ARM": "Laser"})["mean"] == pytest.approx((3 * 90 + 5 + 10) / 5)
    assert result.notes["beyond"] == [
        {"PARAMCD": "IL", "AVISIT": "Week 4", "ARM": "Laser", "beyond a limit of quantification": 3}
    ]


def test_results_below_the_limit_rank_below_all_numbers(limited: Callable[..., Limited]) -> None:
    """Each of three is better than all five; 9.0 ties with one: (15 + 0.5) / 25."""
    result = limited().result("ranks")
    assert pick(result, {"kind": "win_probability"})["estimate"] == pytest.approx(0.62)
    assert pick(result, {"kind": "win_probability"})["n"] == 10
    shift = pick(result, {"kind": "shift"})
    assert shift["estimate"] != shift["estimate"]
    assert shift["reason"] == "results beyond a limit of quantification have a rank and no number: there is no shift"
    assert "ranks below every number" in str(result.notes["inference"])


@pytest.mark.parametrize(
    ("name", "made", "reason"),
    [
        ("changes", {}, "the order of 3 changes is not known"),
        ("ranks", {"batches": "AABAAAAAAA", "laser": ("<1", "<1", "<2", "9.5", "9.0")}, "several limits (1, 2)"),
        ("ranks", {"batches": "BBBAAAAAAA", "laser": ("<2", "<2", "<2", "1.5", "9.0")}, "a number beyond 2"),
    ],
)
def test_ranks_refuse_an_order_that_is_not_known(
    name: str, made: dict[str, Any], reason: str, limited: Callable[..., Limited]
) -> None:
    row = pick(limited(**made).result(name), {"kind": "win_probability"})
    assert row["estimate"] != row["estimate"]
    assert reason in row["reason"]


@pytest.mark.parametrize("name", ["change", "value", "repeated", "courses", "size"])
def test_methods_of_means_count_them_apart_from_what_is_missing(name: str, limited: Callable[..., Limited]) -> None:
    result = limited().result(name)
    left_out: dict[str, int] = {}
    for account in result.notes["excluded"]:
        left_out |= account["left_out"]
    assert left_out == {"beyond a limit of quantification": 3}
    rows = choose(result, {"kind": "beyond_limit"})
    assert dict(zip(rows["ARM"], rows["count"], strict=True)) == COUNTED


def test_changes_from_a_baseline_below_the_limit_are_counted_so_too(limited: Callable[..., Limited]) -> None:
    (account,) = limited(base="<1").result("change").notes["excluded"]
    assert account["left_out"] == {"beyond a limit of quantification": 10}


def test_a_table_of_means_says_it(limited: Callable[..., Limited]) -> None:
    (note,) = (note for note in limited().table("value").footnotes if "quantification" in note)
    assert note == (
        "Interleukin: 3 of 10 records lie beyond a limit of quantification, or have a baseline that does (Sham 0, "
        "Laser 3). They have no number and are left out: the estimates are of the rest and biased. An analysis by "
        "method censored uses all results."
    )


def test_check_says_it(limited: Callable[..., Limited]) -> None:
    out = limited().tiny.check().out
    assert (
        "note: analyses.value: 3 of 10 records of IL have no number for method ancova, since a result lies beyond a "
        "limit of quantification (Sham 0, Laser 3): its estimates are of the rest and biased; method `censored` "
        "uses all results"
    ) in out
    assert "analyses.ranks:" not in out
