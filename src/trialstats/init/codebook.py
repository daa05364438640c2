"""A codebook beside the data, such as REDCap's data dictionary: what columns are called, and what their codes mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from trialstats.init.files import Table

__all__ = ["with_codebooks"]

LEAST = 3  # columns of other tables that it names
KNOWN = 0.4  # the share of its names that are columns of other tables
NAME = re.compile(r"variable|field|column|item|name|feld", re.IGNORECASE)
LABEL = re.compile(r"label|description|question|text|meaning|bezeichnung|beschreibung", re.IGNORECASE)
CHOICES = re.compile(r"choice|code|value|level|categor|option|format|werte|kodierung", re.IGNORECASE)
BETWEEN = re.compile(r"\s*[|;\n]\s*|\s*,\s*(?=-?\d+\s*[=:])")
CHOICE = re.compile(r"\s*(?P<code>-?\w+)\s*[,=:]\s*(?P<text>\S.*?)\s*")
CHECKBOX = re.compile(r"(?P<field>.+)___(?P<code>\w+)")
YES_NO = {"1": "Yes", "0": "No"}
KINDS = {"yesno": YES_NO, "truefalse": YES_NO}  # field types of REDCap


@dataclass
class Book:
    """What columns are called, and what their codes mean."""

    labels: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)


def with_codebooks(tables: Sequence[Table]) -> tuple[list[Table], list[str]]:
    """Tell the tables what codebooks among them say of their columns; and what codebooks were read for."""
    books = {table.name: name for table in tables if (name := column_of_names(table, tables)) is not None}
    rest = [table for table in tables if table.name not in books]
    if not rest:
        return list(tables), []
    for table in tables:
        if table.name in books:
            book = read(table, books[table.name])
            rest = [told(one, book) for one in rest]
    read_for = "read for the names of columns and the meaning of codes, and holds no records"
    return rest, [f"{table.file}: {read_for}" for table in tables if table.name in books]


def column_of_names(table: Table, tables: Sequence[Table]) -> str | None:
    """Find the column of a table that names the columns of others."""
    others = {name for other in tables if other is not table for name in other.columns}
    others |= {found["field"] for name in others if (found := CHECKBOX.fullmatch(name))}
    for name, column in table.columns.items():
        texts = {str(text) for text in column.texts.index}
        named = texts & others
        if len(named) >= LEAST and len(named) >= KNOWN * len(texts) and NAME.search(name):
            return name
    return None


def read(table: Table, names: str) -> Book:
    """Read a codebook: a row a column, with its choices in one cell, or a row a code."""
    frame = table.frame.apply(lambda texts: texts.str.strip())
    free = [str(name) for name in frame if name != names]
    choices = next((name for name in free if CHOICES.search(name) and not name.casefold().startswith("text")), None)
    label = next((name for name in free if LABEL.search(name) and name != choices), None)
    kind = next((name for name in free if name.casefold() in ("field type", "type")), None)
    book = Book()
    repeated = frame[names].duplicated().any()
    for _, row in frame.iterrows():
        name = row[names]
        if label and row[label] and not repeated:
            book.labels[name] = re.sub(r"<[^>]*>", "", row[label])
        if repeated and label and choices and row[choices] and row[label]:
            book.codes.setdefault(name, {})[row[choices]] = row[label]
        elif choices and (found := meanings(row[choices])):
            book.codes[name] = found
        elif kind and row[kind].casefold() in KINDS:
            book.codes[name] = KINDS[row[kind].casefold()]
    return book


def meanings(text: str) -> dict[str, str]:
    """Read choices: `1, Female | 2, Male`, `1=Female; 2=Male`; nothing where they are none."""
    parts = [CHOICE.fullmatch(part) for part in BETWEEN.split(text) if part.strip()]
    if len(parts) < 2 or not all(parts):
        return {}
    return {found["code"]: found["text"] for found in parts if found}


def told(table: Table, book: Book) -> Table:
    """Tell a table what its columns are called, and what their codes mean."""
    labels, codes = dict(table.labels), dict(table.meanings)
    for name in table.columns:
        box = CHECKBOX.fullmatch(name)
        if box and box["field"] in book.codes:
            label = book.labels.get(box["field"], box["field"])
            labels[name] = f"{label}: {book.codes[box['field']].get(box['code'], box['code'])}"
            codes[name] = YES_NO
        if name in book.labels:
            labels[name] = book.labels[name]
        if name in book.codes:
            codes[name] = book.codes[name]
    return replace(table, labels=labels, meanings=codes)
