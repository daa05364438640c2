"""Simulated trials as jobs of SLURM: the numbers of one core, also where a node is lost midway."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from textwrap import indent

import pandas as pd
import pytest

from tests.cluster import slurm
from tests.simulate.trial import ANALYSES, DESIGN, TRIAL
from tests.workflow.project import ROOT
from trialstats.plan.layout import Layout

PLUGIN = "snakemake_executor_plugin_slurm"
ASKED = "TRIALSTATS_SLURM" in os.environ
HERE = slurm.is_installed() and importlib.util.find_spec(PLUGIN) is not None and os.geteuid() == 0

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not ASKED, reason="takes minutes of waiting for a queue: make test-cluster"),
    pytest.mark.skipif(not HERE, reason="needs root, Debian's slurm-wlm and munge, and requirements-cluster.lock"),
]

MANY = DESIGN.replace("replicates: 40", "replicates: 800").replace("batch: 20", "batch: 40")


@pytest.fixture(scope="module")
def nodes() -> Iterator[None]:
    with slurm.cluster():
        yield


def planned(folder: Path) -> Path:
    """Write the trial file, alone: a design has no data."""
    folder.mkdir()
    text = f"{TRIAL}analyses:\n{ANALYSES}design:\n{indent(MANY, '  ')}"
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return folder


def on_nodes(folder: Path) -> subprocess.Popen[str]:
    """Begin to simulate the design as jobs of SLURM, five batches a job."""
    command = [sys.executable, "-m", "snakemake", "--snakefile", str(ROOT / "workflow" / "Snakefile")]
    command += ["--profile", str(ROOT / "profiles" / "slurm"), "--config", "trials=plan", "batches=5"]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.Popen(
        [*command, "--", "designs"],
        cwd=folder,
        env={**os.environ, "PATH": path},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def test_a_lost_node_costs_its_jobs_and_no_number_changes(nodes: None, tmp_path: Path) -> None:
    scattered, alone = planned(tmp_path / "scattered"), planned(tmp_path / "alone")
    run = on_nodes(scattered)
    batches = scattered / "results" / "plan" / "design" / "batches"
    while not list(batches.rglob("*.parquet")) and run.poll() is None:
        time.sleep(0.5)
    slurm.stop_node("n1")
    told, _ = run.communicate()
    assert run.returncode == 0, told
    subprocess.run([sys.executable, "-m", "trialstats", "design", "plan"], cwd=alone, check=True)
    with chdir(alone):
        table = Layout("plan").design("characteristics.csv")
        expected = pd.read_csv(table)
    found = pd.read_csv(scattered / table)
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
