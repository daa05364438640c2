"""CPU seconds and peak memory of every step of a trial, each in a process of its own.

python benchmarks/stages.py FOLDER [--steps data,analyse,ard] [--only NAME,NAME] [--source CHECKOUT]

FOLDER holds large.yaml, as benchmarks/large_trial.py writes it; what the steps make goes to its results/. Steps are
named as in plan/jobs.py, and `check` is the check before a run; `data` stands for all up to ADaM, `displays` for
figures, tables and listings. A step is forked from a process that has imported pandas and SciPy, so that their import
is not counted; their memory is. With --source the code of another checkout runs. A step that wants more than --memory
or --cpu ends, and is told so.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import sys
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

DATA = ("raw", "subjects", "dataset", "adsl", "adam", "events", "adice", "affected", "times")
DISPLAYS = ("figure", "table", "documents", "listing", "listings")
ALIASES = {"data": DATA, "displays": DISPLAYS}
TRIAL = "large"
CHECK = "check"


@dataclass(frozen=True)
class Measured:
    """One step: CPU seconds (user and system), peak resident memory in MB, what ended it (empty where it was well)."""

    step: str
    name: str
    cpu: float
    peak: float
    ended: str


def measure(step: str, name: str, memory: float | None, cpu: int | None) -> Measured:
    """Run one step in a child, and ask the system what the child took."""
    child = os.fork()
    if child == 0:
        os._exit(run(step, name, memory, cpu))
    _, status, used = os.wait4(child, 0)
    code = os.waitstatus_to_exitcode(status)
    ended = {0: "", 3: "no memory", 4: "failed"}.get(code, f"signal {-code}" if code < 0 else f"exit code {code}")
    # Linux counts in kB, macOS in bytes.
    peak = used.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)
    return Measured(step, name, used.ru_utime + used.ru_stime, peak, ended)


def run(step: str, name: str, memory: float | None, cpu: int | None) -> int:
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    if memory:
        resource.setrlimit(resource.RLIMIT_AS, (int(memory * 1024**3),) * 2)
    if cpu:
        resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    try:
        work = import_module(f"trialstats.steps.{step}")
        trial = load_trial(trial_path(TRIAL))
        if step == CHECK:
            work.check_data(trial)
        else:
            work.run(trial, Layout(TRIAL), name)
    except MemoryError:
        return 3
    except BaseException:
        traceback.print_exc()
        return 4
    return 0


def main() -> None:
    """Measure the steps that the command line asks for; print each, and write them to stages.csv in the folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--steps", default="", help="steps, by default all")
    parser.add_argument("--only", default="", help="names, by default all")
    parser.add_argument("--source", type=Path, help="another checkout")
    parser.add_argument("--memory", type=float, help="GB of address space that a step may have")
    parser.add_argument("--cpu", type=int, help="CPU seconds that a step may take")
    asked = parser.parse_args()
    if asked.source:
        sys.path.insert(0, str(asked.source.absolute() / "src"))
    for heavy in ("pandas", "pyarrow.parquet", "scipy.stats", "scipy.optimize"):
        import_module(heavy)
    from trialstats.plan.jobs import Plan
    from trialstats.plan.layout import Layout
    from trialstats.trialfile.load import load_trial
    from trialstats.trialfile.named import trial_path

    os.chdir(asked.folder)
    chosen = {step for word in asked.steps.split(",") if word for step in ALIASES.get(word, (word,))}
    only = set(filter(None, asked.only.split(",")))
    found = []
    planned = Plan(load_trial(trial_path(TRIAL)), Layout(TRIAL)).names()
    for step, name in [(CHECK, ""), *planned]:
        if (not chosen or step in chosen) and (not only or name in only):
            found.append(measure(step, name, asked.memory, asked.cpu))
            last = found[-1]
            print(f"{step:10} {name:24} {last.cpu:8.1f} s {last.peak:8.0f} MB  {last.ended}", flush=True)
    with Path("stages.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(Measured.__dataclass_fields__)
        writer.writerows([each.step, each.name, f"{each.cpu:.1f}", f"{each.peak:.0f}", each.ended] for each in found)
    print(f"{'all':35} {sum(each.cpu for each in found):8.1f} s {max(each.peak for each in found):8.0f} MB at most")


if __name__ == "__main__":
    main()
