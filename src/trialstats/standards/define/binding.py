"""XML as dataclasses: one description of an element's attributes and children serves to read it and to write it.

What an element has that its class does not know is refused when it is read: nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any, ClassVar, TypeVar
from xml.etree import ElementTree
from xml.sax.saxutils import escape

__all__ = ["Element", "attribute", "content", "many", "one", "parse", "to_xml"]

NAMESPACES = {
    "": "http://www.cdisc.org/ns/odm/v1.3",
    "def": "http://www.cdisc.org/ns/def/v2.1",
    "arm": "http://www.cdisc.org/ns/arm/v1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
PREFIXES = {uri: prefix for prefix, uri in NAMESPACES.items()}
SPACES = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;"}
E = TypeVar("E", bound="Element")


@dataclass(frozen=True)
class Element:
    """An element; `TAG` is its name with its prefix, `def:Origin`."""

    TAG: ClassVar[str]


def attribute(name: str) -> Any:
    """Describe an attribute; None where an element has it not."""
    return field(default=None, metadata={"attribute": name})


def one(kind: type[Element]) -> Any:
    """Describe a child of which there is one or none."""
    return field(default=None, metadata={"child": kind})


def many(kind: type[Element]) -> Any:
    """Describe children of which there may be several, as a tuple."""
    return field(default=(), metadata={"children": kind})


def content() -> Any:
    """Describe the text within an element."""
    return field(default="", metadata={"content": True})


def to_xml(root: Element) -> str:
    """Write an element and all that it holds as a document. Raises ValueError for what XML cannot hold."""
    spaces = [f'xmlns{":" * bool(prefix)}{prefix}="{uri}"' for prefix, uri in NAMESPACES.items() if prefix != "xml"]
    head, *rest = lines(root, 0)
    opened = head.replace(f"<{root.TAG}", f"<{root.TAG} {' '.join(spaces)}", 1)
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', opened, *rest, ""])


def lines(element: Element, depth: int) -> Iterator[str]:
    """Yield the lines of an element; its text stands on the line of its tags, as it is."""
    attributes, children, text = "", [], ""
    for each in fields(element):
        value = getattr(element, each.name)
        if "attribute" in each.metadata:
            if value is not None:
                attributes += f' {each.metadata["attribute"]}="{escape(legal(value), {chr(34): "&quot;", **SPACES})}"'
        elif "content" in each.metadata:
            text = escape(legal(value), {"\r": "&#13;"})
        else:
            children += list(value) if isinstance(value, tuple) else [value] if value is not None else []
    indent = "  " * depth
    if children:
        yield f"{indent}<{element.TAG}{attributes}>"
        for child in children:
            yield from lines(child, depth + 1)
        yield f"{indent}</{element.TAG}>"
    elif text:
        yield f"{indent}<{element.TAG}{attributes}>{text}</{element.TAG}>"
    else:
        yield f"{indent}<{element.TAG}{attributes}/>"


def legal(text: str) -> str:
    """Refuse characters that no XML document can hold."""
    for letter in text:
        code = ord(letter)
        if (code < 32 and letter not in "\t\n\r") or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
            raise ValueError(f"{text!r} has {letter!r}, which XML cannot hold")
    return text


def parse(kind: type[E], text: str | bytes) -> E:
    """Read a document. Raises ValueError for XML that is none, and for what `kind` does not know."""
    try:
        node = ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise ValueError(f"is no XML: {error}") from None
    if prefixed(node.tag) != kind.TAG:
        raise ValueError(f"begins with {prefixed(node.tag)}, not with {kind.TAG}")
    return read(kind, node)


def read(kind: type[E], node: ElementTree.Element) -> E:
    """Read an element from its node."""
    values: dict[str, Any] = {}
    attributes = {prefixed(name): value for name, value in node.attrib.items()}
    children = list(node)
    for each in fields(kind):
        held = each.metadata
        if "attribute" in held:
            values[each.name] = attributes.pop(held["attribute"], None)
        elif "content" in held:
            values[each.name] = node.text or ""
        else:
            of = held.get("child") or held["children"]
            own = [child for child in children if prefixed(child.tag) == of.TAG]
            children = [child for child in children if child not in own]
            read_ones = tuple(read(of, child) for child in own)
            if "child" in held and len(own) > 1:
                raise ValueError(f"{kind.TAG}: has {len(own)} of {of.TAG}")
            values[each.name] = read_ones if "children" in held else next(iter(read_ones), None)
    if attributes or children:
        unknown = [*attributes, *(prefixed(child.tag) for child in children)]
        raise ValueError(f"{kind.TAG}: {unknown[0]} is not known")
    return kind(**values)


def prefixed(name: str) -> str:
    """Write `{http://..}Origin` as `def:Origin`."""
    uri, _, local = name.removeprefix("{").rpartition("}")
    if not uri:
        return name
    prefix = PREFIXES.get(uri, uri)
    return f"{prefix}:{local}" if prefix else local
