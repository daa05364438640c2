"""A display that fails costs that display: the report is made, says so, and the run ends with exit code 4."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

import trialstats.methods.continuous.estimates_table
import trialstats.methods.continuous.lsmeans_figure
from tests.steps.run import run_steps
from tests.tiny import TRIAL_FILE, Tiny
from trialstats.errors import DataError, FitError, SpecError
from trialstats.steps.figure import failed
from trialstats.steps.redo import altered
from trialstats.steps.run import finish

FIGURES = """\
figures:
  means: {kind: lsmeans, number: "8", title: Means by visit, analysis: change}
"""
FAULT = "a fault of the program (KeyError: 'unit'). The traceback is in results/tiny/logs/"


def failing(error: Exception) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise error

    return fail


@pytest.fixture
def pictured(tiny: Tiny) -> Tiny:
    tiny.add(TRIAL_FILE, *FIGURES.splitlines())
    return tiny


def test_a_figure_of_an_analysis_that_failed_says_why_that_did(tmp_path: Path) -> None:
    """And not which kind of rows its own code looks for."""
    layout = SimpleNamespace(notes=lambda name: tmp_path / f"{name}.json")
    (tmp_path / "pain.json").write_text('{"failed": [{"reason": "one arm"}, {"PARAMCD": "PAIN", "reason": "one arm"}]}')
    (tmp_path / "other.json").write_text('{"failed": []}')
    assert failed(cast("Any", layout), ["pain", "other"]) == ["one arm"]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (DataError("no rows of kind count"), "no rows of kind count."),
        (SpecError(["one thing", "and another"]), "one thing; and another."),
        (FitError("it did not converge."), "it did not converge."),
        (KeyError("unit"), f"{FAULT}figures/means.log."),
    ],
)
def test_the_rest_of_the_report_stands(
    pictured: Tiny, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: Exception, said: str
) -> None:
    monkeypatch.setattr(trialstats.methods.continuous.lsmeans_figure, "draw", failing(error))
    trial, layout = run_steps(pictured)
    log = capsys.readouterr().err
    assert ("Traceback" in log) == isinstance(error, KeyError)
    sentence = f"This figure could not be made: {said}"
    words = json.loads(layout.figure("means", "json").read_text("utf-8"))
    assert (words["alt"], words["failed"]) == (sentence, sentence)
    report = layout.report.read_text("utf-8")
    told = report[report.index("Not shown") :].replace("&#39;", "'")
    assert sentence in told[:2000]
    assert '<a href="#figure-means">Figure 8 Means by visit</a>' in told
    assert 'id="table-change"' in report
    assert finish(trial, layout) == 4
    assert f"figure means: {sentence}" in capsys.readouterr().err
    import_module("trialstats.steps.manifest").run(trial, layout, "")
    assert list(altered(trial, layout)) == []


def test_a_table_that_fails_has_its_title_and_the_reason(pictured: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trialstats.methods.continuous.estimates_table, "tabulate", failing(KeyError("unit")))
    trial, layout = run_steps(pictured)
    page = layout.table("change", "html").read_text("utf-8").replace("&#x27;", "'")
    assert f"This table could not be made: {FAULT}tables/change.log." in page
    assert "Change in pain" in page
    assert layout.table("change", "csv").read_text("utf-8-sig").count("\n") == 1
    assert json.loads(layout.figure("means", "json").read_text("utf-8"))["failed"] is None
    assert finish(trial, layout) == 4


def test_a_full_disk_stops_the_run(pictured: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        trialstats.methods.continuous.lsmeans_figure, "draw", failing(OSError(28, "No space left on device"))
    )
    with pytest.raises(OSError, match="No space left"):
        run_steps(pictured)


def test_where_a_thing_lies_in_memory_is_not_said(pictured: Tiny, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        trialstats.methods.continuous.lsmeans_figure, "draw", failing(ValueError(f"not {object()}\nmore"))
    )
    _, layout = run_steps(pictured)
    assert "(ValueError: not <object object>)" in layout.figure("means", "json").read_text("utf-8")
