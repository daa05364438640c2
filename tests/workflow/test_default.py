"""Where no file is named, the workflow makes everything: from the top of the clone, as `trialstats run` calls it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny import Tiny
from tests.workflow.project import ROOT
from trialstats.plan.workflow import PROFILE, SNAKEFILE
from trialstats.steps.progress import jobs_started


@pytest.mark.parametrize("snakefile", [ROOT / "Snakefile", SNAKEFILE], ids=["top", "workflow"])
def test_in_a_new_folder_there_is_everything_to_do(tiny: Tiny, snakefile: Path) -> None:
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(snakefile), "--profile", str(PROFILE)]
    done = subprocess.run(
        [*command, "--dry-run", "--config", "trials=tiny", "--quiet", "host"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    started = set(jobs_started((done.stdout + done.stderr).splitlines()))
    assert {"raw vas", "analyse change", "table change", "report", "manifest"} <= {job.strip() for job in started}
