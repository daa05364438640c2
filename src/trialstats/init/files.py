"""Data files as tables: how each is laid out, read as the trial file will have it read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

import pandas as pd
from pydantic import ValidationError

from trialstats.errors import DataError
from trialstats.init.columns import Column, look_at
from trialstats.init.event_words import NO, YES
from trialstats.init.layout import Layout, likely_delimiter, settings_of
from trialstats.init.said import Said, plain, several
from trialstats.init.scales import scale_of
from trialstats.init.words import named_for, words_of
from trialstats.io.decode import is_guess
from trialstats.io.labels_seen import labels_seen
from trialstats.io.look import cells_of_sheet, cells_of_text, sheets_seen, text_of
from trialstats.io.read import read_source, read_table, readable, require_file
from trialstats.io.table import is_own, without_value
from trialstats.trialfile.parts.formats import LABELLED, WORKBOOKS
from trialstats.trialfile.parts.sources import Source

__all__ = ["Table", "add_rows", "tables_of"]

ALIKE = 3  # columns whose values have the same labels, which are items or visits
SCORED = {"vas", "nrs", "pain", "score", "severity", "intensity"}
# What exports add to a name: anxiety_DATA_2024-05-02_1130.
DATED = re.compile(r"(?:_(?:data|export|labels))?_(?:19|20)\d\d_?\d\d_?\d\d(?:_\d{3,6})?$")
NOBODY = "subject"  # stands for the columns of subjects while they are not known


@dataclass
class Table:
    """A table of a file or of a sheet.

    name: of its source. settings: how it is read, beside `subject`. frame: n rows of text. columns: what each holds.
    unread: what of its file is not read, and why. labels: what its file calls columns, where that is no name.
    meanings: of codes, by column, as a codebook says. What readers note is not kept: it may show what stands in a cell.
    """

    name: str
    file: str
    settings: dict[str, Said]
    frame: pd.DataFrame
    columns: dict[str, Column] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.frame)


def add_rows(settings: Mapping[str, Said], row: Said) -> dict[str, Said]:
    """Choose further rows beside those that settings choose."""
    known = settings.get("rows", Said([]))
    why = "; ".join(filter(None, (known.why, row.why)))
    return {**settings, "rows": Said([*known.value, row.value], why)}


def tables_of(file: str, root: Path, taken: Collection[str]) -> list[Table]:
    """Read the tables of a file: one, or one a sheet that can be seen.

    file: its path from `root`, as the trial file will say it. taken: names of sources that there are already.
    Raises DataError where there is no table to be read.
    """
    with readable(file):
        require_file(file, root)
        first = source_of(file, {}, NOBODY)
        if first.kind in ("csv", "tsv"):
            return [table(file, root, laid_out_text(root / file, first), name_of(file, "", taken))]
        if first.kind not in WORKBOOKS:
            laid_out = Layout(read_table(root / file, first).header, {})
            return [labelled(table(file, root, laid_out, name_of(file, "", taken)), root, first)]
        return sheets(file, root, first, taken)


def source_of(file: str, settings: Mapping[str, Said], subject: str) -> Source:
    """Make a source; DataError for a file whose ending tells nothing, or that no reader reads."""
    try:
        return Source.model_validate({"file": file, "subject": subject, **plain(dict(settings))})
    except ValidationError as error:
        raise DataError(f"{file}: {str(error.errors()[0]['msg']).removeprefix('Value error, ')}") from None


def laid_out_text(path: Path, source: Source) -> Layout:
    """Find encoding, delimiter and header of a text file."""
    text, encoding = text_of(path, source)
    settings: dict[str, Said] = {}
    if is_guess(encoding, source):
        settings["encoding"] = Said(encoding, "the file is not UTF-8, and reads like this")
    delimiter = likely_delimiter(text, source.file)
    if delimiter != ("\t" if source.kind == "tsv" else ",") and not text.lower().startswith(("sep=", '"sep=')):
        settings["delimiter"] = Said(delimiter, "it splits the lines into the same number of fields")
    laid_out = settings_of(cells_of_text(text, delimiter, source.file))
    return replace(laid_out, settings={**settings, **laid_out.settings})


def sheets(file: str, root: Path, first: Source, taken: Collection[str]) -> list[Table]:
    """Read the sheets of a workbook that can be seen; DataError with what is wrong with any of them."""
    found, problems, unread, names = list[Table](), list[str](), list[str](), set(taken)
    titles = sheets_seen(root / file, first)
    for title in titles:
        laid_out = settings_of(cells_of_sheet(root / file, title, first))
        if len(titles) > 1 or title != titles[0]:
            laid_out = replace(laid_out, settings={"sheet": Said(title), **laid_out.settings})
        try:
            found.append(table(file, root, laid_out, name_of(file, title if len(titles) > 1 else "", names)))
            names.add(found[-1].name)
        except DataError as error:
            problems += [problem.replace(file, f"{file}, sheet {title}", 1) for problem in error.problems]
            unread.append(f"{file}: sheet {title} holds no table that can be read")
    if problems and not found:
        raise DataError(problems)
    found[0].unread = (*found[0].unread, *unread)
    return found


def table(file: str, root: Path, laid_out: Layout, name: str) -> Table:
    """Read a table, and look at its columns; once more where their numbers have other marks."""
    header, settings = laid_out.header, laid_out.settings
    if not header:
        raise DataError(f"{file}: no header was found")
    frame = own_columns(read_source(source_of(file, settings, header[0]), root).frame)
    columns = columns_of(frame)
    marks = marks_of(columns)
    if any(column.mixed for column in columns.values()):
        frame = own_columns(read_source(source_of(file, {**settings, **marks}, header[0]), root).frame)
        columns = columns_of(frame)
    unread = (f"{file}: {laid_out.not_read}",) if laid_out.nameless else ()
    return Table(name, file, {**settings, **marks, **missing_of(columns)}, frame, columns, unread)


def labelled(plain_one: Table, root: Path, source: Source) -> Table:
    """Read the labels of values where they name something, and call columns what the file calls them."""
    seen = labels_seen(root / plain_one.file, source)
    named = names_something(plain_one, seen.values) if source.kind in LABELLED else []
    if not named:
        return replace(plain_one, labels=seen.columns)
    texts = dict.fromkeys(text for name in named for text in seen.values[name].values())
    settings = {"labels": Said(named, f"the file names their values: {several(list(texts))}")}
    laid_out = Layout([str(name) for name in plain_one.frame], settings)
    return replace(table(plain_one.file, root, laid_out, plain_one.name), labels=seen.columns)


def names_something(told: Table, values: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Choose the columns whose values are names, as of arms: all have a label, and they are no answers or grades.

    Answers to items, and what is measured at visits, have their labels in common.
    """
    found = []
    for name, labels in values.items():
        column = told.columns.get(name)
        if column is None or not set(column.texts.index) <= set(labels) or scale_of(words_of(name)):
            continue
        alike = sum(other == labels for other in values.values())
        yes_no = {label.casefold() for label in labels.values()} <= YES | NO
        if (alike < ALIKE or yes_no) and not named_for(name, SCORED):
            found.append(name)
    return found


