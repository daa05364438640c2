"""Text of users that no spreadsheet computes: an apostrophe stands before what would be a formula.

A spreadsheet takes a cell that begins with = + - or @ for a formula, and a formula can start programs: an adverse event
recorded as `=cmd|...` would do so on the reviewer's desk. Numbers may begin with a sign; a true minus sign begins none.
"""

from __future__ import annotations

import re

__all__ = ["inert"]

APOSTROPHE = "'"
# The signs themselves and their wide forms; before them white space, which spreadsheets skip, and marks without width.
BEGINS = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?%?")


def inert(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would compute; every other text is given back as it is.

    >>> inert("=1+1"), inert("-12.5"), inert("headache")
    ("'=1+1", '-12.5', 'headache')
    """
    return APOSTROPHE + text if BEGINS.match(text) and not NUMBER.fullmatch(text) else text
