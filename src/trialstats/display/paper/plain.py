"""Texts of users as documents take them."""

from __future__ import annotations

import re

from trialstats.display.inert import inert

__all__ = ["plain"]

# Controls but the new line, and halves of characters: no document can hold them.
ILLEGAL = re.compile("[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """Give a text that no spreadsheet computes, with blanks in the place of what no document can hold."""
    return ILLEGAL.sub(" ", inert(text))
