"""Channels: the parameters that switch one off are those of the description, have a place for zero, and act alone."""

import re
from pathlib import Path

from experiments.caseloads import ALL_OFF, ALL_ON, channel_runs
from experiments.channels import CHANNELS
from sim.parameters.load import load_parameters, load_records
from sim.policy.settings import apply_settings

ODD = Path(__file__).resolve().parents[2] / "docs" / "odd.md"


def table() -> dict[str, set[str]]:
    """Channels of the description and their parameters, switches of structure left out."""
    text = ODD.read_text(encoding="utf-8")
    rows = re.search(r"\| channel \|.*?\n\|[-|]+\|\n(.*?)\n\n", text, re.DOTALL)
    assert rows is not None
    parts = [line.strip("|").split("|") for line in rows.group(1).splitlines()]
    return {
        channel.strip(): {key for key in re.findall(r"`(\w+)`", keys) if not key.startswith("structure_")}
        for channel, _, keys in parts
    }


def test_channels_are_those_of_the_description() -> None:
    assert {name: set(keys) for name, keys in CHANNELS.items()} == table()


def test_no_effect_lies_inside_each_prior() -> None:
    for keys in CHANNELS.values():
        for key in keys:
            assert load_records()[key].bounds[0] <= 0.0, key
            assert load_records()[key].prior.kind in ("spike", "spike_logit"), key


def test_each_variant_switches_off_what_its_name_says() -> None:
    runs, every = channel_runs(), {key for keys in CHANNELS.values() for key in keys}
    assert runs[ALL_ON] == ()
    for name, settings in runs.items():
        parameters, _ = apply_settings(load_parameters(), settings)
        off = {key for key in every if parameters.value(key) == 0.0 and load_parameters().value(key) != 0.0}
        wanted = every if name == ALL_OFF else set(CHANNELS.get(name.removeprefix("without "), ()))
        assert off == {key for key in wanted if load_parameters().value(key) != 0.0}