def columns_of(frame: pd.DataFrame) -> dict[str, Column]:
    return {str(name): look_at(frame[name], str(name)) for name in frame}


def own_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Give the columns of the file, of the rows that hold anything."""
    held = frame[~without_value(frame)].reset_index(drop=True)
    return held[[name for name in held if not is_own(str(name))]]


def marks_of(columns: Mapping[str, Column]) -> dict[str, Said]:
    """Say how numbers are written: for the source where all say so, else by column."""
    settings: dict[str, Said] = {}
    numbers = [column for column in columns.values() if column.kind == "number"]
    commas = [column for column in numbers if column.decimal == ","]
    points = [c for c in numbers if c.decimal == "." and not c.whole]
    if commas:
        value = {c.name: "," for c in commas} if points else ","
        settings["decimal"] = Said(value, f"as in {several([c.name for c in commas])}")
    for key in ("thousands", "suffix"):
        if some := {c.name: getattr(c, key) for c in numbers if getattr(c, key)}:
            doubt = "? or is the comma a decimal mark" if key == "thousands" else "behind the numbers"
            settings[key] = Said(some, f"{doubt} in {several(list(some))}")
    return settings


def missing_of(columns: Mapping[str, Column]) -> dict[str, Said]:
    """Say which texts mean that there is no value: words for the source, numbers by column."""
    words = dict.fromkeys(code for c in columns.values() for code in c.missing if not is_number(code))
    numbers = {c.name: [code for code in c.missing if is_number(code)] for c in columns.values()}
    numbers = {name: codes for name, codes in numbers.items() if codes}
    if not words and not numbers:
        return {}
    where = [c.name for c in columns.values() if c.missing]
    told = f"in {several(where)}"
    if not numbers:
        return {"missing": Said(list(words), told)}
    by_column: dict[str, Any] = {name: [*words, *codes] for name, codes in numbers.items()}
    if words:
        by_column = {"*": list(words), **by_column}
    return {"missing": Said(by_column, f"{told}; ? numbers far from all others: is there no value")}


def is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).replace(",", "", 1).isdigit()


def name_of(file: str, sheet: str, taken: Collection[str]) -> str:
    """Name a source after its file, or its sheet."""
    words = "".join(mark if mark.isascii() and mark.isalnum() else "_" for mark in sheet or PurePath(file).stem)
    name = "_".join(filter(None, words.split("_"))).lower()
    name = DATED.sub("", name) or name
    first = name if name[:1].isalpha() else f"data_{name}".rstrip("_")
    name, number = first, 1
    while name in taken:
        number += 1
        name = f"{first}_{number}"
    return name
