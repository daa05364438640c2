"""Type the document of a trial file as far as it goes: what does not fit is told, and the rest is looked at too."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from trialstats.trialfile.parts.agreeing import Disagreement, noted
from trialstats.trialfile.text.document import Document, Path_
from trialstats.trialfile.text.wording import describe, kind_at, strip, written_path
from trialstats.trialfile.trial import Trial

__all__ = ["typed"]

DESIGN = "design"
STAND_IN = "STANDIN"
"""The name that stands for one that is missing."""
# Plain values, of which nearly every type of the file takes one.
WORDS: tuple[Any, ...] = (STAND_IN, f"{STAND_IN[:5]}FL", [STAND_IN])
NUMBERS: tuple[Any, ...] = (1, 0.5, 4, True, [4], [0.5], [0, 1], [[1]], {STAND_IN: 1}, {STAND_IN: 0.5})
ATTEMPTS = 8


def typed(document: Document, problems: list[tuple[int, str]]) -> tuple[Trial | None, set[Path_]]:
    """Type the document, adding to the problems what does not fit.

    What does not fit is taken out and the rest tried again, so that names in it are checked in the same go; what cannot
    be done without has a stand-in. Of the design, whose parts are few and large, nothing else is lost with it.
    Returns the trial, if enough of it was left, and the paths that were taken out or stood in for.
    """
    data, lost, told = document.data, set[Path_](), set[tuple[str, str]]()
    for attempt in range(ATTEMPTS):
        try:
            return Trial.model_validate(data, by_alias=True, by_name=False, context=told), lost
        except ValidationError as failure:
            errors = failure.errors(include_url=False)
        paths = [written_path(Trial, error["loc"]) for error in errors]
        for error, at in zip(errors, paths, strict=True):
            own = not too_short_by(error, at, paths) if attempt == 0 else is_of_its_own(error, at, lost)
            if own:
                problems.append((document.line(at), describe(Trial, error)))
        data = deepcopy(data)
        for error, at in zip(errors, paths, strict=True):
            if (problem := disagreement_in(error)) is not None:
                told.add(noted(error["input"], problem))
            else:
                lost |= mend(data, error, at, attempt)
    return None, lost


def mend(data: Any, error: ErrorDetails, at: Path_, attempt: int) -> set[Path_]:
    """Take out what does not fit, or put something into its place; give the paths that the file lost by it."""
    in_design = at[:1] == (DESIGN,) and attempt < ATTEMPTS - 2
    is_value = error["type"] not in ("extra_forbidden", "value_error") and error["loc"][-1] != "[key]"
    if is_value and (in_design or (error["type"] == "missing" and len(at) <= 2)):
        for value in stand_ins(kind_at(Trial, error["loc"])):
            if put(data, at, value):
                return {at}
    # The value itself, or, where that was not enough, the entry that it stands in.
    return take_out(data, at if attempt == 0 or in_design or error["type"] == "extra_forbidden" else at[:2])


def disagreement_in(error: ErrorDetails) -> Disagreement | None:
    problem = error.get("ctx", {}).get("error")
    return problem if isinstance(problem, Disagreement) else None


def is_of_its_own(error: ErrorDetails, at: Path_, lost: set[Path_]) -> bool:
    """Tell whether keys of a part do not go together for another reason than that something of them was lost."""
    problem = disagreement_in(error)
    if problem is None or any(at[: len(path)] == path for path in lost):
        return False
    return not any(path[: len(at) + 1] == (*at, key) for path in lost for key in problem.keys)


def stand_ins(kind: Any) -> Iterator[Any]:
    """Yield a value that a type takes, of a part with what it cannot do without; nothing where none is known."""
    bare = strip(kind)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        needed = {field.alias or name: field for name, field in bare.model_fields.items() if field.is_required()}
        values = {key: next(stand_ins(kind_at(bare, (key,))), None) for key in needed}
        if None not in values.values():
            yield values
        return
    adapter: TypeAdapter[Any] = TypeAdapter(kind)
    for value in (*NUMBERS, *WORDS):
        try:
            adapter.validate_python(value)
        except ValidationError:
            continue
        yield value
        return


def put(data: Any, path: Path_, value: Any) -> bool:
    """Put a value where a path leads; tell whether there is such a place."""
    for step in path[:-1]:
        inner = dict(enumerate(data)) if isinstance(data, list) else data
        if not isinstance(inner, dict) or step not in inner:
            return False
        data = inner[step]
    if isinstance(data, list) and isinstance(last := path[-1], int) and last < len(data):
        data[last] = value
    elif isinstance(data, dict):
        data[path[-1]] = value
    else:
        return False
    return True


def too_short_by(error: ErrorDetails, at: Path_, paths: list[Path_]) -> bool:
    """Tell whether entries are too few only because some of them failed."""
    within = [path for path in paths if len(path) > len(at) and path[: len(at)] == at]
    return error["type"] == "too_short" and bool(within)


def take_out(data: Any, path: Path_) -> set[Path_]:
    """Remove an entry; give its path and those of the keys it held."""
    for step in path[:-1]:
        inner = dict(enumerate(data)) if isinstance(data, list) else data
        if not isinstance(inner, dict) or step not in inner:
            return set()
        data = inner[step]
    removed = data.pop(path[-1], None) if isinstance(data, dict) else None
    return {path, *((*path, key) for key in (removed if isinstance(removed, dict) else ()))}
