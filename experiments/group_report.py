"""What a comparison says by group of children: `groups.csv` and its figure, from `groups.parquet`."""

from pathlib import Path

from experiments.design import Experiment
from experiments.group_tables import group_differences, read_period, write_groups


def write_group_report(experiment: Experiment, folder: Path, language: str) -> None:
    """Write the table, then draw the figure."""
    from experiments.figures.groups import write_figures

    rows = group_differences(experiment, read_period(folder))
    write_groups(rows, folder, language)
    write_figures(rows, experiment, folder, language)
