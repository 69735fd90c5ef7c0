"""Request bodies against Discord's own OpenAPI description, where that file lies beside the checkout."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema

SPECIFICATION = Path(__file__).resolve().parents[4] / "shared" / "specs" / "discord-openapi.json"
ABSENT = f"skipped: {SPECIFICATION.name} does not lie beside this checkout, so no body is compared with it"


def breaches(method: str, path: str, payload: object) -> list[str]:
    """Name what the description does not allow in a body; ``path`` is without "/api/v10" and query."""
    found = _validator(*_template(method, path))
    if found is None:
        return []
    worst = jsonschema.exceptions.best_match(found.iter_errors(payload))
    return [] if worst is None else [f"{worst.json_path}: {worst.message[:200]} (OpenAPI)"]


def has_operation(method: str, path: str) -> bool:
    """Tell whether the description knows the route; True where there is no description."""
    return not SPECIFICATION.exists() or bool(_template(method, path)[1])


@functools.cache
def _document() -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads(SPECIFICATION.read_text("utf-8")) if SPECIFICATION.exists() else {}
    return document


@functools.cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    # A path with fewer blanks goes first: "/users/@me" before "/users/{user_id}".
    paths = sorted(_document().get("paths", {}), key=lambda path: (path.count("{"), path))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)) + r"\Z"), path) for path in paths]


def _template(method: str, path: str) -> tuple[str, str]:
    paths = _document().get("paths", {})
    for pattern, template in _templates():
        if pattern.match(path) and method.lower() in paths[template]:
            return method.lower(), template
    return method.lower(), ""


@functools.cache
def _validator(method: str, template: str) -> jsonschema.Draft202012Validator | None:
    if not template:
        return None
    body = _document()["paths"][template][method].get("requestBody", {}).get("content", {})
    schema = body.get("application/json", {}).get("schema")
    if schema is None:
        return None
    return jsonschema.Draft202012Validator({**schema, "components": _document()["components"]})
