"""Score a million SF-36 questionnaires of every version, norms and all components included.

    python benchmarks/scoring.py [--forms N]

Answers are drawn at random, 3 % of them missing, so that every rule for missing items has work. Time is that of the
processor: what else the machine does counts little.
"""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
import pandas as pd

from trialstats.questionnaires import sf36
from trialstats.questionnaires.sf36.versions import ITEMS, load_version

CASES: dict[str, dict[str, Any]] = {
    "v1, us1990, PCS and MCS": {"version": "v1"},
    "v1, us1990, all three sets of components": {
        "version": "v1",
        "components": ["orthogonal", "farivar2007", "grassi2010"],
    },
    "v2, us1998, PCS and MCS": {"version": "v2"},
    "rand36": {"version": "rand36"},
    "rand36, half rule": {"version": "rand36", "half_rule": True},
}


def questionnaires(version: str, forms: int) -> pd.DataFrame:
    """Draw answers of a version."""
    rng = np.random.default_rng(20240501)
    highest = load_version(version)
    answers = {item: rng.integers(1, highest.highest_code(item), forms, endpoint=True) for item in ITEMS}
    items = pd.DataFrame(answers).astype(float)
    return items.where(rng.random(items.shape) > 0.03)


def main() -> None:
    """Print seconds, the least of three."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--forms", type=int, default=1_000_000)
    forms = parser.parse_args().forms
    for name, options in CASES.items():
        items = questionnaires(str(options["version"]), forms)
        times = []
        for _ in range(3):
            start = time.process_time()
            sf36.score(items, **options)
            times.append(time.process_time() - start)
        print(f"{name:45s} {forms:>10,} forms {min(times):6.2f} s")


if __name__ == "__main__":
    main()
