"""`snakemake --report` finds the displays by trial, section and title."""

from __future__ import annotations

import pytest

from tests.workflow.project import Project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workflow")]


def test_snakemakes_own_report(finished: Project) -> None:
    done = finished.call("snakemake", "--report", "overview.html", "--config", f"trials={finished.trial}")
    assert done.returncode == 0, done.stderr
    page = (finished.top / "overview.html").read_text("utf-8")
    for text in ("Change in pain intensity by visit", "Disposition of subjects", "Quality of life", finished.trial):
        assert text in page
