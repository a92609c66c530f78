"""Definitions for tests, as files."""

from pathlib import Path

HEAD = """\
name = "trial"
title_en = "Trial"
title_da = "Prøve"
question_en = "Does it work?"
question_da = "Virker det?"
"""
USUAL = {
    "municipalities": '["vallensbaek", "ishoej"]',
    "scenarios": '["status-quo", "caseload-20"]',
    "years": "0.5",
    "replications": "6",
    "draws": '"prior"',
}
TABLES = """
[keep]
series = ["placed", "total_cost_dkk"]
groups = true

[structure]
variants = ["as-is", "contact-effect-off"]

[[levers]]
design = "grid"
values = { caseload = [15, 25.5] }
"""


def definition(folder: Path, tables: str = TABLES, **fields: str) -> Path:
    """Write a definition; `fields` are in the place of the usual ones."""
    lines = [f"{name} = {value}" for name, value in {**USUAL, **fields}.items()]
    path = folder / "trial.toml"
    path.write_text(HEAD + "\n".join(lines) + "\n" + tables, encoding="utf-8")
    return path
