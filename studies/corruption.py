"""What `trialstats check` makes of thousands of corrupted trials: refused, listed, or accepted with what change.

    python studies/corruption.py --cases 3000 --workers 2

The corruptions are those of tests/corruptions. Each case is judged in a process of its own, which is killed after a
minute of its own time; warnings are errors. Writes docs/studies/corruption.md. With `--keep`, outcomes are kept as they
come, and a study that was stopped goes on from there.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import gc
import math
import multiprocessing
import pickle
import resource
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
# Of the processor, and by the clock: a loaded machine is no fault of a case.
SECONDS, CLOCK = 60, 1200.0


def worker(numbers: range, keep: Path | None) -> list[tuple[int, str, Outcome]]:
    """Judge cases one after another, each in a child that has the imports and the good trials already."""
    warnings.simplefilter("error")
    folder = Path(tempfile.mkdtemp(prefix="corruption-"))
    for part in PARTS:
        pristine(part, folder)
    gc.freeze()  # children share what is there
    share = share_of(keep, numbers.start)
    done = [found for found in kept(share) if not found[2].faults]
    judged = {number for number, _, _ in done}
    for number in (number for number in numbers if number not in judged):
        part, case = case_of(number, CORRUPTION, folder)
        outcome = apart(case, part, folder)
        done.append((number, part, outcome))
        if share and not len(done) % 25:
            share.write_bytes(pickle.dumps(done))
        if outcome.faults or number % 100 < 2:
            print(number, part, case.operation, case.done, *outcome.faults, flush=True)
    return done


def share_of(keep: Path | None, first: int) -> Path | None:
    """Give the file of the outcomes of the worker that begins with a case."""
    return keep.with_suffix(f".{first}") if keep else None


def kept(share: Path | None) -> list[tuple[int, str, Outcome]]:
    """Give the outcomes of a study that was stopped; none at its beginning."""
    if share is None or not share.exists():
        return []
    outcomes: list[tuple[int, str, Outcome]] = pickle.loads(share.read_bytes())
    return outcomes


def apart(case: Case, part: str, folder: Path) -> Outcome:
    """Judge a case in a child process; a child that takes too long, or dies, is a fault of its own."""
    end, begin = os.pipe()
    child = os.fork()
    if not child:
        os.close(end)
        resource.setrlimit(resource.RLIMIT_CPU, (used() + SECONDS, used() + SECONDS + 1))
        with os.fdopen(begin, "wb") as pipe:
            pickle.dump(attempt(case, part, folder), pipe)
        os._exit(0)
    os.close(begin)
    with os.fdopen(end, "rb") as pipe:
        ready, _, _ = select.select([pipe], [], [], CLOCK)
        content = pipe.read() if ready else b""
        if not ready:
            os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    if content:
        outcome: Outcome = pickle.loads(content)
        return outcome
    fault = f"no answer in {CLOCK:g} s" if not ready else f"the process died, or had no answer in its {SECONDS} s"
    return Outcome(case, "FAULT", fault, faults=(fault,))


def used() -> int:
    """Count the seconds of the processor that this process has used."""
    return math.ceil(time.process_time())


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
    parts = any(kept(share_of(given.keep, first)) for first in range(given.workers))
    with multiprocessing.Pool(given.workers) as pool:
        shares = [(range(first, given.cases, given.workers), given.keep) for first in range(given.workers)]
        outcomes = sorted(
            (found for share in pool.starmap(worker, shares) for found in share), key=lambda found: found[0]
        )
    minutes = (time.monotonic() - start) / 60
    if given.keep:
        given.keep.write_bytes(pickle.dumps(outcomes))
    call = f"python studies/corruption.py --cases {given.cases} --workers {given.workers}"
    (ROOT / "docs" / "studies" / "corruption.md").write_text(report(outcomes, call, minutes, parts), "utf-8")
    print(*faults_of(outcomes), sep="\n")
    print(Counter(outcome.kind for _, _, outcome in outcomes))


def faults_of(outcomes: list[tuple[int, str, Outcome]]) -> Iterator[str]:
    for number, part, outcome in outcomes:
        if outcome.faults:
            yield f"{number} {part} {outcome.case.operation}: {outcome.case.done}: {outcome.faults}\n{outcome.said}"


if __name__ == "__main__":
    main()
