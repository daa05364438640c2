"""Hypotheses about margins: tested on arrays as by the methods, and rejected at the margin as often as alpha says."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.simulate import crossed, events, trial
from tests.simulate.arrays import never
from tests.tiny import call
from trialstats.simulate.analyse.door import answer_all, way_of
from trialstats.simulate.at_margins import margin_in, truths_at_margins
from trialstats.simulate.batch import run_batch, world_in
from trialstats.simulate.characteristics import combine
from trialstats.simulate.intervals import share_interval
from trialstats.simulate.population import draw
from trialstats.simulate.questions import questions_of
from trialstats.simulate.result import with_interval
from trialstats.simulate.scenario import Scenario, batches_of, scenarios_of
from trialstats.simulate.truth import Truth, Truths
from trialstats.simulate.world import world_of
from trialstats.steps.simulated import as_on_data
from trialstats.trialfile.trial import Trial

NODES = """\
hypotheses:
  alpha: 0.05
  procedure: bonferroni
  nodes:
    high: {analysis: main, arm: High, margin: true}
"""
MEANS = """\
n: 60
allocation: {High: 1, Low: 1, Sham: 1}
outcomes:
  PAIN:
    baseline: {mean: 60, sd: 15}
    mean: {Week 4: 55, Week 8: 52}
    sd: 18
    correlation: {cs: 0.6}
"""
SHARES = """\
n: 90
shares:
  SLEEP: {share: {High: 0.6, Low: 0.6, Sham: 0.6}, correlation: {cs: 0.5}}
