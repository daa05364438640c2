"""What the verb writes and says."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pandas as pd
import pytest

from tests.in_process import run_steps
from tests.tiny import Tiny
from trialstats.errors import DataError, SpecError
from trialstats.steps.state import State, Word
from trialstats.verbs.twins import twins


@pytest.fixture
def run(tiny: Tiny) -> Tiny:
    run_steps("tiny", without=("figure", "table", "documents", "report", "manifest", "ard"))
    return tiny


def test_the_folder_holds_programs_records_and_our_numbers(run: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    assert twins("tiny") == 0
    told = capsys.readouterr().out
    assert told == (
        "change: change.sas and change.R\n"
        "summary: no twin: method descriptive is not written in SAS or R yet\n"
        "twins/tiny/README.md says how they are run\n"
    )
    top = Path("twins/tiny")
    used = pd.read_csv(top / "data" / "change.csv")
    assert list(used.columns) == ["PARAMCD", "USUBJID", "TRT01P", "AVISIT", "AVISITN", "CHG", "BASE"]
    assert used.notna().all(axis=None)
    assert (top / "change.sas").read_text("utf-8").count("proc mixed") == 1
    assert 'write_rows(do.call(rbind, lapply(each, fit_visit)), "change.R")' in (top / "change.R").read_text("utf-8")
    with patch("trialstats.steps.state.state_of", return_value=State(Word.STALE, "code changed")):
        twins("tiny", analyses=["change"])
    assert "note: the results are stale (code changed), and so are these: run the trial" in capsys.readouterr().out


def test_an_unknown_analysis_is_told_with_the_nearest(tiny: Tiny) -> None:
    with pytest.raises(SpecError, match=r"no analysis is called sumary \(did you mean"):
        twins("tiny", analyses=["sumary"])


def test_a_trial_that_has_not_run_is_told_how_to(tiny: Tiny) -> None:
    with pytest.raises(DataError, match="is not there; `trialstats run tiny` makes it"):
        twins("tiny")
