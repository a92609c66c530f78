"""A municipality of the model from a municipality's own figures.

A given figure keeps its value, with the grade of a document and the file as its source. One that is not given takes the
value of the country, per resident where it is a number of things, under a prior wider than that of the catalogue's
municipalities, of which something is known, and says that it is assumed.
"""

from calibration.municipality.fields import TEAMS, load_fields
from calibration.municipality.own import OwnFigures
from sim.catalogue.figures import FIGURES
from sim.catalogue.load import load_municipality
from sim.catalogue.municipality import Figure, Municipality, Teams

COUNTRY = "danmark"
_NATIONAL = "national value (see the municipality danmark); not given in the file"
# priors of what is not given, between municipalities, by judgement [sd of log; of the value for `normal`]
PRIORS = {
    "residents_18_22": "lognormal({value}, 0.2)",
    "growth_per_year": "normal({value}, 0.015)",
    "emigration_per_year": "lognormal({value}, 0.35)",
    "p_family_on_benefits": "lognormal({value}, 0.5)",
    "p_migrant_family_on_benefits": "lognormal({value}, 0.6)",
    "socioeconomic_level": "lognormal({value}, 0.4)",
    "notification_level": "lognormal({value}, 0.4)",
    "residential_propensity": "lognormal({value}, 0.3)",
    "impairment_level": "lognormal({value}, 0.3)",
    "foster_homes_per_1000": "lognormal({value}, 0.4)",
    "caseload": "lognormal({value}, 0.2)",
    "schools": "lognormal({value}, 0.4)",
    "day_care_institutions": "lognormal({value}, 0.4)",
}
_PER_RESIDENT = ("residents_18_22", "n_districts", "schools", "day_care_institutions")
# not drawn: what nothing suggests, and what one municipality is
_DEFINED = {
    "pay_only_children": (0.0, "not asked for: children it only pays for do no work in it"),
    "n_agencies": (1.0, "one municipality with its own staff"),
}
# what stands in for a figure where the municipality gave it
_LIKE = {"p_migrant_family_on_benefits": "p_family_on_benefits", "n_districts": "schools"}


def to_municipality(own: OwnFigures) -> Municipality:
    """The municipality that the model simulates."""
    figures = _given(own)
    # a figure that another stands in for comes after it
    for key in sorted(FIGURES, key=lambda name: name in _LIKE):
        if key not in figures:
            figures[key] = _defined(own, key) if key in _DEFINED else _assumed(own, key, figures)
    summary = f"{own.name}, {own.date.isoformat()}: {own.source()}"
    return Municipality(
        key=own.key,
        name_en=own.name,
        name_da=own.name,
        summary_en=summary,
        summary_da=summary,
        source=own.source(),
        has_placement_target=True,
        is_covered_area=False,
        teams=_teams(own),
        figures={key: figures[key] for key in FIGURES},
    )


def _figure(
    own: OwnFigures, key: str, value: float, source: str, grade: str, note: str, prior: str = "fixed"
) -> Figure:
    return Figure(
        value=value,
        unit=FIGURES[key].unit,
        source=source,
        grade=grade,
        population=f"residents of {own.name}",
        year=own.date.isoformat(),
        note=note,
        prior=prior,
    )


def _given(own: OwnFigures) -> dict[str, Figure]:
    """Figures that stand in the file."""
    return {
        info.figure: _figure(own, info.figure, own.values[name], own.source(name), "document", "")
        for name, info in load_fields().items()
        if info.figure and name in own.values
    }


def _defined(own: OwnFigures, key: str) -> Figure:
    value, reason = _DEFINED[key]
    return _figure(own, key, value, "definition", "assumed", reason)


def _assumed(own: OwnFigures, key: str, figures: dict[str, Figure]) -> Figure:
    """A figure that is not given: the country's, or the municipality's own that is nearest to it, with a wide prior."""
    other = _LIKE.get(key)
    if other is not None and figures[other].grade == "document":
        value, source = figures[other].value, f"the municipality's own {other}; {key} is not given"
    else:
        value, source = _national(own, key), _NATIONAL
    info = FIGURES[key]
    value = min(max(float(round(value)) if info.is_whole else value, info.low), info.high)
    if not info.is_drawn:
        return _figure(own, key, value, source, "assumed", "The same in every draw.")
    prior = PRIORS[key].format(value=f"{value:.6g}")
    return _figure(own, key, value, source, "assumed", "Wide prior between municipalities, by judgement.", prior)


def _national(own: OwnFigures, key: str) -> float:
    """The country's value; of numbers of things, as many per child as in the country."""
    country = load_municipality(COUNTRY)
    if key not in _PER_RESIDENT:
        return country.value(key)
    return country.value(key) * own.values["residents_0_17"] / country.value("residents_0_17")


def _teams(own: OwnFigures) -> Teams:
    """The teams that are named; where none are, the organisation that is met most often."""
    if own.teams is None:
        return load_municipality(COUNTRY).teams
    return Teams(**{team: team in own.teams for team in TEAMS})
