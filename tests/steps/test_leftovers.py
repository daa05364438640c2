"""What a run removes before it begins: what earlier runs made and nobody asks for any more, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout
from trialstats.steps.run import remove_leftovers

TABLE = "results/tiny/tables/change.html"


def begin(tiny: Tiny) -> None:
    remove_leftovers(Plan(tiny.load(), Layout("tiny")))


def test_a_table_that_is_asked_for_no_more_goes(tiny: Tiny, capsys: pytest.CaptureFixture[str]) -> None:
    begin(tiny)
    tiny.write(TABLE, "made by the first run")
    begin(tiny)
    assert tiny.path(TABLE).is_file()
    tiny.spec("  change: {kind: estimates", "  another: {kind: estimates")
    begin(tiny)
    assert capsys.readouterr().out == f"  removed {TABLE}, which the trial file asks for no more\n"
    assert not tiny.path(TABLE).exists()


def test_files_of_others_stay(tiny: Tiny, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    begin(tiny)
    for path in ("results/tiny/notes.txt", "results/tiny/mine/letter.docx", "results/tiny/tables/other.html"):
        tiny.write(path, "mine")
    tiny.write("results/tiny/tables/.change.html.7.part", "half")
    tiny.write("results/tiny/.asked.json", '["results/tiny/../../data/vas.csv", "data/vas.csv", 7]')
    begin(tiny)
    assert {str(path) for path in Path("results/tiny").rglob("*") if path.is_file()} == {
        "results/tiny/.asked.json",
        "results/tiny/mine/letter.docx",
        "results/tiny/notes.txt",
        "results/tiny/tables/other.html",
    }
    assert tiny.path("data/vas.csv").is_file()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("content", ["", "{", "7", "null"])
def test_a_damaged_memory_costs_nothing(tiny: Tiny, content: str) -> None:
    tiny.write("results/tiny/.asked.json", content)
    tiny.write(TABLE, "made")
    begin(tiny)
    assert tiny.path(TABLE).is_file()
