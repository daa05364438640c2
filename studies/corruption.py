"""What `trialstats check` makes of thousands of corrupted trials: refused, listed, or accepted with what change.

    python studies/corruption.py --cases 3000 --workers 2

The corruptions are those of tests/corruptions. Each case is judged in a process of its own, which is killed after a
minute; warnings are errors. Writes docs/studies/corruption.md.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import gc
import multiprocessing
import pickle
import select
import signal
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from corruption_report import report
from seeds import CORRUPTION
from tests.corruptions import Case
from tests.corruptions.outcome import Outcome, case_of, judge, pristine
from tests.corruptions.trials import PARTS

ROOT = Path(__file__).resolve().parents[1]
SECONDS = 60.0


def worker(numbers: range, keep: Path | None) -> list[tuple[int, str, Outcome]]:
    """Judge cases one after another, each in a child that has the imports and the good trials already."""
    warnings.simplefilter("error")
    folder = Path(tempfile.mkdtemp(prefix="corruption-"))
    for part in PARTS:
        pristine(part, folder)
    gc.freeze()  # children share what is there
    done = []
    for number in numbers:
        part, case = case_of(number, CORRUPTION, folder)
        outcome = apart(case, part, folder)
        done.append((number, part, outcome))
        if keep and not len(done) % 25:
            keep.with_suffix(f".{numbers.start}").write_bytes(pickle.dumps(done))
        if outcome.faults or number % 100 < 2:
            print(number, part, case.operation, case.done, *outcome.faults, flush=True)
    return done


def apart(case: Case, part: str, folder: Path) -> Outcome:
    """Judge a case in a child process; a child that takes too long, or dies, is a fault of its own."""
    end, begin = os.pipe()
    child = os.fork()
    if not child:
        os.close(end)
        with os.fdopen(begin, "wb") as pipe:
            pickle.dump(attempt(case, part, folder), pipe)
        os._exit(0)
    os.close(begin)
    with os.fdopen(end, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], SECONDS)
        content = pipe.read() if ready else b""
        if not ready:
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if content:
        outcome: Outcome = pickle.loads(content)
        return outcome
    fault = f"no answer in {SECONDS:g} s" if not ready else "the process died"
    return Outcome(case, "FAULT", fault, faults=(fault,))


def attempt(case: Case, part: str, folder: Path) -> Outcome:
    try:
        return judge(case, part, folder)
    except BaseException:
        said = traceback.format_exc()
        return Outcome(case, "FAULT", said, faults=(said.splitlines()[-1],))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cases", type=int, default=3000)
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--keep", type=Path, help="also write the outcomes here, as they come")
    given = arguments.parse_args()
    start = time.monotonic()
    with multiprocessing.Pool(given.workers) as pool:
        shares = [(range(first, given.cases, given.workers), given.keep) for first in range(given.workers)]
        outcomes = sorted(
            (found for share in pool.starmap(worker, shares) for found in share), key=lambda found: found[0]
        )
    minutes = (time.monotonic() - start) / 60
    if given.keep:
        given.keep.write_bytes(pickle.dumps(outcomes))
    call = f"python studies/corruption.py --cases {given.cases} --workers {given.workers}"
    (ROOT / "docs" / "studies" / "corruption.md").write_text(report(outcomes, call, minutes), "utf-8")
    print(*faults_of(outcomes), sep="\n")
    print(Counter(outcome.kind for _, _, outcome in outcomes))


def faults_of(outcomes: list[tuple[int, str, Outcome]]) -> Iterator[str]:
    for number, part, outcome in outcomes:
        if outcome.faults:
            yield f"{number} {part} {outcome.case.operation}: {outcome.case.done}: {outcome.faults}\n{outcome.said}"


if __name__ == "__main__":
    main()
