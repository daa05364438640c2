"""What an XML document holds, without how it is written: a second reading that knows nothing of the model."""

from __future__ import annotations

from typing import Any

from lxml import etree


def canonical(node: Any) -> tuple[str, tuple[tuple[str, str], ...], str, tuple[Any, ...]]:
    """Give an element as name, sorted attributes, text and children."""
    children = tuple(canonical(child) for child in node if isinstance(child.tag, str))
    text = node.text or ""
    return node.tag, tuple(sorted(node.attrib.items())), "" if children or not text.strip() else text, children


def canonical_document(content: bytes) -> Any:
    return canonical(etree.fromstring(content))
