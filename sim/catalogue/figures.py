"""The figures that describe a municipality: unit, bounds, and whether they count whole things."""

from dataclasses import dataclass

from sim.vocabulary import N_DISTRICTS_MOST


@dataclass(frozen=True)
class FigureInfo:
    """What a figure of a municipality file must look like. One that is not drawn has its value in every draw."""

    unit: str
    low: float
    high: float
    meaning: str
    is_whole: bool = False
    is_drawn: bool = True


_INDEX = "index, Denmark = 1"
FIGURES: dict[str, FigureInfo] = {
    "residents_0_17": FigureInfo("children", 50, 2_000_000, "residents aged 0-17", is_whole=True),
    "residents_18_22": FigureInfo("persons", 0, 1_000_000, "residents aged 18-22", is_whole=True),
    "growth_per_year": FigureInfo("share per year", -0.1, 0.1, "growth of births and in-migration from policy start"),
    "emigration_per_year": FigureInfo("share of families per year", 0, 0.5, "families that leave the municipality"),
    "p_family_on_benefits": FigureInfo("share of families", 0, 1, "families with a parent on benefits"),
    "p_migrant_family_on_benefits": FigureInfo(
        "share of in-migrating families", 0, 1, "families with a parent on benefits among those that move in"
    ),
    "socioeconomic_level": FigureInfo(_INDEX, 0.1, 5, "multiplies the rates at which need rises"),
    "notification_level": FigureInfo(_INDEX, 0.1, 5, "multiplies the rates of notification"),
    "residential_propensity": FigureInfo(_INDEX, 0.1, 5, "multiplies the shares of residential types of placement"),
    "impairment_level": FigureInfo(_INDEX, 0, 5, "multiplies the share of children with an impairment"),
    "foster_homes_per_1000": FigureInfo("homes per 1,000 residents 0-17", 0, 100, "capacity of ordinary foster homes"),
    "caseload": FigureInfo("children per established case-holding post", 5, 80, "caseload under the status quo"),
    "n_districts": FigureInfo(
        "school districts", 1, N_DISTRICTS_MOST, "school districts", is_whole=True, is_drawn=False
    ),
    "schools": FigureInfo("schools", 0, 5000, "schools", is_whole=True),
    "day_care_institutions": FigureInfo("institutions", 0, 20_000, "day-care institutions", is_whole=True),
    "pay_only_children": FigureInfo("children", 0, 5000, "placed children it only pays for", is_whole=True),
    "n_agencies": FigureInfo("agencies", 1, 98, "agencies of this size simulated side by side", is_whole=True),
}
