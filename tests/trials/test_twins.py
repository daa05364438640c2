"""The twins of the CDISC pilot: its R programs are those that were run, and what R printed are our numbers."""

from __future__ import annotations

from contextlib import chdir
from pathlib import Path

import pandas as pd
import pytest

from tests.twins.kept import KEPT, analyses_kept, code_of, differences, printed
from trialstats.plan.layout import Layout
from trialstats.steps.twins import write_twins
from trialstats.trialfile.load import load_trial
from trialstats.trialfile.named import trial_path
from trialstats.verbs.compare import compare

# One worker: the trials are run once.
pytestmark = pytest.mark.xdist_group("trials")
TRIAL = "cdisc_pilot"


@pytest.fixture(scope="module")
def twins(cdisc_pilot: Path) -> Path:
    """The folder of the twins."""
    with chdir(cdisc_pilot):
        write_twins(load_trial(trial_path(TRIAL)), Layout(TRIAL), [], Path("twins"))
    return cdisc_pilot / "twins"


def test_the_programs_are_those_that_were_run(twins: Path) -> None:
    written = {path.name: code_of(path.read_text("utf-8")) for path in twins.glob("*.R") if path.name != "run.R"}
    kept = {path.name: code_of(path.read_text("utf-8")) for path in (KEPT / TRIAL).glob("*.R")}
    assert written == kept


@pytest.mark.parametrize("analysis", analyses_kept(TRIAL))
def test_r_gives_our_numbers(twins: Path, analysis: str) -> None:
    ours = pd.read_csv(twins / "trialstats" / f"{analysis}.csv").set_index("id")
    theirs = printed(TRIAL, analysis)
    assert set(theirs.index) == set(ours.index)
    numbers = {f"{name}:{key}": value for name, row in ours.iterrows() for key, value in row.items()}
    for statistic, far in differences(theirs, numbers).items():
        assert far < 1e-8, f"{statistic} differs by {far:.1e}"


@pytest.mark.parametrize("analysis", analyses_kept(TRIAL))
def test_compare_reads_what_r_printed(cdisc_pilot: Path, analysis: str) -> None:
    with chdir(cdisc_pilot):
        assert compare(TRIAL, KEPT / TRIAL / f"{analysis}.R.csv", trial=TRIAL) == 0
