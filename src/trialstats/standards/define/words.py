"""What elements of all kinds have: words, documents, other names, conditions."""

from __future__ import annotations

from dataclasses import dataclass

from trialstats.standards.define.binding import Element, attribute, content, many, one

__all__ = ["Alias", "Description", "DocumentRef", "Leaf", "Title", "TranslatedText", "WhereClauseRef", "said"]


@dataclass(frozen=True)
class TranslatedText(Element):
    TAG = "TranslatedText"
    language: str | None = attribute("xml:lang")
    text: str = content()


@dataclass(frozen=True)
class Description(Element):
    TAG = "Description"
    texts: tuple[TranslatedText, ...] = many(TranslatedText)

    @property
    def text(self) -> str:
        """Its first text."""
        return self.texts[0].text if self.texts else ""


def said(text: str) -> Description:
    """Say something in English."""
    return Description((TranslatedText("en", text),))


@dataclass(frozen=True)
class PDFPageRef(Element):
    TAG = "def:PDFPageRef"
    type: str | None = attribute("Type")
    pages: str | None = attribute("PageRefs")
    first: str | None = attribute("FirstPage")
    last: str | None = attribute("LastPage")
    title: str | None = attribute("Title")


@dataclass(frozen=True)
class DocumentRef(Element):
    TAG = "def:DocumentRef"
    leaf: str | None = attribute("leafID")
    pages: tuple[PDFPageRef, ...] = many(PDFPageRef)


@dataclass(frozen=True)
class Alias(Element):
    TAG = "Alias"
    context: str | None = attribute("Context")
    name: str | None = attribute("Name")


@dataclass(frozen=True)
class Title(Element):
    TAG = "def:title"
    text: str = content()


@dataclass(frozen=True)
class Leaf(Element):
    TAG = "def:leaf"
    id: str | None = attribute("ID")
    href: str | None = attribute("xlink:href")
    title: Title | None = one(Title)


@dataclass(frozen=True)
class WhereClauseRef(Element):
    TAG = "def:WhereClauseRef"
    clause: str | None = attribute("WhereClauseOID")
