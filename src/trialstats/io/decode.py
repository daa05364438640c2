"""Bytes to text: the declared encoding, or the one detected."""

from __future__ import annotations

import codecs
import re

from trialstats.errors import DataError

__all__ = ["decode"]

LINE_END = re.compile("\r\n|\r|\n")

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data: bytes, file: str, declared: str | None) -> tuple[str, str]:
    """Give the text and the encoding it was read in; a byte-order mark is not part of the text.

    Without a declaration a byte-order mark decides, then UTF-8 is tried, then cp1252 is taken where Latin letters
    prevail, and the likeliest encoding where they do not.
    Raises DataError with the line where the declared encoding does not fit, or where none can be found.
    """
    encoding = declared or detect(data)
    if encoding is None:
        raise DataError(f"{file}: its encoding could not be found: declare `encoding`, e.g. cp1252")
    try:
        codec = codecs.lookup(encoding).name
        return data.decode(codec).removeprefix("\ufeff"), codec
    except LookupError:  # also of codecs that are no text encodings, e.g. hex
        raise DataError(f"{file}: encoding {encoding} is not known (e.g. utf-8, cp1252, latin-1)") from None
    except UnicodeDecodeError as error:
        line = len(LINE_END.findall(data[: error.start].decode(codec, "ignore"))) + 1
        found = f"byte 0x{data[error.start]:02X}"
        raise DataError(f"{file}, line {line}: {found} is not {encoding}; declare the right `encoding`") from None


def detect(data: bytes) -> str | None:
    """Find the encoding by its byte-order mark, as UTF-8, as cp1252, or as the likeliest."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if is_western(data):
            return "cp1252"
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return best.encoding if best else None
    return "utf-8"


def is_western(data: bytes) -> bool:
    """Tell Latin text with a few accents or signs (`µg`, `Müller`), which is too little for a detector to go by."""
    letters = sum(byte < 0x80 and chr(byte).isalpha() for byte in data)
    others = sum(byte >= 0x80 for byte in data)
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return 2 * others <= letters
