"""Typed parts of a trial file as the plain values that an author would write."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic.functional_validators import BeforeValidator

__all__ = ["plain"]


def plain(part: BaseModel) -> dict[str, Any]:
    """Give the keys of a part that say something else than their defaults."""
    said: dict[str, Any] = {}
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if name in part.model_fields_set and (field.is_required() or value != default_of(field, part)):
            said[field.alias or name] = value_of(value, takes_one(field))
    return said


def default_of(field: FieldInfo, part: BaseModel) -> Any:
    """Give what a key says where it is left out, which may depend on the others."""
    if field.default_factory_takes_validated_data:
        return field.get_default(call_default_factory=True, validated_data=dict(part))
    return field.get_default(call_default_factory=True)


def value_of(value: Any, one: bool) -> Any:
    """Give a value plainly; a list of one text is that text where `one` stands for a list of one."""
    if isinstance(value, BaseModel):
        return plain(value)
    if isinstance(value, Mapping):
        return {str(key): value_of(item, one) for key, item in value.items()}
    if isinstance(value, tuple | list):
        items = [value_of(item, one) for item in value]
        return items[0] if one and len(items) == 1 and isinstance(items[0], str) else items
    return value.value if isinstance(value, Enum) else value


def takes_one(field: FieldInfo) -> bool:
    """Tell whether an author may write one text in the place of a list of one."""
    return any(isinstance(each, BeforeValidator) for each in (*field.metadata, *metadata_of(field.annotation)))


def metadata_of(annotation: Any) -> list[Any]:
    """List what is said of a type and of those that it is made of."""
    inner = [each for part in get_args(annotation) for each in metadata_of(part)]
    return [*getattr(annotation, "__metadata__", ()), *inner]
