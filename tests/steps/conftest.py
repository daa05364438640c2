"""One finished run of the tiny trial, shared by the tests that look at what it made."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
import pytest

from tests.steps.run import run_steps, untidy
from tests.tiny import Tiny
from trialstats.io.artefacts import read_artefact


@dataclass(frozen=True)
class Finished:
    """What a run has made: the page and its tables, the analysis results data, and the rows of the analyses.

    files: of each table and ending.
    """

    report: str
    tables: dict[str, str]
    ard: pd.DataFrame
    rows: pd.DataFrame
    files: dict[tuple[str, str], bytes]


@pytest.fixture(scope="session")
def finished_tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Finished]:
    """Run the untidy tiny trial once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("steps"))
        tiny = Tiny()
        untidy(tiny)
        trial, layout = run_steps(tiny)
        yield Finished(
            layout.report.read_text("utf-8"),
            {name: layout.table(name, "html").read_text("utf-8") for name in trial.tables},
            read_artefact(layout.ard),
            pd.concat([read_artefact(layout.rows(name)) for name in trial.analyses], ignore_index=True),
            {
                (name, ending): layout.table(name, ending).read_bytes()
                for name in trial.tables
                for ending in ("csv", "rtf", "docx", "json")
            },
        )
