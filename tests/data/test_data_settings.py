"""`--set`: parameters and levers by name, checked before anything runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.parameters.load import point
from sim.policy.levers import LEVERS, Lever
from sim.policy.settings import apply_settings, parse_lever_setting
from sim.vocabulary import Gate, Schedule


def test_parameters_and_levers_are_set_together():
    parameters, changes = apply_settings(point(), ["need_fall_per_year.exposed=0.4", "lever.caseload=20"])
    assert parameters.value("need_fall_per_year.exposed") == 0.4
    assert [(c.lever, c.value, c.start_days, c.end_days) for c in changes] == [(Lever.CASELOAD, 20.0, 0.0, None)]


def test_no_setting_changes_nothing():
    assert apply_settings(point(), []) == (point(), [])


def test_the_last_setting_of_a_name_counts():
    parameters, changes = apply_settings(
        point(), ["contact_effect=0.1", "lever.caseload=20", "contact_effect=0.2", "lever.caseload=25"]
    )
    assert parameters.value("contact_effect") == 0.2
    assert [c.value for c in changes] == [25.0]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("lever.gate=strict", (Lever.GATE, Gate.STRICT)),
        ("lever.gate=1", (Lever.GATE, Gate.SOFT)),
        ("lever.follow_up_schedule=boraas-krevi", (Lever.FOLLOW_UP_SCHEDULE, Schedule.BORAAS_KREVI)),
        ("lever.discharge_support=on", (Lever.DISCHARGE_SUPPORT, 1)),
        (" lever.caseload = 17.5 ", (Lever.CASELOAD, 17.5)),
    ],
)
def test_a_lever_takes_names_and_numbers(setting, expected):
    assert parse_lever_setting(setting) == expected


@given(st.sampled_from(list(LEVERS.values())), st.data())
def test_every_number_inside_the_bounds_of_a_lever_is_taken(info, data):
    if info.names:
        number = float(data.draw(st.integers(0, len(info.names) - 1)))
    else:
        number = data.draw(st.floats(info.low, info.high))
    assert parse_lever_setting(f"lever.{info.key}={number!r}") == (info.lever, number)


@pytest.mark.parametrize("info", LEVERS.values(), ids=lambda i: i.key)
def test_every_name_of_a_lever_is_a_number_inside_its_bounds(info):
    for number, name in enumerate(info.names):
        assert parse_lever_setting(f"lever.{info.key}={name}") == (info.lever, number)
    if info.names:
        assert (info.low, info.high) == (0, len(info.names) - 1)


@pytest.mark.parametrize(
    ("setting", "nearest"),
    [
        ("lever.caselod=20", "caseload"),
        ("lever.gate=strikt", "strict"),
        ("contact_efect=0.1", "contact_effect"),
        ("need_fall_per_year.expose=0.1", "exposed"),
        ("caseload=20", "lever.caseload"),
    ],
)
def test_a_misspelt_setting_is_answered_with_the_nearest(setting, nearest):
    with pytest.raises(InputError) as caught:
        apply_settings(point(), [setting])
    assert caught.value.nearest == nearest


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "=",
        "contact_effect",
        "contact_effect=",
        "=1",
        "contact_effect=lots",
        "contact_effect=nan",
        "contact_effect=inf",
        "contact_effect=99",
        "need_fall_per_year=0.1",
        "lever.caseload=0",
        "lever.caseload=nan",
        "lever.caseload=few",
        "lever.gate=1.5",
        "lever.gate=3",
        "lever.discharge_support=2",
        "lever.=1",
        "lever",
        "lever.caseload==20",
    ],
)
def test_nonsense_is_one_input_error(setting):
    with pytest.raises(InputError) as caught:
        apply_settings(point(), [setting])
    assert "\n" not in str(caught.value)
