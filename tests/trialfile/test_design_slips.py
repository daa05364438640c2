"""Slips of units in a design are refused with what is meant: spreads of logarithms, means and margins off a range."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm

from tests.simulate.crossed import ANALYSIS, DESIGN, crossed
from tests.simulate.trial import ANALYSES, planned
from tests.simulate.trial import DESIGN as OF_PARALLEL_GROUPS
from tests.tiny import call
from trialstats.errors import SpecError
from trialstats.simulate.world import world_of
from trialstats.trialfile.checks.design_slips import MOST_SD

AUC = "n: 12\noutcomes:\n  AUC: {{mean: 50, within_subjects: {within}, between_subjects: {between}}}\n"
AT = "design.outcomes.AUC"
AS_PERCENT = "= 0.3: a CV is in percent: 30? (0.3% itself is written `sd: 0.003`)"
AS_CV = "= 30 is of natural logarithms, of which none varies so much: a CV of 30% is `cv`"


@pytest.mark.parametrize(
    ("design", "messages"),
    [
        (AUC.format(within="{cv: 0.3}", between="{cv: 40}"), [f"{AT}.within_subjects.cv {AS_PERCENT}"]),
        (AUC.format(within="{cv: 30}", between="{cv: 0.3}"), [f"{AT}.between_subjects.cv {AS_PERCENT}"]),
        (AUC.format(within="{sd: 30}", between="{sd: 0.4}"), [f"{AT}.within_subjects.sd {AS_CV}"]),
        (
            "n: 12\noutcomes:\n  AUC: {mean: 50, cv: {End 1: 0.3, End 2: 30}, correlation: {cs: 0.5}}\n",
            [f"{AT}.cv.End 1 {AS_PERCENT}"],
        ),
        (
            "n: 12\noutcomes:\n  AUC: {mean: 50, baseline: {mean: 50, sd: 30}, cv: 0.3, correlation: {cs: 0.5}}\n",
            [f"{AT}.baseline.sd {AS_CV}", f"{AT}.cv {AS_PERCENT}"],
        ),
    ],
    ids=["within", "between", "standard deviation", "by visit", "baseline"],
)
def test_spreads_of_logarithms(tmp_path: Path, design: str, messages: list[str]) -> None:
    with pytest.raises(SpecError) as error:
        crossed(tmp_path, analyses=ANALYSIS.replace("flow,", "flow, scale: log,", 1), design=design, paramcd="AUC")
    said = [line.split(": ", 1)[1] for line in error.value.problems]
    assert [line for line in said if line.startswith(f"{AT}.") and ("CV" in line)] == messages


def test_a_spread_that_may_be_meant(tmp_path: Path) -> None:
    """1%, and logarithms of which one in 30,000 subjects lies a factor of 150,000 above the median."""
    design = AUC.format(within="{cv: 1}", between="{sd: 3}")
    crossed(tmp_path, analyses=ANALYSIS.replace("flow,", "flow, scale: log,", 1), design=design, paramcd="AUC")
    assert 2 * norm.sf(np.log(148.4) / MOST_SD) == pytest.approx(1 / 3, abs=0.02)


@pytest.mark.parametrize(
    ("old", "new", "means"),
    [
        ("{Week 4: 55, Week 8: 52}", "{Week 4: 55, Week 8: 145}", "133, 141, 145"),
        ("baseline: {mean: 60,", "baseline: {mean: 160,", "160"),
        ("Low: -4", "Low: -54", "-2"),
    ],
    ids=["mean", "baseline", "effect"],
)
def test_means_beyond_a_declared_range(tmp_path: Path, old: str, new: str, means: str) -> None:
    """PAIN is declared to be of 0 to 100; nothing is said of a range in the design."""
    assert OF_PARALLEL_GROUPS.count(old) == 1
    with pytest.raises(SpecError) as error:
        world_of(planned(tmp_path, design=OF_PARALLEL_GROUPS.replace(old, new)))
    said = f"design.outcomes.PAIN: with its effects it has means of {means}, beyond its scale from 0 to 100"
    assert error.value.problems == (said,)


FLOW = ("unit: L/min,", "unit: L/min, range: [0, 400],")


def ranged(path: Path, more: tuple[str, str]) -> None:
    text = path.read_text("utf-8")
    assert more[0] in text
    path.write_text(text.replace(*more), "utf-8")


@pytest.mark.parametrize(
    ("old", "new", "means"),
    [
        ("mean: 300", "mean: 390", "415"),
        ("mean: 300", "mean: 300\n    period_effect: {2: 90}", "415"),
        ("mean: 300", "mean: 300\n    carry_over: {Drug: 110}", "410"),
    ],
    ids=["treatment", "period", "carry-over"],
)
def test_means_of_periods_beyond_a_declared_range(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: str, new: str, means: str
) -> None:
    """300 L/min and 25 of the drug: by `design`, which says what is wrong with a line, and by `check`."""
    monkeypatch.chdir(tmp_path)
    crossed(tmp_path, design=DESIGN.replace(old, new))
    (path,) = tmp_path.glob("*.yaml")
    ranged(path, FLOW)
    for verb in (("design", path.name, "--analytic"), ("check", path.name)):
        done = call(*verb)
        assert done.code == 2
        assert f"with its effects it has means of {means}, beyond its scale from 0 to 400" in done.err


def test_a_geometric_mean_at_the_end_of_its_range_is_on_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    design = AUC.format(within="{cv: 20}", between="{cv: 40}").replace("mean: 50", "mean: 49, effect: {Drug: 1.1}")
    crossed(tmp_path, analyses=ANALYSIS.replace("flow,", "flow, scale: log,", 1), design=design, paramcd="AUC")
    (path,) = tmp_path.glob("*.yaml")
    ranged(path, ("unit: h,", "unit: h, range: [1, 53.9],"))
    done = call("design", path.name, "--analytic")
    assert done.code == 0, done.err
    ranged(path, ("[1, 53.9]", "[1, 53]"))
    assert "means of 53.9, beyond its scale from 1 to 53" in call("design", path.name, "--analytic").err


@pytest.mark.parametrize(
    ("margin", "said"),
    [
        ("value: 145", "= 145: PAIN ranges from 0 to 100, where means differ by 100 at the most"),
        (
            "kind: equivalence, value: [-145, 8]",
            "= -145: PAIN ranges from 0 to 100, where means differ by 100 at the most",
        ),
    ],
)
def test_margins_wider_than_a_range(tmp_path: Path, margin: str, said: str) -> None:
    analyses = ANALYSES.replace("by_visit: BASE", f"by_visit: BASE, margin: {{{margin}, justification: none}}")
    with pytest.raises(SpecError) as error:
        planned(tmp_path, analyses)
    assert [line.split(": ", 1)[1] for line in error.value.problems] == [f"analyses.pain.margin.value {said}"]
    planned(tmp_path, analyses.replace("145", "100"))
