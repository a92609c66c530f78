"""Writes the reference pages of docs/ from the code: `python -m experiments.reference_tables`."""

from collections.abc import Callable, Iterable
from pathlib import Path

from experiments.reference_scan import docstring, places, uses
from experiments.reference_words import (
    BY_DIMENSION,
    BY_GROUP,
    EVENTS,
    HANDLERS,
    INTRODUCTIONS,
    SCHEDULES,
    SHARED,
    STREAMS,
)
from sim.catalogue.load import load_municipality, load_scenario, municipality_keys, scenario_keys
from sim.catalogue.sense import why_not
from sim.outcomes.catalogue import FOLDER as OUTCOME_FOLDER
from sim.outcomes.catalogue import OUTCOMES, Outcome
from sim.outcomes.groups import DIMENSIONS, GROUP_OUTCOMES, Dimension
from sim.parameters.load import load_records
from sim.parameters.schema import flatten
from sim.parameters.tables import parameters_text
from sim.policy.levers import LEVERS, LeverInfo
from sim.policy.scenario import LeverChange, Scenario
from sim.units import DAYS_PER_MONTH
from sim.vocabulary import (
    Channel,
    Clock,
    Coverage,
    Event,
    FollowUpGroup,
    Measure,
    Need,
    Review,
    Schedule,
    Screened,
    Stream,
)

FOLDER = Path(__file__).resolve().parents[1] / "docs"
_KIND_OF_DRAW = {
    "child_draw": "child",
    "child_reading": "child",
    "family_draw": "family",
    "family_reading": "family",
    "desk_draw": "desk",
    "town_draw": "municipality",
}
_COLUMNS_OF_WRITE = {
    "write_child": "child, family, caseworker with the case",
    "write_work": "child, family, caseworker who works",
    "write_family": "family",
    "write_desk": "caseworker",
    "write": "none",
}
_GROUPS = {
    "placements": "Placements",
    "need": "Need and its detection",
    "cases": "Notifications, assessments, cases and follow-ups",
    "impairment": "Impairment, its cases and coordination",
    "work": "Staff, caseload and hours",
    "money": "Money",
    "measurement": "What an evaluator would read",
}


def _page(name: str, *parts: str) -> str:
    """A page: title, where it comes from, introduction, tables."""
    title, source, introduction = INTRODUCTIONS[name]
    command = "`python -m experiments.reference_tables`"
    head = f"# {title}\n\nGenerated from {source} by {command}; edit the code, not this file.\n"
    return head + introduction + "".join(f"\n{part}" for part in parts)


def _table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    columns = list(columns)
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


# ---- order
def _order_row(clock: Clock) -> tuple[str, ...]:
    kind, handler = HANDLERS[clock]
    return str(int(clock)), f"`{clock.name}`", kind, docstring(handler), f"`{handler}`"


def order_text() -> str:
    """Event classes in the order in which simultaneous events happen."""
    return _page("order", _table(("class", "name", "entity", "what happens", "handler"), map(_order_row, Clock)))


# ---- streams
def stream_kind(stream: Stream) -> str:
    """Kind of entity whose draw this is; readings of need and hours of tasks are a child's."""
    calls = {use.call for use in uses("Stream") if use.member == stream.name}
    return ", ".join(sorted({_KIND_OF_DRAW.get(call, "child") for call in calls})) or "child"


def stream_places(stream: Stream) -> tuple[str, ...]:
    """Functions in which a stream is drawn; the hours of tasks are found by position behind the first of them."""
    if Stream.HOURS_SCREENING <= stream <= Stream.HOURS_OUTREACH:
        return ("desks.hours_stream",)
    return places("Stream", stream.name)


def n_draws(stream: Stream) -> int:
    """In how many places of the source a stream is drawn."""
    return sum(use.member == stream.name for use in uses("Stream"))


def _stream_row(stream: Stream) -> tuple[str, ...]:
    where = _code(stream_places(stream))
    return str(int(stream)), f"`{stream.name}`", stream_kind(stream), STREAMS[stream], where, SHARED.get(stream, "")


