"""`trialstats design`: what it says and writes, the same for any number of jobs; and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pytest

from tests.simulate.trial import DESIGN, planned
from tests.tiny import call
from trialstats.errors import SpecError
from trialstats.simulate.analytic import analytic_of
from trialstats.simulate.assumptions import assumptions
from trialstats.simulate.names import Names
from trialstats.simulate.questions import questions_of
from trialstats.simulate.result import with_digits, with_interval
from trialstats.simulate.world import world_of
from trialstats.trialfile.trial import Trial

ANCOVA = "  pain: {method: ancova, estimand: pain, role: primary}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No figures, which take longer than all else and are looked at by another test."""
    monkeypatch.setattr("trialstats.steps.design.draw", lambda *_: None)


def test_the_files_and_what_is_said(here: Path) -> None:
    planned(here, ANCOVA)
    done = call("design", "planned.yaml")
    assert done.code == 0, done.err
    assert "60 subjects, 40 simulated trials" in done.out
    written = json.loads((here / "results/planned/design/design.json").read_text("utf-8"))
    assert [one["truth"] for one in written["hypotheses"]] == [-12.0, -4.0]
    scenarios = {row["scenario"] for row in written["characteristics"]}
    assert scenarios == {"declared_60", "null_60"}
    drawn = pd.read_csv(here / "results/planned/design/error.csv").set_index("hypothesis")
    null = {row["hypothesis"]: row for row in written["characteristics"] if row["scenario"] == "null_60"}
    assert set(drawn.index) == {one["name"] for one in written["hypotheses"]}
    for name, row in drawn.iterrows():
        assert row["level"] == 0.05
        for column in ("power", "power_low", "power_high"):
            assert row[column] == pytest.approx(null[name][column])
    assert "| High, mean | 60 | 49 | 40 |" in (here / "results/planned/design/design.md").read_text("utf-8")
    # a batch made by a job of its own is the same, and is taken as it is
    batch = here / "results/planned/design/batches/declared_60/1.parquet"
    before = batch.read_bytes()
    batch.unlink()
    assert call("step", "simulate", "planned.yaml", "declared_60/1").code == 0
    assert batch.read_bytes() == before
    again = json.loads((here / "results/planned/design/design.json").read_text("utf-8"))
    assert again == written


def names_of(trial: Trial) -> Names:
    return Names(trial, world_of(trial))


def test_all_that_is_assumed_is_told(tmp_path: Path) -> None:
    depends = "{parameter: PAIN, log_odds: 0.03, value: current}"
    design = DESIGN.replace("hazard: 0.1, adds", f"hazard: 0.1, keeps: 0, leaves: 0.2, depends_on: {depends}, adds")
    told = [*assumptions(names_of(planned(tmp_path, ANCOVA, design)))]
    assert told[2:] == [
        "Covariates: AGE has a mean of 60 and an SD of 8; SITE North 50%, South 30%, West 20%.",
        "The chance not to come to a visit any more is Sham 5% (Week 4), 15% (Week 8); High 10%; Low 10%. "
        "Of all other visits after baseline 3% are missed.",
        "Intercurrent event “Rescue medication”: its chance before a visit is 10% at the mean of the reference; each "
        "unit of Pain at that visit (missing not at random) above the reference's mean adds 0.03 to its log odds. "
        "From then on 0% of the arm's effect is left, Pain changes by -10, 20% leave the trial.",
    ]


@pytest.mark.usefixtures("undrawn")
def test_another_seed_draws_other_trials(here: Path) -> None:
    planned(here, ANCOVA)
    found = []
    for seed in ("1", "2"):
        assert call("design", "planned.yaml", "--seed", seed).code == 0
        found.append(json.loads((here / "results/planned/design/design.json").read_text("utf-8"))["characteristics"])
    assert found[0][0]["bias"] != found[1][0]["bias"]


def test_formulas_alone(here: Path) -> None:
    trial = planned(here)
    done = call("design", "planned.yaml", "--analytic")
    found = analytic_of(trial, questions_of(trial), world_of(trial))
    assert found[0].power is not None
    assert f"Does it help? (High): {100 * found[0].power:.1f}%" in done.out
    assert not (here / "results").exists()


def test_what_is_no_batch_of_the_design(here: Path) -> None:
    planned(here, ANCOVA)
    done = call("step", "simulate", "planned.yaml", "declared_60/2")
    assert done.err == "step simulate: 'declared_60/2' is no batch, such as declared_60/0 to declared_60/1\n"


