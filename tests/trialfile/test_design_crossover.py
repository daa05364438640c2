"""What is wrong with the design of a crossover trial is said in the user's words, with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulate.crossed import ANALYSIS, DESIGN, crossed
from tests.simulate.trial import ANALYSES, planned
from tests.simulate.trial import DESIGN as OF_PARALLEL_GROUPS
from trialstats.errors import SpecError
from trialstats.trialfile.load import load_trial

# name: what is replaced in the design, by what, and the messages
WRONG = {
    "allocation by treatment": (
        "n: 12\n",
        "n: 12\nallocation: {Drug: 1, BA: 1}\n",
        "design.allocation leaves out AB: every sequence has a share",
        "design.allocation.Drug is not a known sequence (known: AB, BA)",
    ),
    "losses by treatment": (
        "n: 12\n",
        "n: 12\ndropout: {hazard: {Drug: 0.1}}\n",
        "design.dropout.hazard.Drug is not a known sequence or visit "
        "(known: AB, BA, Middle 1, End 1, Middle 2, End 2, Middle, End)",
    ),
    "losses at a visit that there is not": (
        "n: 12\n",
        "n: 12\ndropout: {hazard: {AB: {End 3: 0.1}, BA: 0.1}}\n",
        "design.dropout.hazard.AB.End 3 is not a known visit after baseline (did you mean `End 2`?)",
    ),
    "the first period": (
        "    mean: 300\n",
        "    mean: 300\n    period_effect: {1: 2}\n",
        "design.outcomes.FLOW.period_effect.1 is no later period of the trial (2): `mean` is that of period 1",
    ),
    "a period by the name of a visit": (
        "    mean: 300\n",
        '    mean: 300\n    period_effect: {"Period 2": 2, End 2: 3}\n',
        "design.outcomes.FLOW.period_effect.End 2: `End 2` is not the number of a period, e.g. `2` for the second",
        "design.outcomes.FLOW.period_effect.Period 2: `Period 2` is not the number of a period: did you mean `2`?",
    ),
    "an arm for a period": (
        "    mean: 300\n",
        "    mean: 300\n    period_effect: {Drug: 2}\n",
        "design.outcomes.FLOW.period_effect.Drug: `Drug` is not the number of a period, e.g. `2` for the second",
    ),
    "carried over to the first period": (
        "    mean: 300\n",
        "    mean: 300\n    carry_over: {Drug: {End 1: 2}}\n",
        "design.outcomes.FLOW.carry_over.Drug.End 1 is of period 1, which no treatment comes before",
    ),
    "carried over by nobody": (
        "    mean: 300\n",
        "    mean: 300\n    carry_over: {Drugg: 2, Drug: {End: 1, Ende 2: 2}}\n",
        "design.outcomes.FLOW.carry_over.Drug.Ende 2 is not a known visit of a later period (did you mean `End 2`?)",
        "design.outcomes.FLOW.carry_over.Drugg is not a known arm (did you mean `Drug`?)",
    ),
    "a period without a mean": (
        "mean: 300",
        "mean: {End 1: 300}",
        "design.outcomes.FLOW.mean says nothing of End 2, which hypothesis flow is about",
    ),
    "within alone": (
        "    between_subjects: {sd: 40}\n",
        "",
        "design.outcomes.FLOW: `between_subjects` is missing: `within_subjects` and `between_subjects` go together",
    ),
    "both ways": (
        "    mean: 300\n",
        "    mean: 300\n    sd: 40\n",
        "design.outcomes.FLOW: `sd` and `cv`, of baseline too, are said by `within_subjects` and `between_subjects`: "
        "give one or the other",
    ),
    "a correlation beside": (
        "    mean: 300\n",
        "    mean: 300\n    correlation: {cs: 0.5}\n",
        "design.outcomes.FLOW: `correlation` is said by `within_subjects` and `between_subjects`: leave it out, or say "
        "`sd` instead",
    ),
    "a CV of what is no logarithm": (
        "{sd: 20}",
        "{cv: 20}",
        "design.outcomes.FLOW.within_subjects.cv is of logarithms, and FLOW has no `scale: log`: give `sd`",
    ),
    "events that recur": (
        "n: 12\n",
        "n: 12\ncounts: {adae: {rate: 1}}\nfollow_up: {time: 3}\n",
        "design.counts is of parallel groups: of a crossover trial outcomes at visits are simulated, `outcomes` and "
        "`shares`",
        "design.counts.adae is not a known occurrence dataset",
    ),
}


@pytest.mark.parametrize(("old", "new", "messages"), [(a, b, m) for a, b, *m in WRONG.values()], ids=WRONG)
def test_what_is_wrong(tmp_path: Path, old: str, new: str, messages: list[str]) -> None:
    assert old in DESIGN
    with pytest.raises(SpecError) as error:
        crossed(tmp_path, design=DESIGN.replace(old, new))
    assert [line.split(": ", 1)[1] for line in str(error.value).splitlines()] == messages


def test_a_ratio_is_above_zero(tmp_path: Path) -> None:
    design = DESIGN.replace("FLOW", "AUC").replace("    mean: 300\n", "    mean: 300\n    period_effect: {2: 0}\n")
    with pytest.raises(
        SpecError, match=r"period_effect\.2 = 0: AUC has `scale: log`, so it multiplies, and is above 0"
    ):
        crossed(tmp_path, design=design, paramcd="AUC")


def test_a_baseline_that_the_analysis_uses(tmp_path: Path) -> None:
    analysis = ANALYSIS.replace("crossover,", "crossover, baseline: split,")
    with pytest.raises(SpecError, match=r"design\.outcomes\.FLOW needs `baseline`, which analyses\.flow uses"):
        crossed(tmp_path, analyses=analysis, baselines=True)


def test_of_parallel_groups_what_is_of_a_crossover_trial(tmp_path: Path) -> None:
    design = OF_PARALLEL_GROUPS.replace("    mean: {", "    carry_over: {Low: 2}\n    mean: {")
    with pytest.raises(SpecError) as error:
        planned(tmp_path, ANALYSES, design)
    told = "design.outcomes.PAIN.carry_over is of a crossover trial, and `subjects` has no `crossover`"
    assert [line.split(": ", 1)[1] for line in str(error.value).splitlines()] == [told]


def test_visits_and_files_name_periods_by_number_too(tmp_path: Path) -> None:
    text = crossed(tmp_path) and (tmp_path / "crossed.yaml").read_text("utf-8")
    path = tmp_path / "named.yaml"
    path.write_text(text.replace("period: 2, timepoint: End", "period: Period 2, timepoint: End"), "utf-8")
    with pytest.raises(SpecError, match=r"visits\.End 2\.period: `Period 2` is not the number .*: did you mean `2`\?"):
        load_trial(path)
    path.write_text(text.replace("crossover:", "crossover:\n    periods: {First: I}", 1), "utf-8")
    with pytest.raises(SpecError, match=r"crossover\.periods\.First: `First` is not the number of a period"):
        load_trial(path)
