"""Run the tiny trial with what was added to a copy of the program, which is first on the path; print what it gave."""

from __future__ import annotations

import json

import pandas as pd

import trialstats
from tests.in_process import run_steps
from tests.tiny import RANDOMISED, TRIAL_FILE, VISITS, Tiny

ADDED = {
    "sources:\n": "sources:\n  moods: {file: data/moods.csv, subject: id, visit: visit}\n",
    "datasets:\n": "datasets:\n  admood:\n    source: moods\n    instrument: {name: moods, items: 'q{n}'}\n",
    "analyses:\n": "analyses:\n  middle: {method: middle, dataset: admood, population: FASFL}\n",
    "tables:\n": "tables:\n  middle: {kind: middle, title: The middle, analysis: middle}\n",
}


def main() -> None:
    """The scores of q1 + q2, and the cells of the table."""
    tiny = Tiny()
    forms = [(subject, n, visit, m) for n, subject in enumerate(RANDOMISED) for m, visit in enumerate(VISITS)]
    answers = [f"{subject},{visit},{n % 4},{(n + m) % 4}" for subject, n, visit, m in forms]
    tiny.write("data/moods.csv", "\n".join(["id,visit,q1,q2", *answers, ""]))
    for old, new in ADDED.items():
        tiny.replace(TRIAL_FILE, old, new)
    layout = run_steps("tiny")
    scores = pd.read_parquet(layout.adam("admood"))
    table = pd.read_csv(layout.table("middle", "csv"))
    given = {"program": trialstats.__file__, "scores": scores["AVAL"].tolist(), "cells": table.to_numpy(str).tolist()}
    print(json.dumps(given))


if __name__ == "__main__":
    main()
