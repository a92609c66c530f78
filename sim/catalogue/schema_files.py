"""Writes the JSON schemas that editors use: `python -m sim.catalogue.schema_files`."""

import json
from pathlib import Path

from pydantic import BaseModel

from sim.catalogue.schema import AnyScenarioFile, MunicipalityFile
from sim.parameters.schema import ParameterFile

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"
MODELS: dict[str, type[BaseModel]] = {
    "municipality": MunicipalityFile,
    "scenario": AnyScenarioFile,
    "parameters": ParameterFile,
}


def schema_text(name: str) -> str:
    """The JSON schema of a kind of file, as it is committed."""
    return json.dumps(MODELS[name].model_json_schema(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all schemas."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in MODELS:
        (FOLDER / f"{name}.json").write_text(schema_text(name), encoding="utf-8")


if __name__ == "__main__":
    main()
