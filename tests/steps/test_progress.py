"""Snakemake's output in a few words. The lines are those of Snakemake 9.27.1."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from itertools import count

import pytest

from trialstats.steps.progress import Work, clock, follow, jobs_started

LINES = """\
Building DAG of jobs...
Job stats:
job            count
-----------  -------
raw                2
analyse            1
all                1
total              4

Execute 2 jobs...

[Sun Jan  7 09:00:31 2024]
localrule raw:
    input: data/pain.csv
    output: results/tiny/raw/pain.parquet
    jobid: 10
    reason: Missing output files: results/tiny/raw/pain.parquet
    wildcards: trial=tiny, name=pain
    resources: tmpdir=/tmp
localrule raw:
    jobid: 6
    wildcards: trial=tiny, name=people
[Sun Jan  7 09:00:42 2024]
Finished jobid: 6 (Rule: raw)
1 of 4 steps (25%) done
Finished jobid: 10 (Rule: raw)
2 of 4 steps (50%) done
rule analyse:
    jobid: 5
    wildcards: trial=tiny, name=change
Error in rule analyse:
    jobid: 5
    input: results/tiny/adam/adpain.parquet
localrule all:
    jobid: 0
Finished jobid: 0 (Rule: all)
""".splitlines()


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def seconds() -> Iterator[float]:
    """A clock that goes on by half a minute whenever it is looked at."""
    return (30.0 * number for number in count())


def test_what_is_at_work_and_what_is_done() -> None:
    work, seen = Work(), []
    for line in LINES:
        work.read(line)
        seen.append((work.done, tuple(work.at_work.values())))
    assert (work.total, work.done, work.at_work) == (3, 2, {})
    assert list(dict.fromkeys(seen)) == [
        (0, ()),
        (0, ("raw pain",)),
        (0, ("raw pain", "raw people")),
        (1, ("raw pain",)),
        (2, ()),
        (2, ("analyse change",)),
    ]


def test_jobs_are_named_as_they_start() -> None:
    assert list(jobs_started(LINES)) == ["raw pain", "raw people", "analyse change"]


def test_elsewhere_than_in_a_terminal_a_line_a_job() -> None:
    out = StringIO()
    follow(LINES, out, seconds().__next__)
    assert out.getvalue().splitlines() == [
        "  raw pain (0 of 3 done, 0:30)",
        "  raw people (0 of 3 done, 1:00)",
        "  analyse change (2 of 3 done, 1:30)",
        "  2 of 3 made in 2:00",
    ]


def test_in_a_terminal_one_line_which_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "36")
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    follow(LINES, out, lambda: 0.0)
    shown = out.getvalue().split("\r\x1b[2K")
    assert list(dict.fromkeys(shown[1:])) == [
        "  preparing, 0:00",
        "  0 of 3 done, 0:00",
        "  0 of 3 done, 0:00: raw pain",
        "  0 of 3 done, 0:00: raw pain, raw ",
        "  1 of 3 done, 0:00: raw pain",
        "  2 of 3 done, 0:00",
        "  2 of 3 done, 0:00: analyse change",
        "  2 of 3 made in 0:00\n",
    ]
    assert "\n" not in "".join(shown[:-1])


def test_a_terminal_that_knows_no_signs_gets_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out = Terminal()
    follow(LINES, out, lambda: 0.0)
    assert "\x1b" not in out.getvalue()


def test_nothing_to_make_is_nothing_to_say() -> None:
    out = StringIO()
    follow(["Building DAG of jobs...", "Nothing to be done (all requested files are present and up to date)."], out)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("passed", "said"), [(0, "0:00"), (7.9, "0:07"), (760, "12:40"), (3599, "59:59"), (3723, "1:02:03")]
)
def test_a_time_as_a_clock_says_it(passed: float, said: str) -> None:
    assert clock(passed) == said


def test_a_rule_that_one_trial_has_for_itself_is_told_by_its_step() -> None:
    lines = ["localrule documents_tiny:", "    jobid: 3", "    wildcards: trial=tiny"]
    assert list(jobs_started(lines)) == ["documents"]
