"""The real trials, run once from their trial files alone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from tests.in_process import ROOT, copy_trial_file, run_steps
from trialstats.plan.layout import Layout
from trialstats.steps.export import export_example


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@pytest.fixture(scope="module")
def cdisc_pilot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the CDISC pilot has run."""
    top = tmp_path_factory.mktemp("cdisc_pilot")
    copy_trial_file("cdisc_pilot", top)
    with working_in(top):
        export_example("cdisc_pilot", Path("data/cdisc_pilot"))
        run_steps("cdisc_pilot")
    return top


def run_example(name: str, top: Path) -> Path:
    """Run an example up to its tables, from its trial file and the data that it is exported with."""
    copy_trial_file(name, top)
    with working_in(top):
        export_example(name, Path("data") / name)
        run_steps(name, without=("figure", "ard", "report", "manifest"))
    return top


@pytest.fixture(scope="module")
def progabide1990(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the trial of progabide has run, up to its tables."""
    return run_example("progabide1990", tmp_path_factory.mktemp("progabide1990"))


@pytest.fixture(scope="module")
def senn2002(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the crossover trial of formoterol has run, up to its tables."""
    return run_example("senn2002", tmp_path_factory.mktemp("senn2002"))


def run_with(name: str, file: str, reference: Callable[[], Path], top: Path) -> Path:
    """Run a trial in an empty folder with its one data file: that of the clone, or the reference's."""
    own = ROOT / "data" / name / file
    raw = own if own.is_file() else reference()
    copy_trial_file(name, top)
    (top / "data" / name).mkdir(parents=True)
    shutil.copy2(raw, top / "data" / name / file)
    with working_in(top):
        run_steps(name)
    return top


@pytest.fixture(scope="module")
def chow2006(tmp_path_factory: pytest.TempPathFactory, shared: Callable[[str], Path]) -> Path:
    """The folder in which the neck pain trial has run."""
    reference = partial(shared, "trials/chow2006_laser_neck/neck_pain.csv")
    return run_with("chow2006", "neck_pain.csv", reference, tmp_path_factory.mktemp("chow2006"))


@pytest.fixture(scope="module")
def dinat2015(tmp_path_factory: pytest.TempPathFactory, shared: Callable[[str], Path]) -> Path:
    """The folder in which the first period of the amitriptyline trial has run."""
    reference = partial(shared, "trials/dinat2015_amitriptyline/xoverBOCF.csv")
    return run_with("dinat2015", "xoverBOCF.csv", reference, tmp_path_factory.mktemp("dinat2015"))


@pytest.fixture(scope="session")
def table() -> Callable[[Path, str, str], pd.DataFrame]:
    """Read a table's CSV as the texts that it shows."""

    def read(top: Path, trial: str, name: str) -> pd.DataFrame:
        return pd.read_csv(top / Layout(trial).table(name, "csv"), dtype="str", keep_default_na=False)

    return read
