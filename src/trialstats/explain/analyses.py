"""The facts of every analysis: from the trial file, from the notes that it left, from the files that it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trialstats.explain.declared import Declared
from trialstats.explain.derived import dataset_facts, occurrence_facts
from trialstats.explain.estimands import estimand_facts
from trialstats.explain.facts import (
    AnalysisFacts,
    Counted,
    DatasetFacts,
    DisplayFacts,
    FileFacts,
    FitFacts,
    LeftByModel,
    Place,
    PopulationFacts,
)
from trialstats.methods.registry import entry_of
from trialstats.trialfile.names import parameters_of
from trialstats.trialfile.parts.analysis import Estimating, Findings, Method
from trialstats.trialfile.text.layout import flow
from trialstats.trialfile.text.plain import plain
from trialstats.trialfile.trial import Trial

__all__ = ["analysis_facts"]

Notes = Mapping[str, Any]
KEYS = ("PARAMCD", "measure", "AVISIT", "ARM", "REFERENCE", "group", "variable", "level")
APART = ("method", "label", "role", "estimand")  # what is said of an analysis elsewhere


def analysis_facts(
    trial: Trial,
    notes: Mapping[str, Notes],
    displays: Mapping[str, DisplayFacts],
    populations: Mapping[str, PopulationFacts],
    files: Mapping[str, Sequence[str]],
    digests: Mapping[str, str],
    declared: Declared,
) -> dict[str, AnalysisFacts]:
    """Describe every analysis; notes: of each by its name.

    files: of each by its name, all input files that its results depend on. digests: the SHA-256 of each input file.
    """
    shown_in: dict[str, list[str]] = {}
    for key, display in displays.items():
        for name in display.analyses:
            shown_in.setdefault(name, []).append(key)
    found = {}
    for name in trial.analyses:
        complete, own = trial.complete(name), notes.get(name, {})
        datasets = tuple(datasets_read(trial, complete, declared))
        found[name] = AnalysisFacts(
            name=name,
            label=complete.label or entry_of(complete.entry).words,
            role=complete.role,
            method=complete.method,
            method_words=entry_of(complete.entry).words,
            software=str(own.get("software", "")),
            inference=str(own.get("inference", "")),
            estimand=estimand_facts(trial, complete, own),
            population=populations.get(str(getattr(complete, "population", None))),
            options=options_of(complete),
            chosen=tuple(chosen(own)),
            model=tuple(left_by_model(own)),
            fits=tuple(fits_of(own)),
            failed=tuple(failed_of(own)),
            datasets=datasets,
            files=tuple(FileFacts(file, digests.get(file, "")) for file in files[name]),
            places=places_of(trial, name, complete, declared),
            displays=tuple(shown_in.get(name, ())),
        )
    return found


def options_of(complete: Method) -> dict[str, str]:
    """Give what an analysis says, complete with what its estimand says."""
    return {key: flow(value) for key, value in plain(complete).items() if key not in APART}


def datasets_read(trial: Trial, complete: Method, declared: Declared) -> Iterator[DatasetFacts]:
    """Describe the datasets that an analysis reads, its own first."""
    own = str(getattr(complete, "dataset", None) or "")
    for name in dict.fromkeys([own, *complete.further_datasets]):
        if name in trial.datasets:
            is_own = name == own and isinstance(complete, Findings)
            chosen = complete.parameters if is_own and isinstance(complete, Findings) else ()
            measures = [complete.measure] if is_own and isinstance(complete, Findings) else []
            yield dataset_facts(trial, name, chosen or parameters_of(trial, name), measures, declared)
        elif name in trial.occurrences:
            yield occurrence_facts(trial, name, declared)


def places_of(trial: Trial, name: str, complete: Method, declared: Declared) -> tuple[Place, ...]:
    """Give the lines that declare an analysis, its estimand, its population and its data."""
    estimand = complete.estimand if isinstance(complete, Estimating) else None
    dataset = str(getattr(complete, "dataset", None) or "")
    sources = trial.sources_of(dataset) if dataset in (*trial.datasets, *trial.occurrences) else []
    return declared.all_of(
        [
            ("analyses", name),
            *([("estimands", estimand)] if estimand else []),
            ("populations", str(getattr(complete, "population", None))),
            ("datasets", dataset),
            ("occurrences", dataset),
            *(("sources", source) for source in sources),
        ]
    )


def chosen(notes: Notes) -> Iterator[Counted]:
    """Give how records were chosen: those that came first, those used last."""
    counts = dict(notes.get("records") or {})
    ends = {key: counts.pop(key) for key in ("in", "used") if key in counts}
    for key, count in [*list(ends.items())[:1], *counts.items(), *list(ends.items())[1:]]:
        yield Counted(str(key), int(count))


def about(note: Notes) -> str:
    """Say what a note is about by its keys: `VASPAIN, CHG`."""
    return ", ".join(str(note[key]) for key in KEYS if note.get(key) is not None)


def left_by_model(notes: Notes) -> Iterator[LeftByModel]:
    """Give what the method itself left out, for each piece of its work."""
    for note in notes.get("excluded") or ():
        left = tuple(Counted(str(reason), int(count)) for reason, count in note["left_out"].items())
        yield LeftByModel(about(note), int(note["in"]), left, int(note["used"]))


def fits_of(notes: Notes) -> Iterator[FitFacts]:
    """Give each model that was fitted, as far as its notes say."""
    for note in notes.get("fits") or ():
        if isinstance(note, Mapping):
            yield FitFacts(
                about=about(note),
                formula=text_of(note.get("formula")),
                structure=text_of(note.get("structure")),
                attempts=tuple(attempts_of(note)),
                n_subjects=whole(note.get("n_subjects")),
                n_records=whole(note.get("n_records", note.get("n_obs"))),
                warnings=tuple(map(str, note.get("warnings") or ())),
            )


def attempts_of(note: Notes) -> Iterator[str]:
    """Say of each covariance structure that was tried how that ended: `us: converged in 4 iterations`."""
    for attempt in note.get("attempts") or ():
        ended = f"converged in {attempt['iterations']} iterations" if attempt.get("converged") else "did not converge"
        message = f" ({attempt['message']})" if attempt.get("message") else ""
        yield f"{attempt['covariance']}: {ended}{message}"


def failed_of(notes: Notes) -> Iterator[str]:
    """Say what could not be estimated, and why."""
    for note in notes.get("failed") or ():
        yield f"{about(note)}: {note['reason']}" if about(note) else str(note["reason"])


def text_of(value: Any) -> str | None:
    return None if value is None else str(value)


def whole(value: Any) -> int | None:
    return None if value is None else int(value)