dropout: {hazard: 0.1}
"""
FOLLOWED = "n: 90\nfollow_up: {time: 12, unit: months}\n"
BIOEQUIVALENT = "{value: [0.8, 1.25], kind: equivalence, level: 0.05, justification: none}"
ONE_SIDED, BOTH = "{value: 6, justification: none}", "{value: [-6, 8], kind: equivalence, justification: none}"


def of_means(folder: Path, method: str, margin: str, design: str = MEANS, nodes: str = NODES) -> Trial:
    analysis = f"  main: {{{method}, estimand: pain, role: primary, covariates: [BASE], margin: {margin}}}\n"
    return trial.planned(folder, analysis, design, nodes)


def of_shares(folder: Path, more: str) -> Trial:
    analysis = (
        "  main: {method: proportions, dataset: adpain, population: EVERYFL, parameters: SLEEP, visits: Week 8,"
        f" event: {{above: 0}}, {more}}}\n"
    )
    return trial.planned(folder, analysis, SHARES, NODES)


def of_events(folder: Path, analysis: str, margin: str, design: str) -> Trial:
    return events.planned(
        folder, f"{analysis}    margin: {margin}\n", FOLLOWED + design, ("High",), more=", margin: true"
    )


def of_crossed(folder: Path, more: str, paramcd: str = "FLOW") -> Trial:
    analysis = f"  main: {{method: crossover, estimand: flow, role: primary, {more}}}\n"
    design = "n: 24\noutcomes:\n  AUC: {mean: 50, within_subjects: {cv: 20}, between_subjects: {cv: 40}}\n"
    design = crossed.DESIGN if paramcd == "FLOW" else design
    nodes = NODES.replace("High", "Drug")
    return crossed.crossed(folder, analyses=analysis, design=design, more=nodes, paramcd=paramcd)


TRIALS = {
    "analysis of covariance": lambda folder: of_means(folder, "method: ancova", ONE_SIDED),
    "equivalence of means": lambda folder: of_means(folder, "method: ancova", BOTH),
    "repeated measures": lambda folder: of_means(folder, "method: mmrm", ONE_SIDED),
    "another level": lambda folder: of_means(folder, "method: mmrm", "{value: 6, level: 0.05, justification: none}"),
    "rates": lambda folder: of_events(folder, events.FLARES, "{value: 1.5, justification: none}",
                                      "counts: {adflare: {rate: 2, dispersion: 0.5}}\n"),
    "equivalent hazards": lambda folder: of_events(
        folder, "  relapse:\n    method: time_to_event\n    population: ITTFL\n",
        "{value: 1.6, kind: equivalence, justification: none}", "times: {RELAPSE: {median: 9}}\n"),
    "crossed": lambda folder: of_crossed(folder, "margin: {value: 10, justification: none}"),
    "bioequivalence": lambda folder: of_crossed(folder, f"scale: log, margin: {BIOEQUIVALENT}", "AUC"),
    "shares": lambda folder: of_shares(folder, "desirable: true, margin: {value: 10, justification: none}"),
    "ratio of shares": lambda folder: of_shares(
        folder, "desirable: false, margin: {value: 1.3, scale: ratio, justification: none}"),
    "equivalent odds": lambda folder: of_shares(
        folder, "desirable: true, margin: {value: 3, scale: odds ratio, kind: equivalence, justification: none}"),
}  # fmt: skip


@pytest.mark.parametrize("make", TRIALS.values(), ids=TRIALS)
def test_arrays_and_methods_test_a_margin_alike(tmp_path: Path, make: object) -> None:
    planned = make(tmp_path)  # type: ignore[operator]
    questions = questions_of(planned)
    (question,) = questions.asked
    assert question.is_of_margin
    assert way_of(planned, question.analysis)
    drawn = draw(world_of(planned), 90, 4, 3, "test", 0)
    (fast,) = answer_all(planned, questions, drawn, never)
    (slow,) = as_on_data(planned, question.analysis, drawn, [question], [0.05])
    assert np.isfinite(fast.p_value).all()
    for key in ("estimate", "std_error", "p_value", "conf_low", "conf_high", "sizes"):
        np.testing.assert_allclose(getattr(fast, key), getattr(slow, key), rtol=1e-7, err_msg=key)


def at_margins(planned: Trial, kind: str, replicates: int) -> tuple[list[Truth], pd.DataFrame]:
    """The truths of a world at margins, and what its trials gave, a row a hypothesis."""
    assert planned.design is not None
    scenario = Scenario(kind, planned.design.n)  # type: ignore[arg-type]
    truths = truths_at_margins(
        Truths(planned, questions_of(planned), 1, as_on_data), world_in(planned, scenario), scenario.kind
    )
    batches = [run_batch(planned, scenario, k, size, truths, as_on_data) for k, size in batches_of(replicates, 1000)]
    return truths, combine(pd.concat(batches)).set_index("hypothesis")


@pytest.mark.slow
@pytest.mark.parametrize(("margin", "kinds"), [(ONE_SIDED, ["margin"]), (BOTH, ["margin", "upper_margin"])])
def test_a_t_test_rejects_at_its_margin_with_alpha(tmp_path: Path, margin: str, kinds: list[str]) -> None:
    """10,000 trials: the interval of the simulation holds 0.025, exact of a t test with the effect there.

    Of equivalence it is exact as far as the other margin is out of reach: with 480 subjects the margins lie 14 units
    apart, more than 7 standard errors.
    """
    design = MEANS.replace("n: 60\n", "n: 480\n") if margin == BOTH else MEANS
    planned = of_means(tmp_path, "method: ancova", margin, design)
    assert planned.design is not None
    found = [one.kind for one in scenarios_of(planned) if one.is_at_margins]
    assert found == kinds
    for kind, edge in zip(kinds, (6.0,) if margin == ONE_SIDED else (-6.0, 8.0), strict=True):
        (truth,), table = at_margins(planned, kind, 10_000)
        assert (truth.value, truth.std_error, truth.effect) == (edge, 0.0, edge)
        low, high = share_interval(int(table.loc["high", "power"] * 10_000), 10_000, 0.999)
        assert low <= 0.025 <= high
        assert abs(table.loc["high", "bias"]) < 3.3 * table.loc["high", "bias_se"]


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("rates", np.log(1.5)),
        ("equivalent hazards", -np.log(1.6)),
        ("crossed", -10),
        ("bioequivalence", np.log(0.8)),
        ("shares", None),
        ("equivalent odds", None),
    ],
)
def test_the_effect_at_a_margin_of_other_comparisons(tmp_path: Path, name: str, wanted: float | None) -> None:
    """It is that of the design, where nothing takes a part of it: no trial is looked at."""
    planned = TRIALS[name](tmp_path)
    questions, scenario = questions_of(planned), Scenario("margin", 90)
    (truth,) = truths_at_margins(Truths(planned, questions, 1, never), world_in(planned, scenario), "margin")
    assert truth.value == pytest.approx(margin_in(questions.asked[0], "margin"))
    assert truth.std_error == 0
    if wanted is not None:
        assert truth.effect == pytest.approx(wanted)


def test_shares_at_their_margin(tmp_path: Path) -> None:
    """Of 0.6 and a margin of ten percentage points the arm has 0.5; of odds three times smaller 1/3."""
    for name, share in (("shares", 0.5), ("equivalent odds", 1 / 3)):
        planned = TRIALS[name](tmp_path)
        truths, _ = at_margins(planned, "margin", 10)
        drawn = draw(world_in(planned, Scenario("margin", 90), truths), 3000, 20, 1, "test", 0)
        high = drawn.complete["SLEEP"][:, drawn.arm == 1, 1:]
        assert high.mean() == pytest.approx(share, abs=5 * np.sqrt(0.25 / 20_000))


def test_what_takes_a_part_of_the_effect_is_made_up_for(tmp_path: Path) -> None:
    """Under a treatment policy events take a half of the effect of 19% by week 8: it is 6 / (0.81 + 0.19 / 2)."""
    planned = of_means(
        tmp_path, "method: ancova", ONE_SIDED, f"{MEANS}events: {{stopped: {{hazard: 0.1, keeps: 0.5}}}}\n"
    )
    scenario = Scenario("margin", 60)
    (truth,) = truths_at_margins(
        Truths(planned, questions_of(planned), 1, as_on_data), world_in(planned, scenario), "margin"
    )
    assert truth.value == pytest.approx(6, rel=0.002)
    assert 0 < truth.std_error < 0.02
    assert truth.effect == pytest.approx(6 / (0.81 + 0.19 / 2), rel=0.01)


def test_two_margins_of_one_effect_are_not_simulated_at_once(tmp_path: Path) -> None:
    """The second is told why it is not; a hypothesis of no difference beside them has the effect of the first."""
    nodes = NODES + (
        "    week: {analysis: other, arm: High, visit: Week 8, margin: true}\n    low: {analysis: main, arm: Low}\n"
    )
    other = (
        "  other: {method: ancova, dataset: adpain, population: FASFL, parameters: PAIN, visits: Week 8,"
        " margin: {value: 9, justification: none}}\n"
    )
    planned = trial.planned(
        tmp_path,
        f"  main: {{method: ancova, estimand: pain, role: primary, margin: {ONE_SIDED}}}\n{other}",
        MEANS,
        nodes,
    )
    truths = truths_at_margins(
        Truths(planned, questions_of(planned), 1, never), world_in(planned, Scenario("margin", 60)), "margin"
    )
    assert [truth.value for truth in truths] == [6.0, 6.0, 0.0]
    assert [truth.effect for truth in truths] == [6.0, None, None]
    assert [truth.reason for truth in truths] == [
        "",
        "the effect of High is at the margin of “high”, of the same outcome",
        "",
    ]


def test_what_is_said_and_written_of_margins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of equivalence both margins, in the words of the file; a row of the characteristics for each."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trialstats.steps.design.draw", lambda *_: None)
    of_means(tmp_path, "method: ancova", BOTH, f"{MEANS}replicates: 40\n")
    done = call("design", "planned.yaml")
    assert done.code == 0, done.err
    folder = tmp_path / "results/planned/design"
    table = pd.read_csv(folder / "characteristics.csv").set_index(["scenario", "hypothesis"])
    (told,) = json.loads((folder / "design.json").read_text("utf-8"))["hypotheses"]
    assert [one["at"] for one in told["type_i_error"]] == [-6, 8]
    page = (folder / "design.md").read_text("utf-8")
    for one, kind in zip(told["type_i_error"], ("margin", "upper_margin"), strict=True):
        row = table.loc[(f"{kind}_60", "high")].to_dict()
        assert (one["rejected"], one["truth"]) == (row["power"], one["at"])
        assert f"    at the margin of {one['at']:g} rejected {with_interval(row, 'power')}\n" in done.out
        assert f"{one['at']:g}: {with_interval(row, 'power')}" in page
