"""The workflow as a module of somebody else's, as a catalogue of workflows hands it out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.workflow.project import ROOT
from trialstats.starter import write_starter

THEIRS = """\
config["trials"] = "neck"


module trialstats:
    snakefile:
        "{snakefile}"
    config:
        config


use rule * from trialstats
"""


def test_another_workflow_uses_it_as_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_starter("neck")
    Path("Snakefile").write_text(THEIRS.format(snakefile=(ROOT / "workflow/Snakefile").as_posix()), encoding="utf-8")
    command = [sys.executable, "-m", "snakemake", "--dry-run", "--cores=1"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    assert "results/neck/report.html" in told.stdout + told.stderr


def test_a_catalogue_finds_what_it_looks_for() -> None:
    usage = YAML(typ="safe").load(ROOT / ".snakemake-workflow-catalog.yml")["usage"]
    assert {"mandatory-flags", "software-stack-deployment", "report"} <= set(usage)
    assert all((ROOT / name).is_file() for name in ("workflow/Snakefile", "config/README.md", "README.md"))
