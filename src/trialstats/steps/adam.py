"""Build one ADaM dataset from its mapped records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from trialstats.adam.bds import Records, build_records, with_people
from trialstats.adam.listing import ROW, VISIT
from trialstats.adam.occurrences.occurrence import build_occurrence
from trialstats.adam.score import READ
from trialstats.adam.variables import dataset_label, variable_labels
from trialstats.io.artefacts import read_artefact, read_known, write_artefact, write_parts
from trialstats.plan.layout import Layout
from trialstats.trialfile.trial import Trial

# Records that are given the variables of their subjects, and written, at once.
AT_ONCE = 65_536


def run(trial: Trial, layout: Layout, name: str) -> None:
    adsl = read_artefact(layout.adam("adsl"))
    parts: Iterable[pd.DataFrame]
    if name in trial.datasets:
        beside = {other: read_artefact(layout.adam(other)) for other in trial.datasets[name].beside}
        records, unscored = build_records(trial, name, records_of(trial, layout, name), adsl, beside)
        write_artefact(unscored, layout.unscored(name))
        parts = (with_people(part, trial, name, adsl) for part in in_parts(records, adsl))
    else:
        parts = [build_occurrence(trial, name, read_artefact(layout.mapped(name)), adsl)]
    metadata = {"dataset": name.upper(), "label": dataset_label(trial, name), "STUDYID": trial.STUDYID}
    write_parts(parts, layout.adam(name), labels=variable_labels(trial, name), metadata=metadata)


def in_parts(records: Records, adsl: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Divide records where each part has the types of all; those of objects, or of missing values, may differ."""
    objects = any((frame.dtypes == "object").any() for frame in (records.frame, adsl))
    divisible = not objects and bool(records.frame["USUBJID"].isin(adsl["USUBJID"]).all())
    size = AT_ONCE if divisible else max(len(records), 1)
    for first in range(0, max(len(records), 1), size):
        yield records.part(first, first + size)


def records_of(trial: Trial, layout: Layout, name: str) -> pd.DataFrame:
    """Read the mapped records of a findings dataset; of a questionnaire's items no more than scoring reads."""
    path = layout.mapped(name)
    return read_known(path, [ROW, VISIT, *READ]) if trial.datasets[name].instrument else read_artefact(path)
