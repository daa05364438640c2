"""How the time and memory of a mixed model grow with the number of sites, each case in a process of its own.

python benchmarks/sites.py [--source CHECKOUT] [--sites 20,50,100,200] [--sizes 1000x6,5000x12]

CHG ~ BASE + SITEID + ARM*AVISIT with an unstructured matrix by REML: the fit; then Kenward-Roger's and between-within
LS means and differences of the arms at every visit, the coefficients and the type III tests. With --source the code of
another checkout runs.
"""

from __future__ import annotations

import os

# One thread, whatever the machine has: set before NumPy is imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse

import numpy as np
import pandas as pd
from apart import Clock, apart, of_checkout

from trials import FORMULA, synthetic


def with_sites(n: int, t: int, sites: int) -> pd.DataFrame:
    """A trial whose subjects are drawn into sites, each with a level of its own."""
    data, rng = synthetic(n, t), np.random.default_rng(sites)
    subject = data["USUBJID"].str[1:].astype(int).to_numpy()
    site = np.concatenate([np.arange(sites), rng.integers(0, sites, n - sites)])[subject]
    names = [f"site {s:03d}" for s in range(sites)]
    level = rng.normal(0, 2, sites)[site]
    return data.assign(SITEID=pd.Categorical.from_codes(site, names), CHG=data["CHG"] + level)


def case(n: int, t: int, sites: int, source: str | None) -> tuple[float, float]:
    """Give the CPU seconds of the fit and of the tables."""
    of_checkout(source)
    from trialstats.engines.mmrm import fit_mmrm

    # What is imported and made once is not counted.
    small = fit_mmrm(FORMULA, synthetic(100, 4), subject="USUBJID", visit="AVISIT")
    small.lsmeans("ARM", by="AVISIT")
    data = with_sites(n, t, sites)
    clock = Clock()
    fit = fit_mmrm(f"{FORMULA} + SITEID", data, subject="USUBJID", visit="AVISIT")
    fitted = clock.lap()
    for ddf in ("kr", "between_within"):
        tests = fit.with_ddf(ddf)
        tests.lsmeans("ARM", by="AVISIT")
        tests.lsmeans("ARM", by="AVISIT", weights="observed")
        tests.contrasts("ARM", by="AVISIT")
    fit.coefficients()
    fit.joint_tests()
    return fitted, clock.lap()


def main() -> None:
    """Print a row for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", help="another checkout")
    parser.add_argument("--sites", default="20,50,100,200")
    parser.add_argument("--sizes", default="1000x6,5000x12")
    options = parser.parse_args()
    print("| subjects × visits | sites | fit | tables | peak memory |\n|---|---|---|---|---|")
    for size in options.sizes.split(","):
        n, t = map(int, size.split("x"))
        for sites in map(int, options.sites.split(",")):
            found = apart(case, n, t, sites, options.source)
            told = "{:.2f} s | {:.2f} s | {:,.0f} MB".format(*found) if found else "ended | | "
            print(f"| {n:,} × {t} | {sites} | {told} |", flush=True)


if __name__ == "__main__":
    main()
