"""What of the trial file decides about documents on paper."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout


@pytest.mark.parametrize(("header", "differs"), [("{study}", False), ("{study}: {title}", True)])
@pytest.mark.parametrize("step", ["documents", "listings"])
def test_the_title_decides_where_paper_has_it(tiny: Tiny, step: str, header: str, differs: bool) -> None:
    tiny.write("house.yaml", f'header: "{header}"\n')
    tiny.spec("title: A tiny trial\n", "title: A tiny trial\nstyle: house.yaml\n")
    before = Plan(tiny.load(), Layout("tiny")).job(step).spec
    tiny.spec("title: A tiny trial\n", "title: A small trial\n")
    assert (Plan(tiny.load(), Layout("tiny")).job(step).spec != before) == differs


def test_the_title_decides_about_no_table(tiny: Tiny) -> None:
    before = Plan(tiny.load(), Layout("tiny")).job("table", "change").spec
    tiny.spec("title: A tiny trial\n", "title: A small trial\n")
    assert Plan(tiny.load(), Layout("tiny")).job("table", "change").spec == before
