"""The parameter files: every number has its evidence, stays inside its bounds, and can be set by name."""

import math
import pickle
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import InputError
from sim.parameters.load import find, load_parameters, load_records, point, read_values
from sim.parameters.schema import GRADES, flatten, shaped
from sim.parameters.tables import FILE, parameters_text
from sim.units import to_inside

RECORDS = load_records()
ADDRESSES = [a for r in RECORDS.values() if not r.prior.variants for a in r.addresses]


@pytest.mark.parametrize("record", RECORDS.values(), ids=str)
def test_every_parameter_has_source_grade_bounds_and_a_value_inside_them(record):
    assert record.source and record.unit and record.meaning and record.population
    assert record.grade in GRADES
    assert record.bounds[0] <= min(flatten(record.value))
    assert max(flatten(record.value)) <= record.bounds[1]


@pytest.mark.parametrize("key", RECORDS)
def test_every_parameter_has_a_danish_name(key):
    assert RECORDS[key].name_da, f"add {key} to sim/parameters/names/da.toml"


def test_no_name_is_kept_for_a_parameter_that_is_gone():
    from sim.input_file import read_toml
    from sim.parameters.load import NAMES_DA

    assert set(read_toml(NAMES_DA).data) <= set(RECORDS)


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda r: r.key)
def test_a_remembered_or_assumed_number_that_is_an_effect_is_never_fixed(record):
    is_effect = record.key.endswith("_effect")
    assert not (is_effect and record.prior.is_fixed)


@given(data=st.data())
def test_a_value_that_was_set_is_read_back(data):
    address = data.draw(st.sampled_from(ADDRESSES))
    record, _ = find(address)
    value = data.draw(st.floats(*record.bounds))
    changed = point().with_values({address: value})
    assert changed.value(address) == value
    others = {a: point().value(a) for a in record.addresses if a != address}
    assert {a: changed.value(a) for a in others} == others
    assert {k: v for k, v in changed.values.items() if k != record.key} == {
        k: v for k, v in point().values.items() if k != record.key
    }


@given(data=st.data())
def test_a_value_outside_its_bounds_is_refused(data):
    address = data.draw(st.sampled_from(ADDRESSES))
    low, high = find(address)[0].bounds
    outside = st.one_of(
        st.floats(max_value=math.nextafter(low, -math.inf)),
        st.floats(min_value=math.nextafter(high, math.inf)),
        st.just(math.nan),
    )
    with pytest.raises(InputError, match="outside its bounds"):
        point().with_values({address: data.draw(outside)})


@given(st.sampled_from([r for r in RECORDS.values() if len(r.shape) == 2]))
def test_flattening_a_table_can_be_undone(record):
    assert shaped(flatten(record.value), record.shape) == record.value


def test_setting_nothing_gives_the_same_set():
    assert point().with_values({}) == point()


def test_the_original_set_is_untouched():
    before = dict(point().values)
    point().with_values({"contact_effect": 0.5, "need_fall_per_year.exposed": 0.1})
    assert point().values == before


def test_position_and_label_name_the_same_number():
    by_label = point().with_values({"need_fall_per_year.exposed": 0.2, "notification_per_year.school.age_6": 0.02})
    assert by_label == point().with_values({"need_fall_per_year.3": 0.2, "notification_per_year.2.2": 0.02})


def test_a_label_that_looks_like_a_position_is_a_label():
    changed = point().with_values({"family_size_share.2": 0.5})
    assert changed.values["family_size_share"][1] == 0.5


def test_a_whole_vector_can_be_set():
    values = [0.0, 0.6, 0.5, 0.4, 0.3]
    assert point().with_values({"need_fall_per_year": values}).flat("need_fall_per_year") == tuple(values)


@pytest.mark.parametrize(
    ("overrides", "nearest"),
    [
        ({"contact_efect": 0.1}, "contact_effect"),
        ({"need_fal_per_year.exposed": 0.1}, "need_fall_per_year"),
        ({"need_fall_per_year.expose": 0.1}, "exposed"),
        ({"need_fall_per_year": 0.1}, "need_fall_per_year.thriving"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest(overrides, nearest):
    with pytest.raises(InputError) as caught:
        point().with_values(overrides)
    assert caught.value.nearest == nearest
    assert caught.value.allowed


@pytest.mark.parametrize(
    "overrides",
    [
        {"contact_effect": "much"},
        {"contact_effect": True},
        {"contact_effect": 10**400},
        {"contact_effect": None},
        {"need_fall_per_year": [0.1, 0.2]},
        {"need_fall_per_year": ["a", 0, 0, 0, 0]},
        {"need_fall_per_year.5": 0.1},
        {"need_fall_per_year.exposed.exposed": 0.1},
        {"contact_effect.exposed": 0.1},
        {"structure_queue_order": 0.5},
        {"": 1.0},
        {".": 1.0},
    ],
)
def test_nonsense_is_one_input_error(overrides):
    with pytest.raises(InputError):
        point().with_values(overrides)


def test_packing_converts_every_number_to_the_unit_inside():
    packed = point().pack()[0]
    assert packed["need_fall_per_day"][3] == to_inside(point().value("need_fall_per_year.exposed"), "1/year")
    assert packed["assessment_limit_days"] == pytest.approx(4 * 365.25 / 12)
    assert len(packed) == len(RECORDS)


def test_a_set_survives_pickling_to_another_process():
    changed = point().with_values({"contact_effect": 0.3})
    assert pickle.loads(pickle.dumps(changed)) == changed


def test_own_values_are_read_from_a_file(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("contact_effect = 0.2\n[need_fall_per_year]\nexposed = 0.1\n", encoding="utf-8")
    assert read_values(file) == {"contact_effect": 0.2, "need_fall_per_year.exposed": 0.1}


def test_a_mistake_in_own_values_is_traced_to_its_line(tmp_path):
    file = tmp_path / "own.toml"
    file.write_text("contact_effect = 0.2\n\n[need_fall_per_year]\nexposd = 0.1\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_values(file)
    assert (caught.value.line, caught.value.nearest) == (4, "exposed")


def test_reading_records_needs_no_compiler():
    code = (
        "import sys; from sim.parameters.load import load_parameters; load_parameters(); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_table_of_parameters_is_current():
    assert FILE.read_text(encoding="utf-8") == parameters_text(), "run python -m sim.parameters.tables"


def test_loading_twice_gives_the_same_object():
    assert load_parameters() is point()
