"""A raw file becomes a Parquet of texts with the file and line of every row."""

from __future__ import annotations

import json

from trialstats.io.artefacts import write_artefact
from trialstats.io.read import read_source
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial


def run(trial: Trial, layout: Layout, name: str) -> None:
    raw = read_source(trial.sources[name])
    metadata = {"place": raw.place, "encodings": json.dumps(dict(raw.encodings))}
    write_artefact(raw.frame, layout.raw(name), metadata=metadata)
