"""Whether small, sparse trials end at the best optimum or with a reason, and never otherwise.

    python studies/robustness.py --trials 1000 --workers 2

Each trial is fitted with several structures and with a ladder; warnings are errors. A fit that converges is searched
again from other starts, and so is one that does not: is there a maximum inside that was missed?
Writes docs/studies/robustness.md.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import re
import time
import warnings
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from seeds import ROBUSTNESS, streams
from small_trial import small_trial

from trialstats.engines.mmrm import fit_mmrm
from trialstats.engines.mmrm.design import Roles, build_design
from trialstats.engines.mmrm.optimise import maximise
from trialstats.engines.mmrm.setup import Setup, set_up
from trialstats.engines.mmrm.start import starting_covariances
from trialstats.errors import FitError

STRUCTURES = ["us", "toeph", "adh", "ar1h", "csh", "cs"]
LADDER = ["us", "toeph", "ar1h", "csh", "cs"]
STARTS = 6
DOCS = Path(__file__).parents[1] / "docs" / "studies"


def reason(error: FitError) -> str:
    """The message without its numbers and names."""
    text = str(error).splitlines()[-1].split(" (after")[0]
    text = re.sub(r"^\w+ (did not converge|cannot be fitted): ", "", text)
    return re.sub(
        r"too few subjects: none was seen at both .*",
        "too few subjects: none was seen at both of two visits",
        re.sub(r"\d+", "n", text),
    )[:90]


def best_elsewhere(setup: Setup, name: str, rng: np.random.Generator) -> tuple[float, float]:
    """The highest log-likelihoods of searches from random starts: of those that converge, and of those that run to
    the edge; -inf where there is none."""
    problem, cells = setup.problem(timed=False)
    structure = cells.build(name)
    moment = next(iter(starting_covariances(problem.stack)))
    deviations, inside, edge = np.sqrt(np.diag(moment)), [-np.inf], [-np.inf]
    for _ in range(STARTS):
        factors = rng.normal(size=(len(moment), int(rng.integers(1, 4))))
        correlated = factors @ factors.T + np.diag(rng.uniform(0.1, 2.0, len(moment)))
        scale = deviations * rng.uniform(0.4, 2.0, len(moment)) / np.sqrt(np.diag(correlated))
        try:
            optimum = maximise(problem, structure, structure.start(correlated * np.outer(scale, scale)))
        except ArithmeticError:
            continue
        (edge if optimum.message else inside).append(optimum.point.loglik)
    return max(inside), max(edge)


def one_trial(numbered: tuple[int, np.random.SeedSequence]) -> list[tuple[int, str, str, str]]:
    """(trial, structure, outcome, detail) of each structure and of the ladder."""
    number, seed = numbered
    warnings.simplefilter("error")
    formula, data = small_trial(seed)
    rows = []
    for name in [*STRUCTURES, "ladder"]:
        loglik, reached, outcome, detail = -np.inf, -np.inf, "converged", ""
        try:
            fit = fit_mmrm(
                formula, data, subject="ID", visit="VISIT", covariance=LADDER if name == "ladder" else name, ddf="kr"
            )
            loglik = fit.loglik
            detail = fit.structure if name == "ladder" else ""
            fit.coefficients()
        except FitError as error:
            outcome, detail = ("no KR test" if np.isfinite(loglik) else "failed with a reason"), reason(error)
            told = re.search(r"log-likelihood (-?[\d.e+-]+)", str(error))
            reached = float(told.group(1).rstrip(",")) if told else -np.inf
        except Exception as error:
            outcome, detail = "ANOTHER ERROR", f"{type(error).__name__}: {error}"[:90]
        if name != "ladder" and outcome != "ANOTHER ERROR":
            rows += again(number, formula, data, name, loglik, reached, seed)
        rows.append((number, name, outcome, detail))
    return rows


def again(
    number: int, formula: str, data: object, name: str, converged: float, reached: float, seed: np.random.SeedSequence
) -> list[tuple[int, str, str, str]]:
    """What other starts say of a fit that converged with this log-likelihood, or that failed having reached another."""
    try:
        setup = set_up(build_design(formula, data, Roles("ID", "VISIT")), reml=True)
        inside, edge = best_elsewhere(setup, name, np.random.default_rng([*seed.spawn_key, STRUCTURES.index(name)]))
    except FitError:
        return []
    except (np.linalg.LinAlgError, RuntimeWarning) as error:
        return [(number, name, "multi-start broke", str(error)[:60])]
    if not np.isfinite(converged):
        if inside > max(reached, edge) + 1e-6:
            return [(number, name, "BEST MAXIMUM MISSED", f"inside {inside:.4f}, edge {max(reached, edge):.4f}")]
        return [(number, name, "lower maximum inside", "")] if np.isfinite(inside) else []
    slack = 1e-6 + 1e-9 * abs(converged)
    if inside > converged + slack:
        return [(number, name, "BETTER FOUND", f"by {inside - converged:.2g}")]
    if edge > converged + slack:
        return [(number, name, "higher at the edge", f"by {edge - converged:.2g}")]
    return [(number, name, "confirmed", "")] if np.isfinite(inside) else [(number, name, "nothing found again", "")]


def report(rows: list[tuple[int, str, str, str]], trials: int, minutes: float, workers: int) -> str:
    """The tables, as Markdown."""
    names = [*STRUCTURES, "ladder"]
    counts = Counter((outcome, name) for _, name, outcome, _ in rows)
    outcomes = [
        "converged",
        "no KR test",
        "failed with a reason",
        "ANOTHER ERROR",
        "confirmed",
        "BETTER FOUND",
        "higher at the edge",
        "nothing found again",
        "BEST MAXIMUM MISSED",
        "lower maximum inside",
        "multi-start broke",
    ]
    lines = [
        "# Robustness on small, sparse trials",
        "",
        f"{trials:,} random trials (`studies/small_trial.py`), each structure and a ladder, {STARTS} other starts; "
        "warnings are errors.",
        "",
        f"    python studies/robustness.py --trials {trials} --workers {workers}",
        "",
        f"took {minutes:.0f} minutes.",
        "",
        "Other starts of a fit that converged end at no better maximum (confirmed), at a better one, or where the",
        "likelihood is higher still at a singular matrix, which is no maximum inside (higher at the edge). Of a fit",
        "that failed: at a maximum above the edge that was reached (missed), or at one below it (lower).",
        "",
        "| | " + " | ".join(names) + " |",
        "|---" * (1 + len(names)) + "|",
    ]
    lines += [f"| {o} | " + " | ".join(str(counts[o, n]) for n in names) + " |" for o in outcomes]
    lines += ["", "## Reasons", "", "| reason | " + " | ".join(names) + " |", "|---" * (1 + len(names)) + "|"]
    reasons = Counter((d, n) for _, n, o, d in rows if o in ("failed with a reason", "no KR test"))
    for text in sorted({d for d, _ in reasons}):
        lines.append(f"| {text} | " + " | ".join(str(reasons[text, n]) for n in names) + " |")
    rungs = Counter(d for _, n, o, d in rows if n == "ladder" and o == "converged")
    lines += ["", "The ladder ended at: " + ", ".join(f"{name} {count}" for name, count in rungs.most_common()) + "."]
    odd = [row for row in rows if row[2] in ("BETTER FOUND", "BEST MAXIMUM MISSED", "ANOTHER ERROR")]
    lines += ["", "## Trials where the engine was beaten or broke", ""]
    lines += [f"- trial {number}, {name}: {outcome}, {detail}" for number, name, outcome, detail in odd] or ["None."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--trials", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    start = time.perf_counter()
    with ProcessPoolExecutor(options.workers) as pool:
        found = list(pool.map(one_trial, enumerate(streams(ROBUSTNESS, options.trials)), chunksize=5))
    rows = [row for trial in found for row in trial]
    text = report(rows, options.trials, (time.perf_counter() - start) / 60, options.workers)
    DOCS.mkdir(parents=True, exist_ok=True)
    (DOCS / "robustness.md").write_text(text)
    print(text)


if __name__ == "__main__":
    main()
