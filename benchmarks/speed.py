"""The engine against a plain NumPy program, one thread, in one run: what counts is the ratio.

    python benchmarks/speed.py [--large]

Every case is the whole way from DataFrame to tables: fit, Kenward-Roger, LS means of arm by visit and differences. The
figures of R's mmrm are as recorded elsewhere unless Rscript with mmrm is installed (benchmarks/mmrm.R).
"""

from __future__ import annotations

import os

# One thread, whatever the machine has: set before NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import multiprocessing
import resource
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from prototype import ls_means
from timing import in_turns

from trials import FORMULA, synthetic
from trialstats.engines.mmrm import MMRMResult, fit_mmrm

HERE = Path(__file__).parent
RECORDED = {"200 x 4": "0.15 s", "1,000 x 10": "32 to 50 s", "CR2 with its df, ADAS-Cog (539 rows)": "35 s"}


def engine(data: pd.DataFrame) -> MMRMResult:
    """The whole call."""
    result = fit_mmrm(FORMULA, data, subject="USUBJID", visit="AVISIT")
    result.lsmeans("ARM", by="AVISIT")
    result.contrasts("ARM", by="AVISIT")
    return result


def difference(data: pd.DataFrame) -> float:
    """The largest relative difference of standard errors and degrees of freedom between the two programs."""
    result = fit_mmrm(FORMULA, data, subject="USUBJID", visit="AVISIT")
    means = result.lsmeans("ARM", by="AVISIT").sort_values(["ARM", "AVISIT"])
    both = pd.concat([means, result.contrasts("ARM", by="AVISIT")])[["std_error", "df"]].to_numpy()
    return float(np.abs(ls_means(data, FORMULA)[:, 1:3] / both - 1).max())


def whole_calls() -> list[tuple[str, float, float, str]]:
    """(case, engine, prototype, target) in seconds."""
    rows = []
    for n, t, repeats, target in [(200, 4, 60, "25 ms"), (1000, 10, 20, "100 ms")]:
        data = synthetic(n, t)
        ours, plain = in_turns([lambda data=data: engine(data), lambda data=data: ls_means(data, FORMULA)], repeats)
        rows.append((f"{n:,} x {t}", ours, plain, target))
        print(f"{n:,} x {t}: the two programs differ by {difference(data):.1e} at most, relative")
    return rows


def refit() -> tuple[str, float, float, str]:
    """The same design with a new outcome."""
    result = engine(synthetic(200, 4))
    outcome = result.design.outcome + np.random.default_rng(0).normal(size=result.n_obs)
    (ours,) = in_turns([lambda: result.refit(outcome)], 60)
    return "200 x 4, refit with a new outcome", ours, float("nan"), "5 ms"


def sandwich() -> tuple[str, float, float, str]:
    """CR2 with its degrees of freedom for every coefficient; the fit included."""
    sys.path.insert(0, str(HERE.parent))
    from tests.engines.mmrm.data import adas

    data = adas()

    def run() -> pd.DataFrame:
        fit = fit_mmrm("CHG ~ BASE + SITEGR1 + TRTP*AVISIT", data, subject="USUBJID", visit="AVISIT", vcov="cr2")
        return fit.coefficients()

    (ours,) = in_turns([run], 30)
    return "CR2 with its df, ADAS-Cog (539 rows)", ours, float("nan"), "50 ms"


def _alone(program: str, n: int, t: int, pipe: object) -> None:
    data = synthetic(n, t)
    start = time.perf_counter()
    engine(data) if program == "engine" else ls_means(data, FORMULA)
    pipe.send((time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2))


def large(n: int = 100_000, t: int = 10) -> list[str]:
    """Each program in a process of its own, for its peak memory."""
    lines = []
    for program in ("engine", "prototype"):
        receive, send = multiprocessing.Pipe()
        process = multiprocessing.get_context("spawn").Process(target=_alone, args=(program, n, t, send))
        process.start()
        seconds, gib = receive.recv()
        process.join()
        lines.append(f"{n:,} x {t}, {program}: {seconds:.1f} s, peak memory {gib:.2f} GiB")
    return lines


def in_r() -> str:
    """What R's mmrm takes here, where it is installed."""
    if shutil.which("Rscript") is None:
        return "R is not installed here: its figures are as recorded on another machine (mmrm 0.3.18)."
    done = subprocess.run(["Rscript", str(HERE / "mmrm.R")], capture_output=True, text=True, check=False)
    if done.returncode:
        return "R has no mmrm here: its figures are as recorded on another machine (mmrm 0.3.18)."
    return done.stdout


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--large", action="store_true", help="also 100,000 subjects at 10 visits")
    options = parser.parse_args()
    print("| case | engine, ms | NumPy program, ms | ratio | target | R's mmrm, recorded |\n|---|---|---|---|---|---|")
    for case, ours, plain, target in [*whole_calls(), refit(), sandwich()]:
        against = "" if np.isnan(plain) else f"{1e3 * plain:.1f}"
        ratio = "" if np.isnan(plain) else f"{ours / plain:.2f}"
        print(f"| {case} | {1e3 * ours:.1f} | {against} | {ratio} | {target} | {RECORDED.get(case, '')} |")
    print()
    for line in large() if options.large else []:
        print(line)
    print(in_r())


if __name__ == "__main__":
    main()
