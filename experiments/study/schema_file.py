"""Writes the JSON schema of definitions that editors use: `python -m experiments.study.schema_file`."""

import json
from pathlib import Path

from experiments.study.schema import DefinitionFile

PATH = Path(__file__).resolve().parents[2] / "docs" / "schema" / "definition.json"


def schema_text() -> str:
    """The JSON schema of definitions, as it is committed."""
    return json.dumps(DefinitionFile.model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write it."""
    PATH.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