def streams_text() -> str:
    """Streams of random numbers, what each decides and where it is drawn."""
    columns = ("stream", "name", "entity", "decides", "drawn in", "why in several places")
    return _page("streams", _table(columns, map(_stream_row, Stream)))


# ---- events
def _event_row(event: Event) -> tuple[str, ...]:
    meaning, detail, value = EVENTS[event]
    calls = dict.fromkeys(use.call for use in uses("Event") if use.member == event.name)
    columns = "; ".join(_COLUMNS_OF_WRITE[call] for call in calls)
    return f"`{event.name.lower()}`", meaning, columns, detail, value, _code(places("Event", event.name))


def events_text() -> str:
    """Rows of the event log: who, detail, value."""
    kinds = {"measure": Measure, "channel": Channel, "result": Screened, "review": Review}
    words = [(name, _code(member.name.lower() for member in kind)) for name, kind in kinds.items()]
    words.append(("lever", "see [levers](levers.md)"))
    columns = ("event", "what happened", "columns filled", "detail", "value", "written in")
    return _page("events", _table(columns, map(_event_row, Event)), _table(("detail", "words"), words))


# ---- outcomes
def _outcome_row(outcome: Outcome) -> tuple[str, ...]:
    meaning = outcome.meaning_en + (f" Denominator: {outcome.denominator}." if outcome.denominator else "")
    names = f"{outcome.name_en} ({outcome.name_da})"
    return f"`{outcome.key}`", names, outcome.unit, outcome.better, outcome.kind, meaning, outcome.source


