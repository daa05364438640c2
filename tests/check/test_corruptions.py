"""300 corruptions of the built-in trial's files and trial file: none ends in a traceback, hangs or loses a row.

`studies/corruption.py` tries thousands, and its report shows what is accepted.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.corruptions import OPERATIONS
from tests.corruptions.outcome import ACCEPTED, REFUSED, case_of, judge

ROOT, CASES, TOGETHER = 20261129, 300, 10
SECONDS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corrupted")


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """Stop what takes longer."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"no answer in {seconds} s")

    old = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)


def test_every_operation_is_among_the_cases() -> None:
    assert len(OPERATIONS) <= CASES


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, CASES, TOGETHER))
def test_what_is_corrupted_is_refused_in_words_or_accounted_for(first: int, folder: Path) -> None:
    for number in range(first, first + TOGETHER):
        part, case = case_of(number, ROOT, folder)
        with limited(SECONDS):
            outcome = judge(case, part, folder)
        told = (number, part, case.operation, case.done, outcome.said)
        assert outcome.faults == (), told
        assert outcome.kind in (*REFUSED.values(), *ACCEPTED), told
