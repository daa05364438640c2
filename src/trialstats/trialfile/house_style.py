"""Read the file of a house style."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from trialstats.errors import SpecError
from trialstats.trialfile.parts.house_style import HouseStyle
from trialstats.trialfile.text.document import read_document
from trialstats.trialfile.text.wording import describe, one_line, written_path

__all__ = ["house_style_file", "load_house_style"]


def house_style_file(trial_file: Path) -> Path | None:
    """Name the file that a trial file (which loads) names for its house style; None where it has none of its own."""
    named = read_document(trial_file).data.get("style")
    return Path(named) if isinstance(named, str) else None


def load_house_style(path: str) -> HouseStyle:
    """Load a house style; SpecError with a line for each problem: file, line, key, what is allowed."""
    document = read_document(Path(path))
    problems = list(document.problems)
    if not isinstance(document.data, dict):
        problems.append((1, "the file is empty" if document.data is None else "must be `key: value` lines"))
    try:
        style = HouseStyle.model_validate(document.data if isinstance(document.data, dict) else {})
    except ValidationError as failure:
        style = HouseStyle()
        problems += [
            (document.line(written_path(HouseStyle, error["loc"])), describe(HouseStyle, error))
            for error in failure.errors(include_url=False)
        ]
    if problems:
        raise SpecError([f"{path}:{line}: {one_line(text)}" for line, text in sorted(set(problems))])
    return style
