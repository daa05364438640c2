"""Which values of YAML the trial file takes where: to the loader a number or a truth value is a text like any other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import CoreSchema, SchemaValidator, ValidationError, core_schema

from trialstats.trialfile.parts.part import as_sequence
from trialstats.trialfile.text.wording import sentence

__all__ = ["REFERENCE", "Schema", "ValueSchema"]

Schema = dict[str, Any]
REFERENCE = "#/$defs/"  # and the name of what stands there

# Texts that YAML reads as something else: where the loader takes them, they need no quotation marks.
UNQUOTED = {"number": ("0", "1", "2.5", "2025"), "boolean": ("true", "false")}
# A number in quotation marks is a number to the loader, and so are words for true and false what they say.
NUMBER = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"
WHOLE_NUMBER = r"^[+-]?[0-9]+(\.0+)?$"
TRUTH_WORDS = ("true", "yes", "on", "y", "t", "false", "no", "off", "n", "f")
TRUTH_VALUE = f"^({'|'.join(f'{word}|{word.capitalize()}|{word.upper()}' for word in TRUTH_WORDS)}|0|1)$"


class ValueSchema(GenerateJsonSchema):
    """Writes models as the JSON schema of what a YAML file may hold where the loader reads them.

    models: the classes of which it has written the schema.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.models: list[type[BaseModel]] = []

    def model_schema(self, schema: core_schema.ModelSchema) -> Schema:
        self.models.append(schema["cls"])
        written = super().model_schema(schema)
        del written["title"]  # the name under which it stands in `$defs`
        return written

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False  # it would be the key again

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        """Leave out defaults that say nothing: an editor would write `label: null` and `records: []`."""
        written = super().default_schema(schema)
        if written.get("default") in (None, [], {}):
            written.pop("default", None)
        return written

    def str_schema(self, schema: core_schema.StringSchema) -> Schema:
        """A text, and a number or truth value whose text would do."""
        written = {**super().str_schema(schema), "type": ["string", *UNQUOTED]}
        if "pattern" in written:
            written["patternErrorMessage"] = sentence("string_pattern_mismatch", pattern=written["pattern"])
        return taken_of_text(written, schema)

    def float_schema(self, schema: core_schema.FloatSchema) -> Schema:
        told = {"pattern": NUMBER, "patternErrorMessage": sentence("float_parsing")}
        return {**super().float_schema(schema), "type": ["number", "string"], **told}

    def int_schema(self, schema: core_schema.IntSchema) -> Schema:
        told = {"pattern": WHOLE_NUMBER, "patternErrorMessage": sentence("int_parsing")}
        return {**super().int_schema(schema), "type": ["integer", "string"], **told}

    def bool_schema(self, schema: core_schema.BoolSchema) -> Schema:
        told = {"pattern": TRUTH_VALUE, "patternErrorMessage": sentence("bool_parsing")}
        return {"type": ["boolean", "string", "integer"], "minimum": 0, "maximum": 1, **told}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> Schema:
        written = super().literal_schema(schema)
        written.pop("type", None)  # the values have it
        return written

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> Schema:
        """One text for a list of one, where the author may write it so."""
        if schema["function"]["function"] is not as_sequence:
            return taken_of_text(super().function_before_schema(schema), schema)
        several = self.generate_inner(schema["schema"])
        return several if several.get("minItems", 0) > 1 else self.get_flattened_anyof([several["items"], several])

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> Schema:
        return taken_of_text(super().function_after_schema(schema), schema)

    def tuple_schema(self, schema: core_schema.TupleSchema) -> Schema:
        """Items that are all alike are so in every draft of JSON schema."""
        written = super().tuple_schema(schema)
        items = written.get("prefixItems")
        if items and all(item == items[0] for item in items):
            del written["prefixItems"]
            written["items"] = items[0]
        return written

    def dict_schema(self, schema: core_schema.DictSchema) -> Schema:
        """Keys that are refused are told by a rule of their own, for a pattern of properties refuses none."""
        written = {
            "type": "object",
            "propertyNames": self.generate_inner(schema["keys_schema"]),
            "additionalProperties": self.generate_inner(schema["values_schema"]),
        }
        self.update_with_validations(written, dict(schema), self.ValidationsMapping.object)
        return written

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> Schema:
        """What a class takes holds where its name is given: editors then offer its keys, and blame no other class.

        Beside each name editors show what the class is (`enumDescriptions`).
        """
        choices = {str(tag): self.generate_inner(choice) for tag, choice in schema["choices"].items()}
        key = schema["discriminator"]
        if not isinstance(key, str):
            return self.get_flattened_anyof([*choices.values()])
        classes = [self.resolve_ref_schema(choice) for choice in choices.values()]
        described = [written.get("description", "").partition("\n\n")[0] for written in classes]
        return {
            "type": "object",
            "properties": {key: {"enum": [*choices], "enumDescriptions": described}},
            "required": [key],
            "allOf": [
                {"if": {"type": "object", "properties": {key: {"const": tag}}, "required": [key]}, "then": choice}
                for tag, choice in choices.items()
            ],
        }

    def get_flattened_anyof(self, schemas: list[Schema]) -> Schema:
        """Write alternatives of different types as one schema, whose every keyword speaks of one of the types."""
        if all(is_enumeration(schema) for schema in schemas):
            return {"enum": [value for schema in schemas for value in values_of(schema)]}
        types = [kind for schema in schemas for kind in types_of(schema)]
        if not all("type" in schema for schema in schemas) or len({*types}) < len(types):
            return super().get_flattened_anyof(schemas)
        merged: Schema = {}
        for schema in schemas:
            merged |= schema
        return {**merged, "type": types}


def taken_of_text(written: Schema, schema: CoreSchema) -> Schema:
    """Leave of numbers and truth values those that the loader takes as text, for it may look at what a text says."""
    types = types_of(written)
    if types[:1] != ["string"]:
        return written
    left = [kind for kind in types if kind not in UNQUOTED or takes_any(schema, UNQUOTED[kind])]
    return {**written, "type": left if len(left) > 1 else left[0]}


def takes_any(schema: CoreSchema, texts: Iterable[str]) -> bool:
    validator = SchemaValidator(schema)
    for text in texts:
        try:
            validator.validate_python(text)
        except ValidationError:
            continue
        return True
    return False


def types_of(schema: Schema) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else kind


def is_enumeration(schema: Schema) -> bool:
    return "enum" in schema or "const" in schema or schema == {"type": "null"}


def values_of(schema: Schema) -> list[Any]:
    return list(schema["enum"]) if "enum" in schema else [schema.get("const")]
