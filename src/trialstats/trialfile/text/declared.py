"""Where the trial file declares what the data do not agree with: the line of a source, of a column, of a range."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from trialstats.errors import SpecError
from trialstats.trialfile.text.document import Document, Path_, read_document

__all__ = ["About", "Problem", "about", "reworded", "with_places"]

SUBJECTS = "adsl"  # the dataset that the sections of the subjects make
OF_SUBJECTS = ("subjects", "covariates", "populations", "screening", "disposition")
WORDS = ("label", "title", "unit", "codes", "rationale")  # keys under which no column is named


@dataclass(frozen=True)
class About:
    """What a problem of the data is about, as far as whoever found it knows.

    at: a part of the trial file. source, dataset: their names. column: of the file. parameter: its PARAMCD. key: the
    setting of that column or parameter which says what is right.
    """

    at: Path_ = ()
    source: str = ""
    dataset: str = ""
    column: str = ""
    parameter: str = ""
    key: str = ""


class Problem(str):
    """A problem of the data in words, which knows what it is about."""

    about: About

    def __new__(cls, text: str, about: About) -> Problem:
        made = super().__new__(cls, text)
        made.about = about
        return made


def about(problems: Iterable[str], known: About) -> list[str]:
    """Add to problems what is known of all of them; each keeps what it knows. What would help is no problem."""
    return [problem if is_advice(problem) else Problem(problem, joined(problem, known)) for problem in problems]


def joined(problem: str, known: About) -> About:
    """Put together what a problem knows and what is known of it besides."""
    own = problem.about if isinstance(problem, Problem) else About()
    return replace(known, **{one.name: value for one in fields(own) if (value := getattr(own, one.name))})


def reworded(problem: str, text: str) -> str:
    """Give a problem in other words."""
    return Problem(text, problem.about) if isinstance(problem, Problem) else text


def is_advice(line: str) -> bool:
    return line.startswith("(")


def with_places(problems: Iterable[str], path: Path) -> list[str]:
    """Write behind each problem of the data where the trial file declares what it is about: `[pain.yaml:31]`.

    path: of the trial file. What knows nothing stays as it is.
    """
    said = list(problems)
    if not any(isinstance(problem, Problem) for problem in said):
        return said
    try:
        document = read_document(path)
    except SpecError:  # it was changed since it was loaded
        return said
    return [
        f"{problem} [{path}:{document.line(path_of(problem.about, document))}]"
        if isinstance(problem, Problem)
        else problem
        for problem in said
    ]


def path_of(about: About, document: Document) -> Path_:
    """Find the part of the trial file that a problem is about, as near as it is known."""
    if about.at:
        return about.at
    of_dataset = section_of(about.dataset, document)
    parameter = (*of_dataset, "parameters", about.parameter)
    if about.parameter and parameter in document.lines:
        return (*parameter, about.key)
    source = ("sources", about.source or source_of(about.dataset, document))
    scopes = [(section,) for section in OF_SUBJECTS] if about.dataset == SUBJECTS else [of_dataset]
    for names in (names_it, stands_for_it):
        for scope in (*scopes, source) if about.column else ():
            for found, value in texts(value_at(document.data, scope), scope):
                if names(value, about.column):
                    return (*found[:-1], about.key) if (*found[:-1], about.key) in document.lines else found
    return source if source in document.lines else of_dataset


def names_it(text: str, column: str) -> bool:
    return text == column


def stands_for_it(text: str, column: str) -> bool:
    """Tell whether a text is a pattern of columns, `q{n:02d}`, of which this may be one."""
    parts = re.split(r"\{[^{}]*\}", text)
    return len(parts) > 1 and any(parts) and re.fullmatch(".+".join(map(re.escape, parts)), column) is not None


def section_of(dataset: str, document: Document) -> Path_:
    """Give the path of a dataset or an occurrence; of the subjects, who have several sections, the first."""
    if dataset == SUBJECTS:
        return OF_SUBJECTS[:1]
    paths = (("datasets", dataset), ("occurrences", dataset))
    return next((path for path in paths if path in document.lines), ())


def source_of(dataset: str, document: Document) -> str:
    """Give the name of the source that a dataset is made of, as it is declared."""
    made = value_at(document.data, section_of(dataset, document)) if dataset else None
    return str(made.get("source", "")) if isinstance(made, dict) else ""


def value_at(data: Any, path: Path_) -> Any:
    for step in path:
        data = data.get(step) if isinstance(data, dict) else None
    return data


def texts(data: Any, path: Path_) -> Iterator[tuple[Path_, str]]:
    """Give every text of a part of the file that may name a column, with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            if key not in WORDS:
                yield from texts(value, (*path, key))
