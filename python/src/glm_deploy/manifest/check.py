"""Is a document what its schema says? ``manifests/schemas/*.json`` are JSON Schema, so that editors can use them too.

Three additions of ours: ``x-id`` (error id of a broken pattern), ``x-hint`` (what to write instead), ``x-path`` (a file name that
must stay inside its folder on every system).
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, TypeChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from glm_deploy import files
from glm_deploy.errors import PROJECT_ROOT, GlmError
from glm_deploy.manifest.strict import Document, KeyPath, problem, suggest

SCHEMA_DIR = PROJECT_ROOT / "manifests" / "schemas"
_KINDS = {
    "string": "a text (in quotes where it looks like a number)", "integer": "a whole number", "number": "a number",
    "boolean": "true or false", "array": "a list", "object": "a mapping of keys", "null": "null",
}  # fmt: skip


def check(document: Document, kind: str) -> dict[str, Any]:
    """The document's value, sound by the schema of its kind.

    Raises: GlmError ``manifest-unknown-key``, ``manifest-value``, ``manifest-pin`` or ``manifest-path``; of several faults the
        first unknown key, else the first by line.
    """
    faults = [_explain(document, error) for error in _leaves(_validator(kind).iter_errors(document.value))]
    faults += list(_unsafe_names(document, _schema(kind), document.value, ()))
    if faults:
        # A misspelt key is also a missing one; the misspelling says more.
        raise min(faults, key=lambda fault: (fault.id != "manifest-unknown-key", int(fault.context["line"])))
    value: dict[str, Any] = document.value
    return value


@functools.cache
def _schema(kind: str) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads((SCHEMA_DIR / f"{kind}.json").read_text(encoding="utf-8"))
    return schema


def _whole(_: TypeChecker, value: Any) -> bool:
    # JSON Schema also takes 12.0 for a whole number; a person who wrote it meant something else.
    return isinstance(value, int) and not isinstance(value, bool)


def _one_line(_: Any, pattern: str, value: Any, __: Any) -> Iterator[ValidationError]:
    # Python's $ also fits before a last line feed, which would go unseen into addresses and command lines.
    if isinstance(value, str) and (not re.search(pattern, value) or "\n" in value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


_STRICT = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator, {"pattern": _one_line}, type_checker=Draft202012Validator.TYPE_CHECKER.redefine("integer", _whole)
)


@functools.cache
def _validator(kind: str) -> Draft202012Validator:
    validator: Draft202012Validator = _STRICT(_schema(kind))
    return validator


def _leaves(errors: Iterator[ValidationError]) -> Iterator[ValidationError]:
    """Of an anyOf, the branch whose type fits tells more than "not valid under any"."""
    for error in errors:
        if error.validator != "anyOf" or not error.context:
            yield error
            continue
        deeper = [part for part in error.context if part.validator != "type" or len(part.relative_path) > 0]
        yield deeper[0] if deeper else error


def _explain(document: Document, error: ValidationError) -> GlmError:
    keys: KeyPath = tuple(error.absolute_path)
    schema = error.schema if isinstance(error.schema, dict) else {}
    instance: Any = error.instance
    rule: Any = error.validator_value
    hint = str(schema.get("x-hint", "See manifests/schemas for what may stand here."))
    if error.validator == "additionalProperties":
        known = list(schema.get("properties", {}))
        unknown = next(key for key in instance if key not in known)
        return _at(document, "manifest-unknown-key", (*keys, unknown), f"the key {unknown!r} is not known here.", suggest(unknown, known))
    if error.validator == "required":
        missing = next(key for key in rule if key not in instance)
        return _at(document, "manifest-value", keys, f"the key {missing!r} is missing.", f"Add {missing}: with its value.")
    if error.parent is None and "propertyNames" in error.absolute_schema_path:
        seen = f"the key {instance!r} may not stand here."
        return _at(document, "manifest-value", (*keys, str(instance)), seen, hint)
    if error.validator == "type":
        wanted = _KINDS.get(str(rule), str(rule))
        return _at(document, "manifest-value", keys, f"the value is {_shown(instance)}.", f"Write {wanted}.")
    if error.validator == "anyOf":
        kinds = [_KINDS.get(str(part.get("type")), "a listed value") for part in rule]
        return _at(document, "manifest-value", keys, f"the value is {_shown(instance)}.", f"Write {' or '.join(kinds)}.")
    if error.validator == "enum" and "x-hint" not in schema:
        hint = suggest(str(instance), [str(choice) for choice in rule])
    if error.validator in {"minimum", "maximum", "exclusiveMinimum", "minLength", "maxLength", "minItems", "maxItems", "minProperties"}:
        hint = f"The limit is {rule} ({error.validator})."
    error_id = str(schema.get("x-id", "manifest-value")) if error.validator == "pattern" else "manifest-value"
    return _at(document, error_id, keys, f"the value is {_shown(instance)}.", hint)


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 90 else text[:87] + "..."


def _at(document: Document, error_id: str, keys: KeyPath, seen: str, hint: str) -> GlmError:
    return problem(error_id, document.path, document.line(keys), keys, seen, hint)


def _unsafe_names(document: Document, schema: Any, value: Any, keys: KeyPath) -> Iterator[GlmError]:
    """Every value whose schema says ``x-path`` and that is not a plain relative name."""
    for part in schema.get("anyOf", []) if isinstance(schema, dict) else []:
        yield from _unsafe_names(document, part, value, keys)
    if isinstance(value, str) and schema.get("x-path"):
        try:
            files.check_relative_name(value)
        except GlmError as error:
            yield _at(document, "manifest-path", keys, error.message, "Write a name below the folder, with / between its parts and no ..")
    if isinstance(value, dict):
        for key, item in value.items():
            below = schema.get("properties", {}).get(key, schema.get("additionalProperties"))
            if isinstance(below, dict):
                yield from _unsafe_names(document, below, item, (*keys, key))
    if isinstance(value, list) and isinstance(schema.get("items"), dict):
        for number, item in enumerate(value):
            yield from _unsafe_names(document, schema["items"], item, (*keys, number))


def schema_kinds() -> list[str]:
    """The kinds of manifest that have a schema."""
    return sorted(path.stem for path in Path(SCHEMA_DIR).glob("*.json"))
