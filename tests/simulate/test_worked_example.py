"""The worked example of docs/design.md: every line that it shows of the program is what the program says."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from tests.tiny import call
from trialstats.simulate.figures import draw_by_size

PAGES = Path(__file__).parents[2] / "docs"
PLANS = ("plan", "events", "healing", "crossover", "bioequivalence")
SHOWN = re.compile(r"```sh\n(?:cd docs/design\n)?trialstats (design [^\n]*)\n```\n\n```text\n(.*?)```", re.DOTALL)


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What the page shows, by command, with a folder in which the commands can be given."""
    for name in PLANS:
        shutil.copy(PAGES / f"design/{name}.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    found = dict(SHOWN.findall((PAGES / "design.md").read_text("utf-8")))
    assert list(found) == [
        "design plan --analytic",
        "design plan",
        "design events --analytic",
        "design events",
        "design healing --analytic",
        "design crossover --analytic",
        "design crossover",
        "design bioequivalence --analytic",
        "design bioequivalence",
    ]
    return {command: text.splitlines() for command, text in found.items()}


def test_a_planned_trial_has_no_data_yet(shown: dict[str, list[str]]) -> None:
    done = call("check", "bioequivalence.yaml")
    assert done.code == 3
    assert "no data yet (data/volunteers.csv" in done.err
    assert "the trial file and its design are in order" in done.err


@pytest.mark.parametrize("plan", PLANS)
def test_the_power_by_formula(shown: dict[str, list[str]], plan: str) -> None:
    done = call("design", f"{plan}.yaml", "--analytic")
    assert done.code == 0, done.err
    assert done.out.splitlines() == shown[f"design {plan} --analytic"]


def test_the_power_of_a_plain_z_test_is_near(shown: dict[str, list[str]]) -> None:
    """Those who are seen at week 12 without rescue, their values given the baseline: within one percentage point.

    0.95^3 stay, and 0.97^3 or 0.94^3 of them have had no rescue medication. The weeks before add a little to the
    power by the model, and its degrees of freedom take a little away.
    """
    seen = [60 * 0.95**3 * kept**3 for kept in (0.97, 0.94)]
    error = 23 * np.sqrt(1 - 0.45**2) * np.sqrt(sum(1 / n for n in seen))
    power = 100 * norm.cdf(12 / error - norm.ppf(0.975))
    told = re.search(r": (\d+\.\d)%", shown["design plan --analytic"][1])
    assert told is not None
    assert float(told[1]) == pytest.approx(power, abs=1)


@pytest.mark.slow
def test_the_simulation(shown: dict[str, list[str]], tmp_path: Path) -> None:
    """All 24,000 trials of it, to the digit, and the same figure."""
    done = call("design", "plan.yaml")
    assert done.code == 0, done.err
    said = done.out.splitlines()
    first = next(place for place, line in enumerate(said) if line.startswith("120 subjects"))
    assert said[first:-1] == shown["design plan"]
    drawn = (tmp_path / "results/plan/design/size.svg").read_bytes()
    assert drawn == (PAGES / "figures/design_power.svg").read_bytes()


def test_the_simulation_of_events(shown: dict[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All 3,000 trials of it, to the digit, with what the paragraph for the protocol assumes; no figure is drawn."""
    monkeypatch.setattr("trialstats.steps.design.draw", lambda *_: None)
    done = call("design", "events.yaml")
    assert done.code == 0, done.err
    said = done.out.splitlines()
    first = next(place for place, line in enumerate(said) if line.startswith("240 subjects"))
    assert said[first:-1] == shown["design events"]
    paragraph = (tmp_path / "results/events/design/design.md").read_text("utf-8")
    assert "| Active, rate | 0.78 |" in paragraph  # 0.65 of 1.2
    assert "| Placebo | 16.28 | 1 |" in paragraph  # 12 log(2) / -log(0.6)
    assert (
        "followed until month 24 after the first has entered. Lost within a year: Placebo 8%, Active 8%." in paragraph
    )


@pytest.mark.parametrize(
    ("plan", "first_line", "assumed"),
    [
        (
            "crossover",
            "20 subjects, 4,000",
            [
                "20 subjects will be randomised to 2 sequences of 2 periods (10 to New then standard",
                "| New then standard, mean | 340 | 308 |",  # 310 + 30; 310 - 10 and 8 that are carried over
                "Peak expiratory flow: SD 32 L/min within and SD 60 L/min between subjects; period 2 adds -10 L/min;",
                "in the period after its own, New still adds 8 L/min (carry-over).",
                "The model of the analysis does not have terms for what is carried over.",
            ],
        ),
        (
            "bioequivalence",
            "40 subjects, 10,000",
            [
                "Treatments by period: TR: Test, then Reference; RT: Reference, then Test.",
                "AUC to the last concentration: CV 30% within and CV 50% between subjects.",
                "Nothing is carried over from one period to the next: the washout is assumed to be long enough.",
            ],
        ),
    ],
)
def test_the_simulation_of_periods(
    shown: dict[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    plan: str,
    first_line: str,
    assumed: list[str],
) -> None:
    """All trials of it, to the digit, with what the paragraph for the protocol assumes; no figure is drawn."""
    monkeypatch.setattr("trialstats.steps.design.draw", lambda *_: None)
    done = call("design", f"{plan}.yaml")
    assert done.code == 0, done.err
    said = done.out.splitlines()
    first = next(place for place, line in enumerate(said) if line.startswith(first_line))
    assert said[first:-1] == shown[f"design {plan}"]
    paragraph = (tmp_path / f"results/{plan}/design/design.md").read_text("utf-8")
    assert [one for one in assumed if one not in paragraph] == []


def test_one_size_alone_stands_in_the_course_of_its_formula() -> None:
    one = {
        "hypothesis": ["pain"],
        "n": [60],
        "replicates": [100],
        "power": [0.5],
        "power_low": [0.4],
        "power_high": [0.6],
    }
    drawing = draw_by_size(pd.DataFrame(one), {"pain": "Pain"}, {"pain": lambda n: n / 200}, None)
    assert drawing.plot.axes[0].get_xlim() == (30, 120)
