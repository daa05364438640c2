"""What of the trial file decides about documents on paper."""

from __future__ import annotations

import pytest

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan
from trialstats.plan.layout import Layout


@pytest.mark.parametrize("step", ["documents", "listings"])
def test_the_title_decides_about_paper_whose_properties_have_it(tiny: Tiny, step: str) -> None:
    before = Plan(tiny.load(), Layout("tiny")).job(step).spec
    tiny.spec("title: A tiny trial\n", "title: A small trial\n")
    assert Plan(tiny.load(), Layout("tiny")).job(step).spec != before


def test_the_title_decides_about_no_table(tiny: Tiny) -> None:
    before = Plan(tiny.load(), Layout("tiny")).job("table", "change").spec
    tiny.spec("title: A tiny trial\n", "title: A small trial\n")
    assert Plan(tiny.load(), Layout("tiny")).job("table", "change").spec == before
