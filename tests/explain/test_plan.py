"""What `trialstats explain --plan` prints stands for the same trial, and keeps what was written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.in_process import ROOT
from tests.tiny import TRIAL, TRIAL_FILE, Tiny, call
from trialstats.explain.plan import whole_trial_file
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import PLAN
from trialstats.trialfile.trial import Trial

SHORT = TRIAL[: TRIAL.index("analyses:")]
# The same file with a comment, with its sections in another order, and with a part that is repeated by its name.
WAYS = {
    "short": SHORT,
    "whole": TRIAL,
    "comments": TRIAL.replace("tables:\n", "# What is shown.\n\ntables:\n").replace(
        "arms:\n", "# Who gets what.\narms:\n"
    ),
    "sections between others": SHORT.replace("arms:\n", "tables: {}\n# Two.\narms:\n"),
    "beside the standard set": f"displays: standard\n{TRIAL}",
    "nothing asked for": f"displays: declared\n{SHORT}",
    "a part repeated": SHORT.replace("range: [0, 100], better", "range: &vas [0, 100], better").replace(
        "range: [0, 100], text", "range: *vas, text"
    ),
}


def again(text: str, trial: Trial, folder: Path) -> Trial:
    """Load what is printed."""
    path = folder / "again.yaml"
    path.write_text(text, encoding="utf-8")
    return load_trial(path)


@pytest.mark.parametrize("text", WAYS.values(), ids=WAYS)
def test_it_loads_to_the_same_trial(text: str, tiny: Tiny, tmp_path: Path) -> None:
    tiny.write(TRIAL_FILE, text)
    trial = tiny.load()
    assert again(whole_trial_file(tiny.path(TRIAL_FILE), trial), trial, tmp_path) == trial


@pytest.mark.parametrize("name", ["laser", "cdisc_pilot", "chow2006", "dinat2015", "progabide1990", "senn2002"])
def test_it_does_for_the_trials_of_the_project(name: str, tmp_path: Path) -> None:
    path = ROOT / "config" / "trials" / f"{name}.yaml"
    trial = load_trial(path)
    assert again(whole_trial_file(path, trial), trial, tmp_path) == trial


def test_what_was_written_stands_as_it_was(tiny: Tiny) -> None:
    tiny.write(TRIAL_FILE, WAYS["comments"])
    printed = call("explain", "tiny", "--plan").out
    kept = WAYS["comments"].partition("analyses:")[0]
    first, _, rest = printed.partition("\n")
    assert first == PLAN.format("tiny")
    assert rest.startswith(kept.rstrip("\n"))
    assert "# What is shown.\n" in printed


def test_every_number_and_title_stands_in_it(tiny: Tiny) -> None:
    tiny.write(TRIAL_FILE, SHORT)
    printed = call("explain", "tiny", "--plan").out
    assert "  primary:\n    method: mmrm\n    label: Mixed model for repeated measures\n    role: primary\n" in printed
    displays = {*re.findall(r'number: "(14\.\d\.\d+)"', printed)}
    assert len(displays) == len(tiny.load().tables) + len(tiny.load().figures)
    assert "displays: declared\n" in printed
    assert max(map(len, printed.splitlines())) <= 120


def test_lines_are_short_and_quoted_where_yaml_would_read_something_else(tiny: Tiny) -> None:
    tiny.spec("title: Change in pain", 'title: "Change: pain, #1"')
    assert 'title: "Change: pain, #1"' in call("explain", "tiny", "--plan").out


def test_the_plan_is_what_is_printed_where_nothing_is_asked_for(tiny: Tiny) -> None:
    done = call("explain", "tiny")
    assert (done.code, done.err) == (0, "")
    assert done.out == call("explain", "tiny", "--plan").out


def test_a_plan_that_is_kept_is_no_other_trial(tiny: Tiny) -> None:
    plan = call("explain", "tiny").out
    tiny.write("whole.yaml", plan)
    tiny.write("config/trials/whole.yaml", plan)
    tiny.write("own.yaml", plan.partition("\n")[2])
    assert [line.split()[0] for line in call("list").out.splitlines()] == ["tiny", "own"]
