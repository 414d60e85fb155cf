"""One deterministic example of a schema: every field filled, the first choice of every alternative."""

from typing import Any

_BY_PATTERN = {
    r"^\d{9}$": "180111111",
    r"^\d{3}$": "180",
    r"^\d{20}$": "40817810099910004312",
    r"^[0-9a-f]{64}$": "ab" * 32,
    r"^[a-z_]{1,40}$": "meters",
    r"^20\d\d-(0[1-9]|1[0-2])$": "2026-10",
    r"^[A-Za-z0-9_.:-]+$": "form-7f3a9c21",
    r"^[A-Za-z0-9-]+$": "5b0c6f9e-0d1a-4c53-9d54-1f6f6f0c1a11",
    r"^[A-Za-z0-9+/]*={0,2}$": "JVBERi0xLjcK",
}
_BY_FORMAT = {"date": "2026-11-05", "date-time": "2026-11-05T09:30:00Z"}


def example(schema: dict[str, Any], definitions: dict[str, Any] | None = None) -> Any:
    """A JSON value that the schema accepts."""
    definitions = definitions or schema.get("$defs", {})
    if "$ref" in schema:
        return example(definitions[schema["$ref"].rsplit("/", 1)[1]], definitions)
    if "anyOf" in schema:
        return example(schema["anyOf"][0], definitions)
    if "enum" in schema or "const" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    match schema["type"]:
        case "object" if "properties" in schema:
            return {name: example(part, definitions) for name, part in schema["properties"].items()}
        case "object":
            return {"any": example(schema["additionalProperties"], definitions)}
        case "array":
            return [example(schema["items"], definitions)]
        case "integer":
            return max(schema.get("minimum", 1), 1)
        case "string":
            return _text(schema)
        case "boolean":
            return True
    raise AssertionError(f"the wire knows no {schema}")


def _text(schema: dict[str, Any]) -> str:
    if "examples" in schema:
        return str(schema["examples"][0])
    if "format" in schema:
        return _BY_FORMAT[schema["format"]]
    if "pattern" in schema:
        return _BY_PATTERN[schema["pattern"]]
    return "пример текста"[: schema.get("maxLength", 99)]
