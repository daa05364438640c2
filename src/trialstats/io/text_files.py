"""CSV and TSV: every field as the text that stands there, every record with its line."""

from __future__ import annotations

import csv
import io
from collections import Counter

from trialstats.errors import DataError
from trialstats.io.decode import decode
from trialstats.io.table import RawTable
from trialstats.spec.sources import Source

__all__ = ["read_text_file"]


def read_text_file(data: bytes, source: Source) -> RawTable:
    """Read a delimited text file with any line end (LF, CRLF, bare CR) and quoted fields.

    Raises DataError for no content, a column name that stands twice, and records of another length than the header.
    """
    text, encoding = decode(data, source.file, source.encoding)
    delimiter = source.delimiter or ("\t" if source.kind == "tsv" else ",")
    lines, records = parse(text, delimiter, source.file)
    if not records:
        raise DataError(f"{source.file}: the file is empty")
    header = [name.strip() for name in records[0]]
    check_header(header, source.file)
    check_lengths(header, lines, records, source.file)
    return RawTable(header, records[1:], lines[1:], "line", encoding, other_delimiter(records[0], delimiter))


def parse(text: str, delimiter: str, file: str) -> tuple[list[int], list[list[str]]]:
    """Split text into records and the line each begins on; lines with nothing on them are no records."""
    # newline="" makes the buffer end lines at LF, CRLF and CR alike and leaves those inside quotes as they are.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines, records, begins = [], [], 1
    try:
        for record in reader:
            if record:
                lines.append(begins)
                records.append(record)
            begins = reader.line_num + 1
    except csv.Error as error:
        open_quote = "unexpected end of data" in str(error)
        what = "a quote is opened and not closed" if open_quote else f"cannot be split into fields ({error})"
        raise DataError(f"{file}, line {begins}: {what}") from None
    return lines, records


def check_header(header: list[str], file: str) -> None:
    """Refuse a column that stands twice: nobody could say which is meant."""
    twice = [name for name, count in Counter(header).items() if count > 1]
    if twice:
        places = {name: ", ".join(str(i + 1) for i, h in enumerate(header) if h == name) for name in twice}
        raise DataError(
            [f"{file}: column {name or '(no name)'} stands more than once (columns {places[name]})" for name in twice]
        )


def check_lengths(header: list[str], lines: list[int], records: list[list[str]], file: str) -> None:
    """Refuse records that have more or fewer fields than the header."""
    wrong = [
        f"{file}, line {line}: has {len(record)} field{'s' * (len(record) > 1)}, the header has {len(header)}"
        for line, record in zip(lines[1:], records[1:], strict=True)
        if len(record) != len(header)
    ]
    if wrong:
        more = [f"{file}: and {len(wrong) - 5} more such lines"] if len(wrong) > 5 else []
        raise DataError([*wrong[:5], *more])


def other_delimiter(header: list[str], delimiter: str) -> str | None:
    """Guess another delimiter from a header that did not split, for a hint in messages."""
    if len(header) > 1:
        return None
    return next((mark for mark in (";", "\t", "|", ",") if mark != delimiter and mark in header[0]), None)
