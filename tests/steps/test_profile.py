"""Where the time of a run went, as it is told and drawn."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from trialstats.plan.layout import Layout
from trialstats.steps.profile import Spent, Took, as_csv, kinds, lines, read, tell
from trialstats.steps.profile_figure import rows

TOOK = (
    Took("raw vas", waited=0.1, begun=10.0, wall=2.0, cpu=1.0, memory=2048),
    Took("analyse pain", waited=0.0, begun=11.0, wall=4.0, cpu=3.5, memory=4096),
    Took("raw labs", waited=0.0, begun=12.5, wall=1.0, cpu=0.5, memory=1024),
    Took("ard", waited=0.0, begun=15.0, wall=1.0, cpu=0.25, memory=1024),
)


def test_kinds_add_up_and_the_longest_comes_first() -> None:
    found = [(kind.name, kind.steps, kind.wall, kind.cpu, kind.memory) for kind in kinds(TOOK)]
    assert found == [("analyse", 1, 4.0, 3.5, 4096), ("raw", 2, 3.0, 1.5, 2048), ("ard", 1, 1.0, 0.25, 1024)]


def test_steps_that_ran_at_once_lie_in_rows_of_their_own() -> None:
    placed = [[one.job for one in row] for row in rows(TOOK)]
    assert placed == [["raw vas", "raw labs", "ard"], ["analyse pain"]]


def test_every_step_is_told_and_what_a_killed_server_left_is_none() -> None:
    told = io.BytesIO(
        b'{"job": "raw vas", "waited": 0.1, "begun": 10.0, "wall": 2.0, "cpu": 1.0, "memory": 2048}\n{"job": "ra'
    )
    assert list(read(told)) == [TOOK[0]]


def test_the_table_has_a_row_a_step_in_the_order_of_their_beginnings() -> None:
    found = list(csv.DictReader(io.StringIO(as_csv(TOOK[::-1]))))
    assert [(row["step"], row["name"]) for row in found] == [
        ("raw", "vas"),
        ("analyse", "pain"),
        ("raw", "labs"),
        ("ard", ""),
    ]
    assert found[2] == {
        "step": "raw",
        "name": "labs",
        "waited_s": "0.000",
        "begun_s": "2.500",
        "passed_s": "1.000",
        "computed_s": "0.500",
        "memory_mib": "1",
    }


def test_the_parts_of_a_run_add_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    spent = Spent(of_snakemake=6.0, of_server=2.0, took=TOOK)
    tell(spent, Layout("tiny"))
    said = capsys.readouterr().out
    (whole,) = re.findall(r"passed, ([\d.]+) s computed", said)
    parts = re.findall(r"^  .{30} *([\d.]+) s computed$", said, re.MULTILINE)
    assert len(parts) == 4
    assert sum(map(float, parts)) == pytest.approx(float(whole), abs=0.21)  # each is rounded to 0.1
    assert re.search(r"^  raw +2 +3\.00 +1\.50 +2$", said, re.MULTILINE)
    assert said.index("analyse pain") < said.index("raw vas")
    assert Path("results/tiny.profile.csv").read_text("utf-8") == as_csv(TOOK)
    assert "<svg" in Path("results/tiny.profile.svg").read_text("utf-8")


def test_where_no_step_was_served_that_is_said() -> None:
    said = list(lines(Spent(of_snakemake=6.0)))
    assert said[-1] == "  no step was served, so that nothing is known of each"
    assert any("Snakemake, with all steps" in line for line in said)
