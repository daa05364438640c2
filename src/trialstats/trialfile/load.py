"""Load a trial file: read, check, and report everything that is wrong with it at once."""

from __future__ import annotations

from pathlib import Path
from typing import get_origin

from trialstats.errors import SpecError
from trialstats.trialfile.checks import broken_references
from trialstats.trialfile.completion import asks_for_more, completed, with_more, with_repeated
from trialstats.trialfile.house_style import load_house_style
from trialstats.trialfile.names import Missing, MissingAnalysis, MissingAnswer, MissingEverywhere, MissingParameter
from trialstats.trialfile.text.document import Document, Path_, dotted, read_document
from trialstats.trialfile.text.wording import one_line
from trialstats.trialfile.trial import Trial
from trialstats.trialfile.typed import typed

__all__ = ["load_trial"]

SECTIONS = {name for name, field in Trial.model_fields.items() if get_origin(field.annotation) is dict}


def load_trial(path: Path) -> Trial:
    """Load a trial file; SpecError with one line for each problem: file, line, key, what is allowed."""
    document = read_document(path)
    problems, of_style = list(document.problems), list[str]()
    trial = None
    if not isinstance(document.data, dict):
        problems.append((1, "the file is empty" if document.data is None else "must be `key: value` lines"))
    else:
        of_style = read_house_style(document, problems)
        trial, lost = typed(document, problems)
        if trial is not None:
            trial = with_repeated(trial)
            sound = is_sound(trial)
            whole = with_more(trial) if sound else trial
            problems += references(document, whole, lost, awaits_more=not sound and asks_for_more(trial))
            trial = whole if problems else completed(whole)
    if problems or of_style or trial is None:
        raise SpecError([*(f"{path}:{line}: {one_line(text)}" for line, text in sorted(set(problems))), *of_style])
    return trial


def read_house_style(document: Document, problems: list[tuple[int, str]]) -> list[str]:
    """Put the house style into the place of the file that is named for it; give what is wrong with that file.

    problems: of the trial file, to which one that names no file is added.
    """
    data = document.data
    if not isinstance(data.get("style"), str):
        return []
    if not Path(data["style"]).is_file():
        problems.append((document.line(("style",)), f"style = {data['style']}: no such file"))
        del data["style"]
        return []
    try:
        data["style"] = load_house_style(data["style"]).model_dump(mode="json")
    except SpecError as error:
        del data["style"]
        return list(error.problems)
    return []


def is_sound(trial: Trial) -> bool:
    """Tell whether a trial file holds together without what may name analyses that the standard set adds."""
    alone = trial.model_copy(update={"tables": {}, "figures": {}, "hypotheses": None})
    adds = asks_for_more(trial)
    return not any(not (adds and isinstance(text, MissingAnalysis)) for _, text in broken_references(alone))


def references(document: Document, trial: Trial, lost: set[Path_], *, awaits_more: bool) -> list[tuple[int, str]]:
    """Check names that must exist elsewhere; what follows from what was taken out is not held against the author.

    awaits_more: whether displays and hypotheses may name analyses of the standard set, or such as stress another, which
    a file with mistakes does not get.
    """
    found = [
        (at, text)
        for at, text in broken_references(trial)
        if not follows(at, text, lost) and not (awaits_more and isinstance(text, MissingAnalysis))
    ]
    return [(document.line(at), f"{dotted(at)} {text}") for at, text in found]


def follows(at: Path_, text: str, lost: set[Path_]) -> bool:
    """Tell whether something is missing, or a part incomplete, only because something was taken out."""
    if any(path[: len(at)] == at or at[: len(path)] == path for path in lost):
        return True
    if not isinstance(text, Missing):
        return False
    if isinstance(text, MissingParameter) and any("instrument" in path for path in lost):
        return True  # a score that the questionnaire gives with what was taken out of it
    if isinstance(text, MissingEverywhere) and any(path[0] == "datasets" for path in lost):
        return True  # a dataset that was taken out may have it
    if isinstance(text, MissingAnswer) and any(path[0] == "analyses" for path in lost):
        return True  # the analysis that was taken out may answer it
    whole = any(len(path) == 1 and path[0] in SECTIONS for path in lost)  # it may have held any name
    return whole or any(text.what in (path[0], path[-1]) for path in lost)
