"""The definition as a page that a browser shows by itself: no stylesheet to transform, no script, no network."""

from __future__ import annotations

from typing import Any

from trialstats.standards.define.model import ODM, MetaDataVersion

__all__ = ["define_page"]


def define_page(define: ODM) -> str:
    """Give the page of a definition; raises ValueError for one without a study."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    if define.study is None or define.study.metadata is None:
        raise ValueError("a definition without a study has nothing to show")
    environment = Environment(
        loader=PackageLoader("trialstats.standards.define", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["anchor"] = anchor
    template = environment.get_template("define.html.j2")
    return template.render(study=define.study, metadata=define.study.metadata, **by_oid(define.study.metadata)) + "\n"


def anchor(oid: str) -> str:
    """Make an identifier the target of a link."""
    return "".join(letter if letter.isalnum() else "-" for letter in oid)


def by_oid(metadata: MetaDataVersion) -> dict[str, Any]:
    """Give what is referred to by its identifier."""
    return {
        "items": {one.oid: one for one in metadata.items},
        "groups": {one.oid: one for one in metadata.item_groups},
        "codelists": {one.oid: one for one in metadata.codelists},
        "methods": {one.oid: one for one in metadata.methods},
        "clauses": {one.oid: one for one in metadata.where_clauses},
        "value_lists": {one.oid: one for one in metadata.value_lists},
        "comments": {one.oid: one for one in metadata.comments},
        "leaves": {one.id: one for one in metadata.leaves},
        "standards": {one.oid: one for one in metadata.standards.standards} if metadata.standards else {},
    }
