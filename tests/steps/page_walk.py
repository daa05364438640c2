"""A walk through a page: every text with the elements that it stands in."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

__all__ = ["Text", "walk"]

VOID = {"meta", "br", "col", "link", "img", "hr", "input"}


@dataclass(frozen=True)
class Text:
    """A piece of text; `inside` holds the tags, classes and ids of all elements around it."""

    words: str
    inside: frozenset[str]
    ard: str | None


@dataclass
class Walk(HTMLParser):
    """Collect the texts of a page."""

    texts: list[Text] = field(default_factory=list)
    around: list[tuple[str, set[str], str | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        marks = {tag, *named.get("class", "").split(), f"#{named.get('aria-labelledby', '')}"}
        if tag not in VOID:
            self.around.append((tag, marks, named.get("data-ard")))

    def handle_endtag(self, tag: str) -> None:
        assert self.around.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        inside = frozenset(mark for _, marks, _ in self.around for mark in marks)
        addresses = [ard for _, _, ard in self.around if ard]
        self.texts.append(Text(data, inside, addresses[-1] if addresses else None))


def walk(page: str) -> list[Text]:
    """List the texts of a page in their order."""
    walker = Walk()
    walker.feed(page)
    assert walker.around == []
    return walker.texts
