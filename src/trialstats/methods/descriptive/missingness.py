"""Values present and absent, by arm and visit, and the pattern in which subjects' values stop."""

from __future__ import annotations

import numpy as np
import pandas as pd

from trialstats.methods.descriptive.options import Missingness
from trialstats.methods.shared.inputs import Inputs
from trialstats.methods.shared.quantification.coded import is_text_result
from trialstats.methods.shared.rows import NO_SUBJECT_IN_POPULATION
from trialstats.methods.shared.scope import by_parameter, members, visits
from trialstats.results.collector import Collector
from trialstats.results.kinds import Kind
from trialstats.results.shape import Result, Row

__all__ = ["pattern", "run"]

PATTERNS = ("complete", "monotone", "intermittent", "none")

INFERENCE = (
    "No inference. A result that is a text (Yes, ABSENT, <0.7) is a value, NOT DONE is none. A visit without a record "
    "counts as missing, like a record without a value. Monotone: no value after the first missing one; intermittent: a "
    "value after a missing one."
)


def run(analysis: Missingness, inputs: Inputs) -> Result:
    """Count the subjects of each arm with a value (AVAL unless `value` says otherwise) at each visit.

    A result that is a text and no number (Yes, ABSENT, <0.7) is a value; NOT DONE is none.

    Rows: kind count (PARAMCD, measure, AVISIT, ARM): count with a value, of total subjects of the arm in the
    population, percent. A visit with no record counts as missing. notes["patterns"] counts, per parameter and arm,
    subjects by `pattern` over the same visits from baseline on.
    """
    people = members(inputs, analysis.population).set_index("USUBJID")["TRT01P"].astype(str)
    collector = Collector(inputs.name, "patterns")
    for paramcd, records in by_parameter(analysis, inputs):
        seen = visits(analysis, inputs, records, with_baseline=analysis.measure == "AVAL")
        course = [visit for visit in seen if visit in inputs.from_baseline] or seen
        present = _presence(records, analysis.measure, people.index, seen)
        at = {"PARAMCD": paramcd, "measure": analysis.measure}
        for arm in inputs.arms:
            group = present[(people == arm).to_numpy()]
            collector.add(*(_count(group[visit], {**at, "AVISIT": visit, "ARM": arm}) for visit in seen))
            found = [pattern(list(row)) for row in group[course].to_numpy(dtype=bool)]
            collector.note("patterns", {**at, "ARM": arm, **{name: found.count(name) for name in PATTERNS}})
    return collector.result(software="trialstats", inference=INFERENCE)


def _presence(records: pd.DataFrame, value: str, subjects: pd.Index, seen: list[str]) -> pd.DataFrame:
    """Lay out who has a value when: subjects by visits, True or False."""
    with_value = records[records[value].notna() | (is_text_result(records) if value == "AVAL" else False)]
    rows = subjects.get_indexer(pd.Index(with_value["USUBJID"]))
    columns = pd.Index(seen, dtype="str").get_indexer(pd.Index(with_value["AVISIT"].astype(str)))
    asked = (rows >= 0) & (columns >= 0)  # of the population, at these visits
    present = np.zeros((len(subjects), len(seen)), dtype=bool)
    present[rows[asked], columns[asked]] = True
    return pd.DataFrame(present, index=subjects, columns=seen)


def _count(present: pd.Series, at: Row) -> Row:
    count, total = int(present.sum()), len(present)
    row = {**at, "kind": Kind.COUNT, "n": count, "count": count, "total": total}
    if total == 0:
        return {**row, "reason": NO_SUBJECT_IN_POPULATION}
    return {**row, "percent": 100 * count / total}


def pattern(present: list[bool]) -> str:
    """Name a subject's course over the visits.

    "complete": every value; "none": no value; "monotone": values up to some visit and none after it (dropout);
    "intermittent": a value after a missing one.

    >>> pattern([True, True, False]), pattern([True, False, True])
    ('monotone', 'intermittent')
    """
    if all(present):
        return "complete"
    if not any(present):
        return "none"
    first_gap = present.index(False)
    return "intermittent" if any(present[first_gap:]) else "monotone"
