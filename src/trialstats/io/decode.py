"""Bytes to text: the declared encoding, or the one detected."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from trialstats.errors import DataError
from trialstats.io.shown import shortened
from trialstats.trialfile.parts.sources import Source

__all__ = ["LINE_END", "damaged", "decode", "guess_of", "guessed", "is_guess", "misdeclared"]

LINE_END = re.compile("\r\n|\r|\n")
BYTES_END = re.compile(b"\r\n|\r|\n")
# A character of two to four bytes in UTF-8; other encodings write such a sequence by rare accident only.
MANY_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|[\xf1-\xf4][\x80-\xbf]{3}")
# Two characters that UTF-8 taken for cp1252 leaves in the place of a letter, as in `MÃ¼ller`; and a lost letter.
TWICE = re.compile(
    "[\u00c2-\u00df][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
LOST = "\ufffd"
FOREIGN = re.compile(r"[^\x00-\x7f]")
AROUND = 20  # characters on either side of a foreign one that are shown with it

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
    Raises DataError with the line where the declared encoding does not fit, where none can be found, or where a part
    of the file is UTF-8 and another is not.
    """
    encoding = declared or detect(data, file)
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


def guessed(text: str, encoding: str, source: Source) -> list[str]:
    """Say what a file was taken for, with a word to judge by. Text that is valid UTF-8 is UTF-8: that is no guess."""
    if not is_guess(encoding, source):
        return []
    found = FOREIGN.search(text)
    line = len(LINE_END.findall(text[: found.start()])) + 1 if found else 1
    word = word_at(text, found.start()) if found else shortened(LINE_END.split(text, 1)[0])
    return [
        f"{source.file}: is not UTF-8 and was taken for {encoding} (line {line}: {word}); if that is right, declare "
        f"`encoding: {encoding}`"
    ]


def is_guess(encoding: str | None, source: Source) -> bool:
    """Tell whether a file was taken for an encoding that neither it nor the trial file says."""
    return encoding is not None and source.encoding is None and not encoding.lower().startswith(("utf", "ascii"))


def guess_of(encodings: Mapping[str, str], source: Source) -> str | None:
    """Give what a file of a source was taken for, where neither it nor the trial file says what it is."""
    return next((encoding for encoding in encodings.values() if is_guess(encoding, source)), None)


def misdeclared(data: bytes, text: str, encoding: str, source: Source) -> list[str]:
    """Say where a file that is declared as something else is UTF-8 with letters of several bytes: `MÃ¼ller`."""
    found = FOREIGN.search(text)
    if source.encoding is None or encoding.lower().startswith("utf") or found is None or not MANY_BYTES.search(data):
        return []
    try:
        right = FOREIGN.search(data.decode("utf-8"))
    except UnicodeDecodeError:
        return []
    line = len(LINE_END.findall(text[: found.start()])) + 1
    reads = f", where UTF-8 has {word_at(right.string, right.start())}" if right else ""
    return [
        f"{source.file}, line {line}: {word_at(text, found.start())}{reads}: the whole file is valid UTF-8, and "
        f"`encoding: {source.encoding}` may be wrong"
    ]


def damaged(text: str, source: Source) -> list[str]:
    """Say where letters were lost or encoded twice before the file came here: only who made it can mend that."""
    notes = []
    for what, at in (("was encoded twice", twice(text)), ("has lost a letter", text.find(LOST))):
        if at >= 0:
            line = len(LINE_END.findall(text[:at])) + 1
            notes.append(f"{source.file}, line {line}: {word_at(text, at)} seems to be a text that {what} before")
    return notes


def twice(text: str) -> int:
    """Find the first letter that was encoded twice; -1 where there is none."""
    for found in TWICE.finditer(text):
        try:
            found[0].encode("cp1252").decode("utf-8")
            return found.start()
        except UnicodeError:  # two letters that stand beside each other
            continue
    return -1


def word_at(text: str, at: int) -> str:
    """Give the word around a character."""
    before = re.split(r"\W", text[max(at - AROUND, 0) : at])[-1]
    return before + text[at] + re.split(r"[^\w/%\u00a0-\u00bf\ufffd]", text[at + 1 : at + AROUND])[0]


def detect(data: bytes, file: str) -> str | None:
    """Find the encoding by its byte-order mark, as UTF-8, as cp1252, or as the likeliest."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        refuse_mixture(data, file)
        if is_western(data):
            return "cp1252"
        from charset_normalizer import from_bytes

        best = from_bytes(data).best()
        return best.encoding if best else None
    return "utf-8"


def refuse_mixture(data: bytes, file: str) -> None:
    """Refuse a file of which some lines are UTF-8 and others are not: none of it could be trusted as something else."""
    fitting, others, western = [], [], is_western(data)
    for line, content in enumerate(BYTES_END.split(data), start=1):
        if content.isascii():
            continue
        try:
            content.decode("utf-8")
            fitting.append(line)
        except UnicodeDecodeError as error:
            others.append((line, content[error.start]))
            if western and MANY_BYTES.search(content):
                fitting.append(line)
    if fitting and others:
        line, byte = others[0]
        more = f" and in {len(others) - 1} more lines" if len(others) > 1 else ""
        are = f" and {len(fitting) - 1} more are" if len(fitting) > 1 else " is"
        raise DataError(
            f"{file}, line {line}: byte 0x{byte:02X}{more} is not UTF-8, but line {fitting[0]}{are}: "
            "the file is not all of one encoding; save it again as UTF-8, or declare the `encoding` that all of it has"
        )


def is_western(data: bytes) -> bool:
    """Tell Latin text with a few accents or signs (`µg`, `Müller`), which is too little for a detector to go by."""
    letters = sum(byte < 0x80 and chr(byte).isalpha() for byte in data)
    others = sum(byte >= 0x80 for byte in data)
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return 2 * others <= letters
