"""CSV and TSV: every field as the text that stands there, every record with its line."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from trialstats.errors import DataError
from trialstats.io.decode import LINE_END, decode
from trialstats.io.signature import refuse_nul, refuse_signature
from trialstats.io.table import RawTable
from trialstats.spec.sources import Source

__all__ = ["check_header", "delimiter_hint", "read_text_file"]


HEADER = 100_000  # characters in which the first line is looked for


def read_text_file(data: bytes, source: Source) -> RawTable:
    """Read a delimited text file with any line end (LF, CRLF, bare CR) and quoted fields.

    Raises DataError for no content, a column name that stands twice, and records of another length than the header.
    """
    refuse_signature(data, source.file)
    text, encoding = decode(data, source.file, source.encoding)
    delimiter = source.delimiter or ("\t" if source.kind == "tsv" else ",")
    refuse_nul(text, source.file)
    hint = other_delimiter(text, delimiter)
    try:
        lines, records = parse(text, delimiter, source.file)
        if not records:
            raise DataError(f"{source.file}: the file is empty")
        header = [name.strip() for name in records[0]]
        check_header(header, source.file)
        check_lengths(header, lines, records, source.file)
    except DataError:
        if hint is None:
            raise
        raise DataError(delimiter_hint(source.file, hint)) from None
    return RawTable(header, records[1:], lines[1:], "line", encoding, hint)


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
        if "unexpected end of data" in str(error):
            opens = begins + unclosed(text, begins, delimiter)
            raise DataError(f"{file}: a quotation mark that opens on line {opens} is never closed") from None
        raise DataError(f"{file}, line {begins}: cannot be split into fields ({error})") from None
    return lines, records


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


def other_delimiter(text: str, delimiter: str) -> str | None:
    """Guess another delimiter from a header that this one does not split, for a hint in messages."""
    header = next((line for line in LINE_END.split(text[:HEADER]) if line), "")
    if fields(header, delimiter) > 1:
        return None
    return next((mark for mark in (";", "\t", "|", ",") if mark != delimiter and fields(header, mark) > 1), None)


def fields(line: str, delimiter: str) -> int:
    """Count the fields of a line; none where its quotes do not fit the delimiter."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter, strict=True), []))
    except csv.Error:
        return 0


def delimiter_hint(file: str, mark: str) -> str:
    """Say which delimiter to declare."""
    said = mark.replace("\t", "\\t")
    return f'{file}: has one column only and seems to be separated by `{said}`: declare `delimiter: "{said}"`'
