"""What `--set` takes: parameters by name or name and label, and levers as `lever.NAME=VALUE`."""

import math
from collections.abc import Iterable

from sim.errors import InputError, nearest, unknown
from sim.parameters.load import ParameterSet
from sim.policy.levers import LEVERS, Lever, LeverInfo
from sim.policy.scenario import LeverChange

LEVER_PREFIX = "lever."


def find_lever(name: str, field: str | None = None) -> LeverInfo:
    """The lever of this name."""
    key = name.strip().lower().replace("-", "_")
    if key not in LEVERS:
        raise unknown("lever", name, LEVERS, field=field)
    return LEVERS[key]


def allowed_values(info: LeverInfo) -> str:
    """What a lever may be set to, in words."""
    if info.names:
        return ", ".join(info.names)
    return f"{info.low:g} to {info.high:g} {info.unit}"


def lever_value(info: LeverInfo, value: object, field: str | None = None) -> float:
    """A number, a name ('strict') or a switch (true) as the number of the lever, inside its bounds."""
    problem = InputError(
        "not a value of this lever",
        field=field or f"{LEVER_PREFIX}{info.key}",
        value=value,
        allowed=allowed_values(info),
    )
    if isinstance(value, bool):
        if info.names != ("off", "on"):
            raise problem
        return float(value)
    number = _named(info, value) if isinstance(value, str) else value
    if not isinstance(number, (int, float)):
        problem.nearest = nearest(str(value), info.names)
        raise problem
    if not info.low <= number <= info.high or (info.names and number != int(number)):
        raise problem
    return float(number)


def _named(info: LeverInfo, text: str) -> float | None:
    """A word of the lever, or a number written as text."""
    word = text.strip().lower().replace("-", "_")
    if word in info.names:
        return float(info.names.index(word))
    return _number(text)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _split(setting: str) -> tuple[str, str]:
    name, sign, value = setting.partition("=")
    if not sign or not name.strip() or not value.strip():
        raise InputError("not a setting", field="--set", value=setting, allowed="PARAMETER=VALUE or lever.NAME=VALUE")
    return name.strip(), value.strip()


def parse_lever_setting(setting: str) -> tuple[Lever, float]:
    """'lever.gate=strict' -> the lever and its number."""
    name, value = _split(setting)
    if not name.startswith(LEVER_PREFIX):
        raise InputError("not a lever setting", field="--set", value=setting, allowed="lever.NAME=VALUE")
    info = find_lever(name.removeprefix(LEVER_PREFIX), field=name)
    return info.lever, lever_value(info, value, field=name)


def apply_settings(parameters: ParameterSet, settings: Iterable[str]) -> tuple[ParameterSet, list[LeverChange]]:
    """Settings in order, the last of a name counting: the changed parameters, and levers from policy start on."""
    values: dict[str, float] = {}
    levers: dict[Lever, float] = {}
    for setting in settings:
        name, text = _split(setting)
        if name.startswith(LEVER_PREFIX):
            lever, number = parse_lever_setting(setting)
            levers[lever] = number
            continue
        if name.lower() in LEVERS and name not in parameters.values:
            raise InputError("unknown parameter", field="--set", value=name, nearest=f"{LEVER_PREFIX}{name.lower()}")
        parsed = _number(text)
        if parsed is None:
            parameters.value(name)  # a wrong name is the better message
            raise InputError("not a number", field=name, value=text, allowed="a finite number")
        values[name] = parsed
    return parameters.with_values(values), [LeverChange(lever, number) for lever, number in levers.items()]
