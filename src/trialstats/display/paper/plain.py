"""Texts of users as documents take them."""

from __future__ import annotations

import re

from trialstats.display.inert import inert

__all__ = ["entitled", "plain"]

LONGEST_TITLE = 255  # characters, in Office Open XML

# Controls but the new line, and halves of characters: no document can hold them.
ILLEGAL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Give a text that no spreadsheet computes, with blanks in the place of what no document can hold."""
    return ILLEGAL.sub(" ", inert(text))


def entitled(text: str) -> str:
    """Give a title as the properties of a document take it: one line of no more than 255 characters."""
    line = " ".join(plain(text).split())
    return line if len(line) <= LONGEST_TITLE else line[: LONGEST_TITLE - 1] + "\N{HORIZONTAL ELLIPSIS}"
