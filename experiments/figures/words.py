"""Words in figures, in English and Danish."""

from experiments.design import Experiment

_WORDS: dict[str, tuple[str, str]] = {
    "relative": ("Difference in % of the base", "Forskel i % af sammenligningen"),
    "at_end": (" (last day)", " (sidste dag)"),
    "better": ("better", "bedre"),
    "worse": ("worse", "værre"),
    "neutral": ("neither better nor worse by definition", "pr. definition hverken bedre eller værre"),
    "unsure": ("not certain: the interval holds zero", "usikkert: intervallet rummer nul"),
    "no_figure": ("zero or unknown in the base", "nul eller ukendt i sammenligningen"),
    "sure": ("95 % interval of the mean", "95 %-interval for middelværdien"),
    "runs": ("90 % of single runs", "90 % af de enkelte kørsler"),
    "years": ("Years after policy start", "År efter indsatsens start"),
    "children": ("Children", "Børn"),
    "band": ("Line: mean of runs. Band: 90 % of runs.", "Linje: gennemsnit af kørsler. Bånd: 90 % af kørslerne."),
    "placed": ("All placed, 0-22", "Alle anbragte, 0-22"),
    "placed_network": ("Network care", "Netværkspleje"),
    "placed_foster": ("Foster family", "Plejefamilie"),
    "placed_rooms": ("Own room, boarding school", "Eget værelse, kostskole"),
    "placed_residential_care": ("Facility, institution", "Opholdssted, institution"),
    "nominal_caseload": ("Nominal caseload", "Nominelt sagstal"),
    "effective_caseload": ("Effective caseload", "Effektivt sagstal"),
    "leftover_hours_per_case": ("Family and network work", "Familie- og netværksarbejde"),
    "cases_per_post": ("Cases per post", "Sager pr. stilling"),
    "hours_per_case": ("Hours per case-year", "Timer pr. sagsår"),
    "cumulative": ("Cumulative net cost (DKK million)", "Akkumuleret nettoudgift (mio. kr.)"),
    "fan": (
        "Line: median of paired runs. Bands: half of them, and 90 %. Below zero the municipality has saved.",
        "Linje: median af parrede kørsler. Bånd: halvdelen af dem, og 90 %. Under nul har kommunen sparet.",
    ),
    "projected": ("projected by the document", "dokumentets forventning"),
    "projection_median": ("median of paired runs", "median af parrede kørsler"),
    "projection_band": ("90 % of runs", "90 % af kørslerne"),
    "projection_year": ("DKK million in the year", "Mio. kr. i året"),
    "projection_cumulative": ("DKK million from policy start", "Mio. kr. fra indsatsens start"),
    "calendar_year": ("Year in the document", "År i dokumentet"),
    "projection_note": (
        "A projection is a claim set beside the runs: no observation, and never a hit. Investment = cost less grant; "
        "net = investment - gross saving, above zero a cost.",
        "En forventning er en påstand, der holdes op mod kørslerne: ingen iagttagelse, og aldrig en fuldtræffer. "
        "Investering = udgift minus puljemidler; netto = investering - bruttobesparelse, over nul en udgift.",
    ),
    "paid_back": ("paid back in {p} of runs", "tilbagebetalt i {p} af kørslerne"),
    "median_after": ("\nmedian after {y} years", "\nmedian efter {y} år"),
}


def word(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _WORDS[key]
    return danish if language == "da" else english


def scenario_name(experiment: Experiment, key: str, language: str) -> str:
    """Name of a scenario of the experiment."""
    scenario = next(s for s in experiment.scenarios if s.key == key)
    return scenario.name_da if language == "da" else scenario.name_en
