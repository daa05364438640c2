"""How the effects in the levels of a factor by one mixed model grow with its levels, each case in a process of its own.

python benchmarks/subgroups.py [--source CHECKOUT] [--levels 2,5,10,20] [--sizes 1000x11,5000x11] [--cpu 300]

What the analysis `subgroups` does with `of` a mixed model (unstructured, REML, Kenward-Roger, BASE by visit): a mean
for every arm, site and visit, and at the last visit the LS means of both arms and their difference at each site, and
the test that the differences are one. With --source the code of another checkout runs; a case that takes more CPU
seconds than --cpu ends, and is told so.
"""

from __future__ import annotations

import os

# One thread, whatever the machine has: set before NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import resource
from types import SimpleNamespace

from apart import Clock, apart, of_checkout
from sites import with_sites

ARMS = ("Active", "Placebo")
MODEL = SimpleNamespace(
    covariates=("BASE", "SITEID"),
    by_visit=("BASE",),
    baseline="covariate",
    covariance=("us",),
    covariance_by=None,
    time=None,
    ddf="kr",
    vcov=None,
    reml=True,
    weights="equal",
)


def case(n: int, t: int, levels: int, cpu: int, source: str | None) -> tuple[float, float]:
    """Give the CPU seconds of the fit and of the effects."""
    of_checkout(source)
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu))
    from trialstats.methods.subgroups.mmrm_cells import fit_mmrm_cells

    data = with_sites(n, t, levels).rename(columns={"ARM": "TRT01P"})
    clock = Clock()
    fit = fit_mmrm_cells(MODEL, "CHG", "SITEID", data, None, 0.95)
    fitted = clock.lap()
    last = data["AVISIT"].cat.categories[-1]
    pairs = []
    for level in data["SITEID"].cat.categories:
        cells = [(arm, level, last) for arm in ARMS]
        if all(fit.sizes[cell] for cell in cells):
            for cell in cells:
                fit.mean(cell)
            fit.difference(*cells)
            pairs.append(tuple(cells))
    fit.joint_test([(pair, pairs[0]) for pair in pairs[1:]])
    return fitted, clock.lap()


def main() -> None:
    """Print a row for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", help="another checkout")
    parser.add_argument("--levels", default="2,5,10,20")
    parser.add_argument("--sizes", default="1000x11,5000x11")
    parser.add_argument("--cpu", type=int, default=300)
    options = parser.parse_args()
    print("| subjects × visits | levels | fit | effects | peak memory |\n|---|---|---|---|---|")
    for size in options.sizes.split(","):
        n, t = map(int, size.split("x"))
        for levels in map(int, options.levels.split(",")):
            found = apart(case, n, t, levels, options.cpu, options.source)
            ended = f"more than {options.cpu} s together | | "
            told = "{:.2f} s | {:.2f} s | {:,.0f} MB".format(*found) if found else ended
            print(f"| {n:,} × {t} | {levels} | {told} |", flush=True)


if __name__ == "__main__":
    main()
