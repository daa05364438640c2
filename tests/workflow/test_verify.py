"""`trialstats verify` notices what was altered after a run, also when the manifest was made again over it."""

from __future__ import annotations

import os

import pytest

from tests.workflow.project import Project

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workflow")]


def test_an_untouched_run_is_in_order(finished: Project) -> None:
    done = finished.call("trialstats", "verify", finished.trial)
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith(": 0 differences\n")


@pytest.mark.parametrize("name", ["report.html", "tables/pain_summary.csv", "figures/pain.csv"])
def test_an_altered_output_is_named(finished: Project, name: str) -> None:
    path = finished.top / "results" / finished.trial / name
    kept, stat = path.read_bytes(), path.stat()
    path.write_bytes(kept.replace(b"67.2", b"97.2", 1) if b"67.2" in kept else kept + b"\n")
    try:
        finished.call("trialstats", "step", "manifest", finished.trial)
        done = finished.call("trialstats", "verify", finished.trial)
    finally:
        path.write_bytes(kept)
        finished.call("trialstats", "step", "manifest", finished.trial)
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert done.returncode == 5
    assert f"results/small/{name}: comes out otherwise from the same results" in done.stderr
