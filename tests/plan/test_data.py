"""What a job uses of the data as received counts by its content: a file that was replaced may have kept its time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.tiny import Tiny
from trialstats.plan.jobs import Plan, data_digest
from trialstats.plan.layout import Layout


def used(tiny: Tiny) -> dict[tuple[str, str], tuple[str, ...]]:
    data_digest.cache_clear()  # a process sees a file once
    plan = Plan(tiny.load(), Layout("tiny"))
    return {(step, name): plan.job(step, name).used for step, name in plan.names()}


def test_a_file_of_the_same_size_and_time_is_another(tiny: Tiny) -> None:
    before, file = used(tiny), Path("data/vas.csv")
    stat = file.stat()
    tiny.replace("data/vas.csv", "001,V1,2024-02-02,PAIN,40,mm", "001,V1,2024-02-02,PAIN,41,mm")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (stat.st_size, stat.st_mtime_ns)
    after = used(tiny)
    different = {job for job in before if before[job] != after[job]}
    assert different == {("raw", "vas"), ("report", ""), ("manifest", "")}


@pytest.mark.parametrize("days", [-7300, 2])
def test_the_time_of_a_file_does_not_count(tiny: Tiny, days: int) -> None:
    before, file = used(tiny), Path("data/vas.csv")
    moment = file.stat().st_mtime + days * 86_400
    os.utime(file, (moment, moment))
    assert used(tiny) == before


def test_a_file_that_is_absent_is_said_by_whoever_reads_it(tiny: Tiny) -> None:
    Path("data/vas.csv").unlink()
    assert used(tiny)["raw", "vas"][1:] == ("",)
