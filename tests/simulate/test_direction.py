"""Effects for the worse and beyond margins are named: on screen, in the paragraph, in numbers, and by the search."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.simulate import crossed, events, trial
from tests.tiny import call

UNIT = ("PAIN: {label: Pain,", "PAIN: {label: Pain, unit: mm,")
NODES = """\
hypotheses:
  alpha: 0.025
  sides: one
  procedure: bonferroni
  nodes:
    high: {analysis: main, arm: High, label: Less pain}
"""
MAIN = "  main: {method: ancova, estimand: pain, role: primary, covariates: [BASE]}\n"
OF_MARGIN = MAIN.replace("[BASE]", "[BASE], margin: {value: 8, justification: none}")
TWO_SIDED = NODES.replace("sides: one", "sides: two")
HOPELESS = "no number of subjects gives power"


def design_of(effect: str) -> str:
    return f"""\
n: 60
power: 0.9
outcomes:
  PAIN:
    baseline: {{mean: 50, sd: 15}}
    mean: 50
    effect: {{High: {effect}}}
    sd: 18
    correlation: {{cs: 0.6}}
replicates: 40
batch: 20
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("trialstats.steps.design.draw", lambda *_: None)
    return tmp_path


def planned(here: Path, effect: str, analysis: str = MAIN, nodes: str = NODES) -> None:
    trial.planned(here, analysis, design_of(effect), nodes)
    path = here / "planned.yaml"
    text = path.read_text("utf-8")
    assert UNIT[0] in text
    path.write_text(text.replace(*UNIT), "utf-8")