def _outcome_group(name: str) -> str:
    """The outcomes that one file defines."""
    text = (OUTCOME_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    own = [outcome for key, outcome in OUTCOMES.items() if f"\n[{key}]\n" in text]
    columns = ("key", "name", "unit", "better", "kind", "meaning", "asked for by")
    return f"## {_GROUPS[name]}\n\n" + _table(columns, map(_outcome_row, own))


def _group_names(dimension: Dimension) -> str:
    if not dimension.groups:
        return "`1`, `2`, ... as many as the municipality has"
    return "; ".join(f"`{key}` {english} ({danish})" for key, (english, danish) in dimension.groups.items())


def _by_group_text() -> str:
    """Dimensions, their groups, and what is told of each group."""
    dimensions = [
        (f"`{d.key}`", f"{d.name_en} ({d.name_da})", _group_names(d), BY_DIMENSION[d.key]) for d in DIMENSIONS.values()
    ]
    told = [
        (f"`{o.key}`", f"{o.name_en} ({o.name_da})", o.unit, o.better, o.meaning_en) for o in GROUP_OUTCOMES.values()
    ]
    columns = ("outcome", "name", "unit", "better", "meaning")
    tables = [_table(("dimension", "name", "groups", "which children"), dimensions), _table(columns, told)]
    return f"## By group of children\n{BY_GROUP}\n" + "\n".join(tables)


def outcomes_text() -> str:
    """Every outcome with its definition."""
    return _page("outcomes", *map(_outcome_group, _GROUPS), _by_group_text())


# ---- levers
def _lever_row(info: LeverInfo) -> tuple[str, ...]:
    allowed = _code(info.names) if info.names else f"{info.low:g} to {info.high:g}"
    value = f"`{info.names[int(info.usual)]}`" if info.names else f"{info.usual:g}"
    acts_on = "covered children" if info.by_arm else "everybody"
    names = f"{info.name_en} ({info.name_da})"
    return f"`{info.key}`", names, info.unit, allowed, info.usual_from or value, acts_on, info.meaning_en


def _schedule_rows() -> Iterable[tuple[str, ...]]:
    """Every schedule and group of cases: first, length of the dense phase, interval in it, interval later."""
    parts = ("first", "early", "early_interval", "later_interval")
    tables = [flatten(load_records()[f"schedule_{part}_days"].value) for part in parts]
    for schedule in Schedule:
        for group in FollowUpGroup:
            at = schedule * len(FollowUpGroup) + group
            yield f"`{schedule.name.lower()}`", group.name.lower().replace("_", " "), *(f"{t[at]:g}" for t in tables)


def levers_text() -> str:
    """Every lever with its bounds and its value under the status quo, and the follow-up schedules."""
    columns = ("lever", "name", "unit", "allowed", "status quo", "acts on", "meaning")
    schedules = ("schedule", "case", "first", "dense phase lasts", "interval in it", "interval later")
    levers = _table(columns, map(_lever_row, LEVERS.values()))
    return _page("levers", levers, SCHEDULES + _table(schedules, _schedule_rows()))


# ---- scenarios
def _coverage(scenario: Scenario) -> str:
    who = scenario.eligibility
    text = {
        Coverage.LOTTERY: f"{scenario.n_children} children by lottery",
        Coverage.NOMINATION: f"{scenario.n_families} families at any time by nomination",
        Coverage.DISTRICTS: f"{100 * scenario.share:g} % of the school districts",
    }.get(scenario.coverage, "all eligible children")
    if who.lowest_need:
        text += f", need {Need(who.lowest_need).name.lower()} or worse" + " or placed" * who.or_placed
    if (who.age_from_years, who.age_to_years) != (0.0, 23.0):
        text += f", ages {who.age_from_years:g} to {who.age_to_years:g}"
    flags = {"an impairment": who.only_impaired, "parents on benefits": who.only_parents_on_benefits}
    return text + "".join(f", {name}" for name, on in flags.items() if on) + (", placed" if who.only_placed else "")


def _months(days: float) -> str:
    return f"{days / DAYS_PER_MONTH:.3g} months"


def _change(change: LeverChange) -> str:
    info = LEVERS[change.lever.name.lower()]
    value = f"`{info.names[int(change.value)]}`" if info.names else f"{change.value:g} {info.unit}"
    text = f"`{info.key}` = {value}"
    text += f", from {_months(change.start_days)}" if change.start_days else ""
    text += f", over {_months(change.ramp_days)}" if change.ramp_days else ""
    return text + (f", until {_months(change.end_days)}" if change.end_days is not None else "")


def _project(scenario: Scenario) -> list[str]:
    project = scenario.project
    if project is None:
        return []
    new = ", who take the other cases" if project.drop_others_on_new else ""
    return [f"- Project team: {project.existing_desks} present and {project.new_desks} new caseworkers{new}."]


def _projections(scenario: Scenario) -> list[str]:
    """What the source projected: claims, as the page says."""
    if not scenario.projections:
        return []
    lines = ["- Projected by the source, not observed (net above zero is a cost); `compare` sets the runs beside it:"]
    for projection in scenario.projections:
        years = enumerate(projection.values_dkk, start=projection.calendar_year)
        sums = ", ".join(f"{year}: {value:,.0f}" for year, value in years)
        words = projection.kind.value.replace("_", " ")
        lines.append(f"  - {words}: {sums} DKK, prices of {projection.price_year} ({projection.source})")
    return lines


def _scenario(key: str) -> str:
    scenario = load_scenario(key)
    lines = [f"## `{key}`: {scenario.name_en} ({scenario.name_da})", "", scenario.summary_en, ""]
    lines.append(f"- Source: {scenario.source}")
    lines.append(f"- Municipality by default: `{scenario.municipality}`. Covers {_coverage(scenario)}.")
    lines += [f"- Variant of `{scenario.variant_of}`."] * bool(scenario.variant_of) + _project(scenario)
    lines.append("- Changes: " + ("; ".join(map(_change, scenario.changes)) or "nothing") + ".")
    lines += _projections(scenario)
    reasons = [why_not(scenario, load_municipality(place)) for place in municipality_keys()]
    lines += [f"- {reason}." for reason in reasons if reason]
    lines += ["- Assumed:"] * bool(scenario.assumed) + [f"  - {text}" for text in scenario.assumed]
    return "\n".join(lines) + "\n"


def scenarios_text() -> str:
    """Every scenario with its source and what was assumed."""
    return _page("scenarios", *map(_scenario, scenario_keys()))


PAGES: dict[str, Callable[[], str]] = {
    "order": order_text,
    "streams": streams_text,
    "events": events_text,
    "outcomes": outcomes_text,
    "levers": levers_text,
    "scenarios": scenarios_text,
    "parameters": parameters_text,
}


def main() -> None:
    """Write the pages."""
    for name, text in PAGES.items():
        (FOLDER / f"{name}.md").write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
