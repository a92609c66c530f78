"""The generated pages of docs/ are what the code says now; streams are drawn where the table says."""

from collections import Counter
from pathlib import Path

import pytest

from experiments.reference_scan import uses
from experiments.reference_tables import FOLDER, PAGES, n_draws, stream_kind
from experiments.reference_words import EVENTS, HANDLERS, SHARED, STREAMS
from sim.vocabulary import Clock, Event, Stream

HOURS = range(Stream.HOURS_SCREENING, Stream.HOURS_OUTREACH + 1)
ALONE = [s for s in Stream if s not in HOURS and s not in SHARED]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_code_says(name: str) -> None:
    path: Path = FOLDER / f"{name}.md"
    assert path.read_text(encoding="utf-8") == PAGES[name](), "run: python -m experiments.reference_tables"


def test_every_class_stream_and_event_is_described() -> None:
    assert set(HANDLERS) == set(Clock)
    assert set(STREAMS) == set(Stream)
    assert set(EVENTS) == set(Event)


@pytest.mark.parametrize("stream", ALONE, ids=lambda s: s.name)
def test_a_stream_is_drawn_in_one_place(stream: Stream) -> None:
    assert n_draws(stream) == 1


@pytest.mark.parametrize("stream", SHARED, ids=lambda s: s.name)
def test_a_shared_stream_is_drawn_in_several_places(stream: Stream) -> None:
    assert n_draws(stream) > 1, "no longer shared: take it off the list"


def test_hours_of_tasks_are_found_behind_their_first_stream() -> None:
    named = [use.place for use in uses("Stream") if use.member.startswith("HOURS_")]
    assert named == ["desks.hours_stream"]


def test_every_stream_has_one_kind_of_entity() -> None:
    kinds = Counter(stream_kind(stream) for stream in Stream)
    assert set(kinds) == {"child", "family", "desk", "municipality"}


def test_every_event_is_written() -> None:
    assert {use.member for use in uses("Event")} == {event.name for event in Event}
