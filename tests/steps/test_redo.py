"""What `verify` names after something changed since the run, and nothing besides."""

from __future__ import annotations

from importlib import import_module

from tests.in_process import run_steps
from tests.tiny import Tiny
from trialstats.steps.redo import altered


def test_each_change_is_named_as_itself(tiny: Tiny) -> None:
    trial, layout = tiny.load(), run_steps("tiny")
    import_module("trialstats.steps.manifest").run(trial, layout, "")
    assert list(altered(trial, layout)) == []

    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", "001,V1,2024-02-02,PAIN,41,mm")
    data = "data/vas.csv: changed since the run"
    assert list(altered(trial, layout)) == [data]

    page = layout.report.read_text("utf-8")
    layout.report.write_text(page + " ", "utf-8")
    changed = [
        f"{layout.report}: is not what the run wrote",
        f"{layout.report}: comes out otherwise from the same results",
    ]
    assert list(altered(trial, layout)) == [data, *changed]

    layout.report.unlink()
    absent = [f"{layout.report}: absent", f"{layout.report}: comes out otherwise from the same results"]
    assert list(altered(trial, layout)) == [data, *absent]