def told(here: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((here / "results/planned/design/design.json").read_text("utf-8"))
    return found


def test_an_effect_for_the_worse_is_named_everywhere(here: Path) -> None:
    """A two-sided test counts it as power: the same note on the screen, by formulas, in the paragraph and in JSON."""
    planned(here, "10", nodes=TWO_SIDED)
    note = "the assumed effect is for the worse (+10 mm, lower is better)"
    assert f"    note: {note}\n" in call("design", "planned.yaml", "--analytic").out
    done = call("design", "planned.yaml")
    assert f"    note: {note}\n" in done.out
    assert f"**Note: {note}.**" in (here / "results/planned/design/design.md").read_text("utf-8")
    (hypothesis,) = told(here)["hypotheses"]
    assert hypothesis["notes"] == [note]
    assert "n" in told(here)["subjects"]


def test_an_effect_for_the_better_has_no_note(here: Path) -> None:
    planned(here, "-10", nodes=TWO_SIDED)
    assert "note:" not in call("design", "planned.yaml", "--analytic").out
    assert "the assumed effect" not in call("design", "planned.yaml").out
    (hypothesis,) = told(here)["hypotheses"]
    assert "notes" not in hypothesis


@pytest.mark.parametrize(
    ("effect", "analysis", "margin", "reason"),
    [
        ("12", OF_MARGIN, True, f"the assumed effect (12 mm) lies beyond the margin (8 mm): {HOPELESS}"),
        ("8", OF_MARGIN, True, f"the assumed effect (8 mm) lies at the margin (8 mm): {HOPELESS}"),
        (
            "10",
            MAIN,
            False,
            f"the assumed effect is for the worse (+10 mm, lower is better): {HOPELESS} to a one-sided test",
        ),
        ("{Week 4: -3, Week 8: 0}", MAIN, False, f"the assumed effect is none: {HOPELESS}"),
    ],
    ids=["beyond the margin", "at the margin", "one-sided", "none at the visit"],
)
def test_no_size_is_searched_where_none_has_power(
    here: Path, effect: str, analysis: str, margin: bool, reason: str
) -> None:
    nodes = NODES.replace("label", "margin: true, label") if margin else NODES
    planned(here, effect, analysis, nodes)
    done = call("design", "planned.yaml")
    assert done.code == 0, done.err
    assert f"  90.0% power of Less pain: {reason}\n" in f"{done.out}\n"
    assert told(here)["subjects"] == {"power": 0.9, "tried": [], "reason": reason}
    sizes = {row["scenario"] for row in told(here)["characteristics"]}
    assert sizes <= {"declared_60", "null_60", "margin_60"}


def test_an_effect_for_the_worse_within_its_margin_is_no_obstacle(here: Path) -> None:
    planned(here, "2", OF_MARGIN, NODES.replace("label", "margin: true, label"))
    said = call("design", "planned.yaml", "--analytic").out
    assert "note: the assumed effect is for the worse (+2 mm, lower is better), within the margin\n" in said
    page = here / "results/planned/design/design.md"
    assert call("design", "planned.yaml").code == 0
    assert "n" in told(here)["subjects"]
    assert "non-inferiority, margin 8 mm, one-sided alpha 0.025" in page.read_text("utf-8")
    assert "| 8 mm: " in page.read_text("utf-8")


def test_the_upper_margin_of_equivalence_bounds_too(here: Path) -> None:
    both = MAIN.replace("[BASE]", "[BASE], margin: {value: [-6, 8], kind: equivalence, justification: none}")
    nodes = NODES.replace("label", "margin: true, label")
    for effect, margin in (("-7", "-6"), ("9", "8")):
        planned(here, effect, both, nodes)
        said = call("design", "planned.yaml", "--analytic").out
        assert f"note: the assumed effect ({effect} mm) lies beyond the margin ({margin} mm): {HOPELESS}\n" in said
    planned(here, "5", both, nodes)
    assert "note:" not in call("design", "planned.yaml", "--analytic").out


def test_a_ratio_is_compared_with_one(here: Path) -> None:
    """Relapses are bad, so a hazard ratio above 1 is for the worse."""
    analysis = "  relapse: {method: time_to_event, population: ITTFL}\n"
    design = "n: 90\nfollow_up: {time: 12, unit: months}\ntimes: {RELAPSE: {median: 9, ratio: {High: 1.4}}}\n"
    events.planned(here, analysis, design, ("High",))
    said = call("design", "planned.yaml", "--analytic").out
    assert "note: the assumed effect is for the worse (a ratio of 1.4, lower is better)\n" in said
    events.planned(here, analysis, design.replace("1.4", "0.7"), ("High",))
    assert "note: the assumed" not in call("design", "planned.yaml", "--analytic").out


def test_shares_are_in_percentage_points(here: Path) -> None:
    """To sleep is desirable, so fewer who do are for the worse."""
    analysis = (
        "  main: {method: proportions, dataset: adpain, population: EVERYFL, parameters: SLEEP, visits: Week 8,"
        " event: {above: 0}, desirable: true, margin: {value: 10, justification: none}}\n"
    )
    shares = "n: 90\nshares:\n  SLEEP: {share: {High: 0.45, Low: 0.6, Sham: 0.6}, correlation: {cs: 0.5}}\n"
    trial.planned(here, analysis, shares, TWO_SIDED)
    said = call("design", "planned.yaml", "--analytic").out
    assert "note: the assumed effect is for the worse (-15 percentage points, higher is better)\n" in said
    trial.planned(here, analysis, shares, TWO_SIDED.replace("label", "margin: true, label"))
    said = call("design", "planned.yaml", "--analytic").out
    beyond = "the assumed effect (-15 percentage points) lies beyond the margin (-10 percentage points)"
    assert f"note: {beyond}: {HOPELESS}\n" in said


def test_treatments_of_a_crossover_trial_are_compared(here: Path) -> None:
    crossed.crossed(here, design=crossed.DESIGN.replace("Drug: 25", "Drug: -25"))
    (path,) = here.glob("*.yaml")
    said = call("design", path.name, "--analytic").out
    assert "note: the assumed effect is for the worse (-25 L/min, higher is better)\n" in said
