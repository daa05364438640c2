"""The rerun matrix: what is made again after each sort of change, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.workflow.project import Project

# One worker: they share a finished run.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workflow")]

MADE = re.compile(r"^  (.+) \(\d+ of \d+ done, [\d:]+\)$", re.MULTILINE)  # what a run says of each job
AFTER_A_DISPLAY = {"report", "manifest"}
AFTER_A_FIT = {"ard", "report", "manifest"}
AFTER_A_TABLE = {"documents"}  # tables on paper
AFTER_RECORDS = {"listings"}  # what was read and is not used as it stands is among them
AFTER_PAIN_MMRM = {"figure pain", "analyse hypotheses", "table hypotheses"} | AFTER_A_TABLE | AFTER_A_FIT
IMPUTED = {"analyse pain_bayes", "analyse pain_bootstrap"}


def test_nothing_changed(changed: Project) -> None:
    assert changed.would_run() == set()


def test_a_title_makes_one_figure(changed: Project) -> None:
    changed.replace("config/trials/small.yaml", "title: Change in pain intensity by visit", "title: Pain by visit")
    assert changed.would_run() == {"figure pain"} | AFTER_A_DISPLAY


def test_another_title_of_the_trial_lays_no_table_out_again(changed: Project) -> None:
    """What is on paper bears it: in the properties of each document."""
    changed.replace("config/trials/small.yaml", "title: Deep tissue laser therapy or sham", "title: Laser or sham")
    assert changed.would_run() == AFTER_A_TABLE | AFTER_RECORDS | AFTER_A_DISPLAY


def test_alpha_of_an_analysis_makes_that_fit_and_its_displays(changed: Project) -> None:
    changed.replace("config/trials/small.yaml", "    role: primary\n", "    role: primary\n    alpha: 0.10\n")
    assert changed.would_run() == {"analyse pain_mmrm"} | AFTER_PAIN_MMRM


def test_a_question_in_other_words_makes_the_report(changed: Project) -> None:
    changed.replace("config/trials/small.yaml", "label: Does laser therapy reduce", "label: Does a laser reduce")
    assert changed.would_run() == AFTER_A_DISPLAY


def test_an_event_that_is_defined_otherwise_makes_what_follows_events(changed: Project) -> None:
    changed.replace("config/trials/small.yaml", "before_day: 36}", "before_day: 30}")
    placed = {"events", "adice", *(f"affected {name}" for name in ("adpain", "adbpi", "adqs", "adlb", "adnv"))}
    fitted = {"analyse events", "analyse pain_mmrm", "analyse pain_ancova"} | IMPUTED
    assert changed.would_run() == placed | fitted | AFTER_PAIN_MMRM


def test_an_event_in_other_words_of_the_same_digest_makes_nothing(changed: Project) -> None:
    old = "  stopped:\n    label: Stopped treatment\n    last: {occurrence: adex, where: {EXATTFL: Y}, before_day: 36}"
    new = (
        "  stopped:\n    last: {before_day: 36, where: {EXATTFL: [Y]}, occurrence: adex}\n    label: Stopped treatment"
    )
    changed.replace("config/trials/small.yaml", old, new)
    assert changed.would_run() == set()


def test_a_strategy_makes_the_analyses_of_its_estimand(changed: Project) -> None:
    rest = "rationale: tablets are allowed in practice too}\n    summary: difference in means"
    old, new = (f"rescue: {{strategy: {strategy}, {rest}" for strategy in ("treatment policy", "hypothetical"))
    changed.replace("config/trials/small.yaml", old, new)
    assert changed.would_run() == {"analyse pain_mmrm", "analyse pain_ancova"} | IMPUTED | AFTER_PAIN_MMRM


def test_a_comment_in_code_makes_nothing(changed: Project) -> None:
    for path in (changed.top / "src" / "trialstats" / "engines" / "mmrm").glob("*.py"):
        path.write_text(path.read_text("utf-8") + "\n# said in passing\n", encoding="utf-8")
    assert changed.would_run() == set()


def test_a_docstring_makes_nothing(changed: Project) -> None:
    path = changed.top / "src" / "trialstats" / "engines" / "mmrm" / "fit.py"
    text = path.read_text("utf-8")
    assert text.startswith('"""')
    path.write_text('"""Said otherwise. ' + text[3:], encoding="utf-8")
    assert changed.would_run() == set()


