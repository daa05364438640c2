"""Tell what an id of a trial's results means, from the files that its run left."""

from __future__ import annotations

import json
import shutil

from markupsafe import escape

from trialstats.errors import SpecError
from trialstats.explain.as_json import as_json
from trialstats.explain.facts import TrialFacts
from trialstats.explain.find import Found, find, listed, nearest_ids, not_found
from trialstats.explain.material import MaterialFacts
from trialstats.explain.occurred import OccurrenceFacts
from trialstats.explain.told import tell
from trialstats.plan.layout import Layout
from trialstats.steps.facts import facts_of, of_run
from trialstats.steps.occurred import occurrence_facts
from trialstats.steps.records import material_facts
from trialstats.steps.state import Word, state_of
from trialstats.steps.verify import refuse_unfinished
from trialstats.trialfile.trial import Trial

__all__ = ["explained", "known_ids"]

USUAL_WIDTH = 100  # of what is no terminal, so that the same is written everywhere


def explained(trial: Trial, layout: Layout, wanted: str, *, records: bool, in_json: bool) -> str:
    """Tell what an id means, as text or JSON; DataError where there is no finished run, SpecError for no id of it.

    records: whether the text tells every record; JSON always has all.
    """
    facts = finished_facts(trial, layout)
    found = find(facts, wanted)
    if found.is_nothing:
        raise SpecError([*not_found(facts, wanted), "(--list PATTERN lists ids)"])
    material = material_of(trial, layout, found)
    if in_json:
        return as_json(facts, found, material) + "\n"
    width = shutil.get_terminal_size((USUAL_WIDTH, 24)).columns
    state = state_of(trial, layout)
    remark = f"These results are {state.word}: {state.reason}." if state.word == Word.STALE else ""
    documents = said_in(layout, found.row.id) if found.row else ()
    return tell(facts, found, material, remark, documents, width=width, every=records)


def said_in(layout: Layout, row: str) -> tuple[str, ...]:
    """Name the page and the paragraphs for a paper, where numbers of a row stand in their words or tables."""
    marks = {layout.report: f'data-ard="{escape(row)}:', layout.manuscript: f"<!-- {row}:"}
    return tuple(path.as_posix() for path, mark in marks.items() if mark in path.read_text("utf-8"))


def finished_facts(trial: Trial, layout: Layout) -> TrialFacts:
    """Gather the facts of a run that has ended; DataError where what it made is not there."""
    provenance = of_run(layout)
    refuse_unfinished(trial, layout)
    return facts_of(trial, layout, provenance)


def material_of(trial: Trial, layout: Layout, found: Found) -> MaterialFacts | OccurrenceFacts | None:
    """Give the records or the events behind a row or an analysis."""
    name = found.row.analysis if found.row else found.analysis.name if found.analysis else None
    if name not in trial.analyses:
        return None
    notes = json.loads(layout.notes(name).read_text("utf-8"))
    events = occurrence_facts(trial, layout, name, notes, found.row)
    return events or material_facts(trial, layout, name, notes, found.row.about if found.row else None)


def known_ids(trial: Trial, layout: Layout, pattern: str, *, in_json: bool) -> str:
    """List the ids of a pattern with what they are; SpecError where there is none."""
    facts = finished_facts(trial, layout)
    found = listed(facts, pattern)
    if not found:
        near = [f"nearest: {id_}" for id_ in nearest_ids(facts, pattern)]
        raise SpecError([f"{pattern}: no id of the results of {layout.trial} has this in it", *near])
    if in_json:
        return json.dumps([{"id": id_, "words": words} for id_, words in found], ensure_ascii=False, indent=1) + "\n"
    return "".join(f"{id_}\t{words}\n" for id_, words in found)
