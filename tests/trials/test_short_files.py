"""Published trials from files of at most 30 lines, whose reports have what a reader of a trial report looks for."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import run_steps
from trialstats.plan.layout import Layout
from trialstats.trialfile.load import load_trial

pytestmark = pytest.mark.slow  # whole runs

CHOW = """\
STUDYID: CHOW2006
title: Low-level laser therapy (830 nm) or sham for chronic neck pain
sources:
  vas: {file: data/neck_pain.csv, subject: id, visit: time}
  subjects: {file: data/neck_pain.csv, subject: id}
subjects: {source: subjects, arm: arm, repeated: true}
arms:
  Laser: {codes: active}
  Sham: {codes: placebo, role: reference}
visits:
  Baseline: {codes: "1", AVISITN: 0, baseline: true}
  Week 7: {codes: "2", AVISITN: 7}
  Week 12: {codes: "3", AVISITN: 12}
populations:
  ITTFL: {label: Intention-to-treat population, randomised: true}
datasets:
  adpain:
    source: vas
    parameters:
      VASPAIN: {label: Neck pain (VAS), column: vas10, unit: cm, range: [0, 10], better: lower, decimals: 2}
estimands:
  primary:
    label: Is neck pain at 12 weeks lower with laser therapy than with sham?
    population: ITTFL
    dataset: adpain
    variable: {PARAMCD: VASPAIN}
    timepoint: Week 12
    intercurrent_events: {discontinuation of treatment: treatment policy}
"""

BRASHEAR = """\
STUDYID: BRASHEAR1999
title: Botulinum toxin type B for cervical dystonia
sources:
  twstrs: {file: data/cdystonia.csv, subject: [site, id], visit: week}
  subjects: {file: data/cdystonia.csv, subject: [site, id]}
subjects: {source: subjects, arm: arm, repeated: true}
arms:
  5000 U: {codes: 5000U}
  10000 U: {codes: 10000U}
  Placebo: {codes: Placebo, role: reference}
visits:
  Baseline: {codes: "0", AVISITN: 0, baseline: true}
  Week 2: {codes: "2", AVISITN: 2}
  Week 4: {codes: "4", AVISITN: 4}
  Week 8: {codes: "8", AVISITN: 8}
  Week 12: {codes: "12", AVISITN: 12}
  Week 16: {codes: "16", AVISITN: 16}
covariates:
  AGE: {column: age, type: number, label: Age, unit: years}
  SEX: {column: sex, type: category, label: Sex, codes: {Female: "1", Male: "2"}}
  SITEID: {column: site, type: category, label: Site}
populations: {ITTFL: {label: All randomised, randomised: true}}
datasets:
  adtw: {source: twstrs, parameters: {TWSTRS: {label: TWSTRS total, column: twstrs, range: [0, 87], better: lower}}}
estimands:
  primary:
    {label: Is TWSTRS lower?, population: ITTFL, dataset: adtw, variable: {PARAMCD: TWSTRS}, timepoint: Week 4}
"""


def run_short(text: str, raw: Path, folder: Path) -> Layout:
    """Run a trial file in a folder with its one data file; every display is made."""
    assert len(text.splitlines()) <= 30
    (folder / "data").mkdir()
    shutil.copy2(raw, folder / "data" / raw.name)
    (folder / "short.yaml").write_text(text, encoding="utf-8")
    layout, trial = run_steps("short"), load_trial(Path("short.yaml"))
    words = [layout.table(name, "json") for name in trial.tables] + [
        layout.figure(name, "json") for name in trial.figures
    ]
    assert [json.loads(path.read_text("utf-8"))["failed"] for path in words] == [None] * len(words)
    return layout


def rows_of(layout: Layout, analysis: str, kind: str, visit: str) -> pd.DataFrame:
    rows = pd.read_parquet(layout.rows(analysis))
    return rows[(rows["kind"] == kind) & (rows["AVISIT"] == visit)]


def test_chow(shared: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody is missing at week 12, so the difference is that of analysis of covariance, -2.348 (published.json)."""
    folder = shared("trials/chow2006_laser_neck")
    monkeypatch.chdir(tmp_path)
    layout = run_short(CHOW, folder / "neck_pain.csv", tmp_path)
    expected = json.loads((folder / "published.json").read_text("utf-8"))["ours"]
    (row,) = rows_of(layout, "primary", "difference", "Week 12").to_dict("records")
    assert row["estimate"] == pytest.approx(expected["ancova_diff"], abs=0.005)
    assert (row["conf_low"], row["conf_high"]) == pytest.approx(
        (expected["ancova_lo"], expected["ancova_hi"]), abs=0.01
    )


def test_brashear(shared: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mean improvement at week 4, observed cases (published.json), with ids that are unique only within sites."""
    folder = shared("trials/brashear1999_cdystonia")
    monkeypatch.chdir(tmp_path)
    layout = run_short(BRASHEAR, folder / "cdystonia.csv", tmp_path)
    published = json.loads((folder / "published.json").read_text("utf-8"))["ours_observed"]
    rows = rows_of(layout, "adtw_summary", "summary", "Week 4")
    means = rows[rows["measure"] == "CHG"].set_index("ARM")["mean"]
    found = {arm.replace(" U", "U"): -round(mean, 2) for arm, mean in means.items()}
    assert found == pytest.approx({arm: round(mean, 2) for arm, mean in published.items()}, abs=0.006)
    assert "the subjects randomised: " in layout.report.read_text("utf-8")