def test_logic_in_mmrm_makes_the_fits_and_what_follows(changed: Project) -> None:
    path = changed.top / "src" / "trialstats" / "engines" / "mmrm" / "likelihood.py"
    path.write_text(path.read_text("utf-8") + "\nUNUSED = 1\n", encoding="utf-8")
    assert changed.would_run() == {"analyse pain_mmrm"} | IMPUTED | AFTER_PAIN_MMRM


def test_a_constant_of_a_questionnaire_makes_what_scores_it(changed: Project) -> None:
    changed.replace("src/trialstats/questionnaires/forms/bpi.json", '"needed": 4', '"needed": 5')
    assert changed.would_run() == {"dataset adbpi", "findings adbpi", "affected adbpi"} | AFTER_RECORDS | AFTER_A_FIT


def test_a_norm_of_the_sf36_makes_what_scores_that(changed: Project) -> None:
    changed.replace("src/trialstats/questionnaires/sf36/constants/norms_us1990.json", "84.52404", "84.52405")
    scored = {"dataset adqs", "findings adqs", "analyse sf36_descriptive", "analyse demographics"}
    displayed = {"figure sf36_profile", "table sf36_summary", "listing adqs"} | AFTER_RECORDS
    dated = {"affected adqs", "adice", "analyse events"}  # an estimand is about it, so that its days date visits
    assert changed.would_run() == scored | displayed | dated | AFTER_A_TABLE | AFTER_A_FIT


def test_the_lock_makes_everything(changed: Project) -> None:
    lock = changed.top / "requirements.lock"
    kept = lock.read_bytes()
    lock.write_bytes(kept + b"# another library\n")
    try:
        made = changed.would_run()
    finally:
        lock.write_bytes(kept)
    assert {"raw vas", "findings adpain", "analyse pain_mmrm", "figure pain", "ard", "report", "manifest"} <= made


def test_touching_the_trial_file_makes_nothing(changed: Project) -> None:
    os.utime(changed.file)
    assert changed.would_run() == set()


def test_reordering_keys_makes_nothing(changed: Project) -> None:
    old = "    covariates: [BASE, SITEID]\n    by_visit: [BASE]\n    covariance: [us, ar1h, cs]\n"
    new = "    covariance: [us, ar1h, cs]\n    by_visit: [BASE]\n    covariates: [BASE, SITEID]\n"
    changed.replace("config/trials/small.yaml", old, new)
    assert changed.would_run() == set()


def test_a_raw_value_makes_what_is_made_of_it(changed: Project) -> None:
    changed.replace("data/laser/labs.csv", "101-001,V0,2022-01-10,IL6,1.53", "101-001,V0,2022-01-10,IL6,1.54")
    made = changed.would_run()
    assert made == {
        "raw labs", "dataset adlb", "findings adlb", "affected adlb", "analyse demographics",
    } | AFTER_RECORDS | AFTER_A_FIT  # fmt: skip


def test_a_change_is_made_and_then_nothing(copied: Project) -> None:
    copied.replace("config/trials/small.yaml", "title: Change in pain intensity by visit", "title: Pain by visit")
    again = copied.run()
    assert again.returncode == 0
    assert set(MADE.findall(again.stdout)) == {"figure pain"} | AFTER_A_DISPLAY
    assert again.stdout.splitlines()[-1] == "  since last run  no table or figure changed, the report around them did"
    assert copied.would_run() == set()
    assert "Pain by visit" in (copied.top / "results" / "small" / "report.html").read_text("utf-8")


def test_a_display_that_is_asked_for_no_more_goes(copied: Project) -> None:
    table = copied.top / "results" / copied.trial / "tables" / "sf36_summary.html"
    assert table.is_file()
    text = copied.file.read_text("utf-8")
    start = text.index("  sf36_summary:\n")
    end = text.index("figures:\n")
    copied.file.write_text(text[:start] + text[end:], encoding="utf-8")
    again = copied.run()
    assert again.returncode == 0
    assert "removed results/small/tables/sf36_summary.html" in again.stdout
    assert not table.exists()


def test_what_is_lost_is_made_again(changed: Project, tmp_path: Path) -> None:
    """Also where all that is made of it lies there still: `run` removes what somebody changed, and says so."""
    lost = {"tables/pain_summary.csv": "table pain_summary", "models/pain_mmrm.json": "analyse pain_mmrm"}
    for name, job in lost.items():
        file = changed.top / "results/small" / name
        kept = shutil.move(file, tmp_path / file.name)
        try:
            assert job in changed.would_run()
        finally:
            shutil.move(kept, file)  # other tests share the run
