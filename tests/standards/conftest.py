"""One package of the tiny trial, shared by the tests that look at what is handed in."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.in_process import run_steps
from tests.tiny import EVENTS, Tiny, call
from trialstats.plan.layout import Layout

CHANGE = """change: {method: ancova, estimand: primary, role: primary, label: Analysis of covariance}
  events:
    method: adverse_events
    dataset: adae
    population: ITTFL
    term: AETERM
    severity: AESEV
    follow_up: {start: RANDDT, last_record: [adpain, adae]}"""
TABLES = """title: Change in pain, number: "1", analysis: change, footnotes: [A note.]}
  summary: {kind: descriptive, title: Pain by visit, analysis: summary}
  events: {kind: adverse_events, title: Adverse events, analysis: events}"""
STUDY = "m5/datasets/tiny-01"


@dataclass(frozen=True)
class Package:
    """The folder of the trial, with its results and what was handed in of them, and what the command said."""

    top: Path
    said: str

    @property
    def study(self) -> Path:
        return self.top / "results" / STUDY

    @property
    def datasets(self) -> Path:
        return self.study / "analysis" / "adam" / "datasets"

    def adam(self, name: str) -> Path:
        return self.top / Layout("tiny").adam(name)


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Package]:
    """Run the untidy tiny trial once, and write its package."""
    top = tmp_path_factory.mktemp("package")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(top)
        tiny = Tiny()
        tiny.spec("title: A tiny trial", "title: A tiny trial\ndata_cut: 2026-01-31\nstyle: house/style.yaml")
        tiny.write("house/style.yaml", "font: Times New Roman\n")
        tiny.spec("change: {method: ancova, estimand: primary}", CHANGE)
        tiny.spec("title: Change in pain, analysis: change}", TABLES)
        tiny.write("data/events.csv", EVENTS.replace("warmth", "Wärme"))
        run_steps("tiny", without=("documents", "report"))
        done = call("package", "tiny")
        assert (done.code, done.err) == (0, "")
        yield Package(Path(os.getcwd()), done.out)
