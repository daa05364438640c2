"""Bring a dataset of a run into the form in which it is handed in: names, labels, letters, types, lengths.

Nothing is cut here: what does not fit is a problem in words, or a change that the trial file asked for. Changes are
told, and so are labels that were cut when the datasets were made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from trialstats.errors import DataError
from trialstats.standards.dataset import Change, Dataset, Variable
from trialstats.standards.keys import keys_of
from trialstats.standards.letters import plain
from trialstats.standards.names import short_names
from trialstats.standards.texts import pieces, prepared_texts
from trialstats.standards.values import is_text, typed
from trialstats.trialfile.parts.submission import LONGEST_LABEL, LONGEST_TEXT, Submission

__all__ = ["prepare"]


def prepare(
    called: str,
    name: str,
    label: str,
    frame: pd.DataFrame,
    labels: Mapping[str, str],
    said: Submission,
    whole: Mapping[str, str] | None = None,
) -> tuple[Dataset, list[Change]]:
    """Prepare a dataset.

    called: its name in the run; name: by which it is handed in; labels: by column; whole: those of them that were cut
    before, as they were. Raises DataError with everything that does not fit.
    """
    problems: list[str] = []
    changes: list[Change] = []
    try:
        names = short_names(frame.columns, said.names)
    except ValueError as error:
        raise DataError(f"{called}: {error}: say others under `submission: names`") from None
    taken = set(names.values())
    columns: dict[str, pd.Series[Any]] = {}
    variables: list[Variable] = []
    changes += [Change(called, was, "name", was, now, len(frame)) for was, now in names.items() if was != now]
    for column, short in names.items():
        place = f"{called}.{column}"
        values = frame[column]
        if is_text(values):
            texts, told, wrong = prepared_texts(values, place, said.letters)
            changes += told
            problems += wrong
            parts = pieces(texts, short, taken) if {place, column} & {*said.split} else {short: texts}
            taken |= parts.keys()
            if len(parts) > 1:
                changes.append(Change(called, column, "split", short, ", ".join(parts), int(texts.notna().sum())))
            problems += too_long(parts, place)
        else:
            parts = {short: values}
        text, letters = fitting_label(column, called, labels, said, problems, whole)
        changes += letters
        for part, held in parts.items():
            try:
                kept, kind, length, digits = typed(held)
            except ValueError as error:
                problems.append(f"{place}: {error}")
                continue
            columns[part] = kept
            variables.append(Variable(part, text, kind, length, digits, column if column != part else None))
    dataset_label, letters = fitting_label("", called, {"": label}, said, problems)
    changes += letters
    if problems:
        raise DataError(problems)
    handed = pd.DataFrame(columns, index=frame.index)
    keys = keys_of(handed)
    return Dataset(name, dataset_label, called, keys, tuple(variables), sorted_by(handed, keys)), changes


def sorted_by(handed: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Sort records by their keys, as SAS does: what is missing comes first."""
    if not keys:
        return handed.reset_index(drop=True)
    return handed.sort_values([*keys], kind="stable", na_position="first", ignore_index=True)


def too_long(parts: Mapping[str, pd.Series[str]], place: str) -> list[str]:
    """Tell of texts of more bytes than a transport file holds."""
    found = []
    for values in parts.values():
        bytes_of = values.str.len().fillna(0)
        long = bytes_of > LONGEST_TEXT
        if long.any():
            row = int(long.to_numpy().argmax()) + 1
            more = f" and {int(long.sum()) - 1} more" if long.sum() > 1 else ""
            found.append(
                f"{place}, row {row}{more}: has {int(bytes_of[long].iloc[0])} bytes, and a transport file holds "
                f"{LONGEST_TEXT}: let it go on in further variables, `submission: split: [{place}]`"
            )
    return found


def fitting_label(
    column: str,
    called: str,
    labels: Mapping[str, str],
    said: Submission,
    problems: list[str],
    whole: Mapping[str, str] | None = None,
) -> tuple[str, list[Change]]:
    """Give the label of a variable, or with column '' of the dataset, in ASCII; what is too long is a problem."""
    place = f"{called}.{column}" if column else called
    declared = said.labels.get(place, said.labels.get(column) if column else None)
    text = declared or labels.get(column, column)
    label, letters = plain(text, said.letters)
    if unknown := [letter for letter, written in letters.items() if written is None]:
        problems.append(
            f"{place}: its label {text!r} has {unknown[0]!r}: say what stands for it, "
            f"`submission: letters: {{{unknown[0]!r}: ...}}`"
        )
    elif len(label) > LONGEST_LABEL:
        problems.append(
            f"{place}: its label has {len(label)} characters ({label}), and a transport file holds {LONGEST_LABEL}: "
            f"say a shorter one, `submission: labels: {{{place}: ...}}`"
        )
    was = (whole or {}).get(column, labels.get(column, column))
    return label, [Change(called, column, "label", was, label, 1)] if label != was else []
