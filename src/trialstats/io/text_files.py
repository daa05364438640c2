"""CSV and TSV: every field as the text that stands there, every record with its line."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace

from trialstats.errors import DataError
from trialstats.io.decode import LINE_END, damaged, decode, guessed, misdeclared
from trialstats.io.foreign_rows import likely_header
from trialstats.io.grid import Grid
from trialstats.io.layout import tabulate
from trialstats.io.shown import shown
from trialstats.io.signature import refuse_nul, refuse_signature
from trialstats.io.table import RawTable
from trialstats.trialfile.parts.part import composed
from trialstats.trialfile.parts.sources import Source

__all__ = ["read_text_file"]

HEADER = 100_000  # characters in which the header is looked for
LONGEST_FIELD = 2**31 - 1  # the csv module's own limit is 131,072 characters
MARKS = (";", "\t", "|", ",")
SEP = re.compile(r'"?sep=(.)"?[;,|\t]*(?:\r\n|\r|\n)', re.IGNORECASE)  # how spreadsheet programs tell the delimiter


def read_text_file(data: bytes, source: Source) -> RawTable:
    """Read a delimited text file with any line end (LF, CRLF, bare CR) and quoted fields.

    Raises DataError for what `tabulate` refuses, and for quotes that do not fit the delimiter.
    """
    refuse_signature(data, source.file)
    text, encoding = decode(data, source.file, source.encoding)
    text = composed(text)
    refuse_nul(text, source.file)
    told = SEP.match(text)
    delimiter = source.delimiter or (told[1] if told else "\t" if source.kind == "tsv" else ",")
    first = max(source.header_row or 1, 2 if told else 1)
    try:
        lines, records = parse(text, delimiter, source.file, first=first, comment=source.comment)
        refuse_swallowed(lines, records, delimiter, source)
        table = tabulate(Grid(lines, records, "line"), source, ragged=False)
    except DataError:
        refuse_delimiter(text, delimiter, first, source)
        raise
    if table.problems or not set(source.columns_named) <= set(table.header):
        refuse_delimiter(text, delimiter, first, source)
    spelling = misdeclared(data, text, encoding, source) or damaged(text, source)
    notes = [*guessed(text, encoding, source), *spelling, *table.notes, *unended(text, table, source)]
    return replace(table, encoding=encoding, notes=tuple(notes))


class Lines:
    """The lines of a text for the csv module, from one of them on; lines of comment between records are passed over."""

    def __init__(self, text: str, first: int, comment: str | None) -> None:
        # newline="" makes the buffer end lines at LF, CRLF and CR alike and leaves those inside quotes as they are.
        self.buffer = io.StringIO(text, newline="")
        self.first, self.comment = first, comment
        self.inside, self.begins = False, 0

    def __iter__(self) -> Iterator[str]:
        for number, line in enumerate(self.buffer, start=1):
            if number < self.first:
                continue
            if not self.inside:
                if self.comment and line.lstrip().startswith(self.comment):
                    continue
                self.inside, self.begins = True, number
            yield line


def parse(
    text: str, delimiter: str, file: str, *, first: int = 1, comment: str | None = None
) -> tuple[list[int], list[list[str]]]:
    """Split text into records and the line each begins on; lines with nothing on them are no records."""
    csv.field_size_limit(LONGEST_FIELD)
    given = Lines(text, first, comment)
    lines, records = [], []
    try:
        for record in csv.reader(given, delimiter=delimiter, strict=True):
            given.inside = False
            if record:
                lines.append(given.begins)
                records.append(record)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            opens = given.begins + unclosed(text, given.begins, delimiter)
            raise DataError(f"{file}: a quotation mark that opens on line {opens} is never closed") from None
        raise DataError(f"{file}, line {given.begins}: cannot be split into fields ({error})") from None
    return lines, records


def refuse_swallowed(lines: list[int], records: list[list[str]], delimiter: str, source: Source) -> None:
    """Refuse a quoted field with the fields of records in it: a quotation mark was left open, and closed by another."""
    width = len(records[0]) if records else 0
    for line, record in zip(lines, records, strict=True) if width > 2 else ():
        for cell in record:
            if "\n" not in cell and "\r" not in cell:
                continue
            parts = LINE_END.split(cell)
            ends = len(parts) - 1
            whole = any(part.count(delimiter) == width - 1 for part in parts[1:-1])
            if whole or cell.count(delimiter) == ends * (width - 1):
                raise DataError(
                    f"{source.file}, line {line}: a quotation mark opens here and closes {ends} line{'s' * (ends > 1)} "
                    "below, with as many fields between as lines have: one of the two is too many"
                )


def unclosed(text: str, begins: int, delimiter: str) -> int:
    """Count the lines from the one on which the last record begins to the one whose quote is not closed."""
    parts = LINE_END.split(text)[begins - 1 :]
    rest, opened = "\n".join(parts), 0
    quoted = re.compile(rf'(?:^|(?<={re.escape(delimiter)}))"(?:[^"]|"")*(?P<close>"?)')
    at = 0
    while found := quoted.search(rest, at):
        opened, at = found.start(), found.end()
        if not found["close"]:
            break
    return rest.count("\n", 0, opened)


def unended(text: str, table: RawTable, source: Source) -> list[str]:
    """Say that a file may have been cut: its last line has no end, and its last value is how others only begin."""
    if text.endswith(("\n", "\r")) or not table.lines:
        return []
    *others, last = (row[-1] for row in table.rows)
    if last in others or not any(other.startswith(last) for other in others):
        return []
    what = f"{table.header[-1]} = {shown(last)}"
    return [f"{source.file}: its last line, {table.lines[-1]}, has no end: was it cut ({what})?"]


def refuse_delimiter(text: str, delimiter: str, first: int, source: Source) -> None:
    """Refuse a file that another delimiter would split: its first line, or a lower one into the declared columns."""
    lines = LINE_END.split(text[:HEADER])[first - 1 :]
    header = next((line for line in lines if line), "")
    for mark in [mark for mark in MARKS if mark != delimiter]:
        said = mark.replace("\t", "\\t")
        if fields(header, delimiter) <= 1 < fields(header, mark):
            raise DataError(
                f"{source.file}: has one column only and seems to be separated by `{said}`: "
                f'declare `delimiter: "{said}"`'
            ) from None
        cells = [[cell.strip().strip('"') for cell in line.split(mark)] for line in lines]
        if (found := likely_header(cells, cells[0] if cells else [], source.columns_named)) is not None:
            raise DataError(
                f"{source.file}: line {first + found} seems to be the header, separated by `{said}`: "
                f'declare `delimiter: "{said}"` and `header_row: {first + found}`'
            ) from None


def fields(line: str, delimiter: str) -> int:
    """Count the fields of a line; none where its quotes do not fit the delimiter."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return 0