def test_a_file_without_a_design(here: Path) -> None:
    path = here / "planned.yaml"
    planned(here, ANCOVA)
    path.write_text(path.read_text("utf-8").partition("design:")[0], "utf-8")
    done = call("design", "planned.yaml")
    assert done.code == 2
    assert done.err == "planned: the trial file has no `design`, which says what is assumed before there are data\n"


@pytest.mark.usefixtures("undrawn")
def test_a_quick_run_says_that_it_is_one(here: Path) -> None:
    planned(here, ANCOVA)
    paragraph = here / "results/planned/design/design.md"
    assert call("design", "planned.yaml", "--replicates", "20").code == 0
    assert "**This was a quick run: the design asks for 40 trials.**" in paragraph.read_text("utf-8")
    assert call("design", "planned.yaml").code == 0
    assert "quick run" not in paragraph.read_text("utf-8")
    assert call("design", "planned.yaml", "--jobs", "0").err == "--jobs 0: 1 at the least\n"


@pytest.mark.usefixtures("undrawn")
def test_few_trials_decide_no_number_of_subjects(here: Path) -> None:
    planned(here, ANCOVA, f"{DESIGN}power: 0.8\n")
    assert call("design", "planned.yaml", "--replicates", "20").code == 0
    tried = json.loads((here / "results/planned/design/design.json").read_text("utf-8"))["subjects"]["tried"]
    assert min(one["trials"] for one in tried) == 1000


def test_no_number_of_subjects_gives_a_power_without_an_effect(here: Path) -> None:
    effect = "    effect: {High: {Week 4: -6, Week 8: -12}, Low: -4}\n"
    with pytest.raises(SpecError, match=r"design\.outcomes needs an `effect` of an arm: without it no number of"):
        planned(here, ANCOVA, f"{DESIGN.replace(effect, '')}power: 0.8\n")


UNITS = {"PAIN: {label: Pain, column: pain,": "PAIN: {label: Worst pain, column: pain, unit: mm,",
         "AGE: {column: age, type: number}": "AGE: {column: age, type: number, label: Age, unit: years}"}  # fmt: skip


@pytest.mark.usefixtures("undrawn")
def test_the_paragraph_has_labels_and_units_and_what_is_believed(here: Path) -> None:
    """As the trial file declares them, and no code; the prior's mean, where none is said, is the effect."""
    planned(here, ANCOVA, DESIGN.replace("ar1: 0.6}", "ar1: 0.6}\n    prior: {sd: 5}"))
    path = here / "planned.yaml"
    text = path.read_text("utf-8")
    for old, new in UNITS.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, "utf-8")
    assert call("design", "planned.yaml").code == 0
    page = (here / "results/planned/design/design.md").read_text("utf-8")
    assert "(Worst pain at Week 8, High against Sham; " in page
    assert "| Worst pain, mm | Baseline | Week 4 | Week 8 |" in page
    assert "the effect on Worst pain at Week 8 is normal with a mean of -12 mm and an SD of 5 mm." in page
    assert "Covariates: Age, years, has a mean of 60" in page
    assert "Worst pain changes by -10 mm" in page
    assert "| -12 mm |" in page
    assert "| -4 mm |" in page
    assert not {"PAIN", "AGE"} & set(re.findall(r"\w+", page))


def test_what_is_rounding_alone_is_no_bias() -> None:
    """Digits are those that the error of the simulation leaves; where every trial gave the same, none is left."""
    assert with_digits(1.99e-15, 0.069) == ("0.000", "0.069")
    assert with_digits(-0.00712, 0.0066) == ("-0.0071", "0.0066")
    assert with_digits(-0.0004, 0.069) == ("0.000", "0.069")
    assert with_digits(12.34, 3.21) == ("12.3", "3.2")
    assert with_digits(1234.5, 321.0) == ("1234", "321")
    assert with_digits(1.99e-15, 2e-16) == ("0", "0")


def test_power_by_other_trials_than_were_asked_for_names_them() -> None:
    """The search for a number of subjects simulates a size with a thousand, also where a quick run asks for forty."""
    row = {"power": 0.611, "power_low": 0.58, "power_high": 0.641, "replicates": 1000}
    assert with_interval(row, "power", 40) == "61.1% (58.0 to 64.1; 1,000 trials)"
    assert with_interval(row, "power", 1000) == with_interval(row, "power") == "61.1% (58.0 to 64.1)"
