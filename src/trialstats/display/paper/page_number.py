"""The number of a page in the words of the house, with what a reader's program computes."""

from __future__ import annotations

import re

__all__ = ["PAGE_FIELDS", "page_parts"]

# What stands for the number of the page and of all pages, and the fields of office documents that give them.
PAGE_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
PARTS = re.compile(r"(\{pages?\})")


def page_parts(text: str) -> list[str]:
    """Divide the words at the places of the numbers.

    >>> page_parts("Page {page} of {pages}")
    ['Page ', '{page}', ' of ', '{pages}']
    """
    return [part for part in PARTS.split(text) if part]
