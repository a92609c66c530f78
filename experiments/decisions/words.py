"""Words of `rank`, in English and Danish."""

_WORDS: dict[str, tuple[str, str]] = {
    "best_title": ("Best in", "Bedst i"),
    "scenario": ("Scenario", "Scenarie"),
    "difference": ("Difference to base", "Forskel til sammenligningen"),
    "interval": ("95 % interval", "95 %-interval"),
    "p_best": ("Best in a draw", "Bedst i en trækning"),
    "p_average": ("Best on average", "Bedst i gennemsnit"),
    "p_within": ("Within zone", "Inden for zonen"),
    "in_set": ("Not told from best", "Kan ikke skelnes fra den bedste"),
    "regret": ("Mean regret", "Gennemsnitligt tab"),
    "yes": ("yes", "ja"),
    "no": ("no", "nej"),
    "note": (
        "Best in a draw: share of parameter draws in which its expected outcome is the best; more runs do not"
        " change it. Best on average: probability that its mean over draws is the best. Regret: what is lost "
        "against the best of each draw. Zone: {zone}.",
        "Bedst i en trækning: andel af parametertrækninger, hvor det forventede udfald er bedst; flere "
        "kørsler ændrer det ikke. Bedst i gennemsnit: sandsynlighed for, at gennemsnittet over trækninger er "
        "bedst. Tab: hvad der mistes i forhold til den bedste i hver trækning. Zone: {zone}.",
    ),
    "evpi": (
        "Knowing all parameters before choosing would be worth {value} ({low} to {high}; without correction "
        "for chance {raw}).",
        "At kende alle parametre før valget ville være {value} værd ({low} til {high}; uden korrektion for "
        "tilfældighed {raw}).",
    ),
    "minimax": ("Smallest regret in its worst draw: {name}.", "Mindste tab i sin værste trækning: {name}."),
    "studies": ("What is worth knowing", "Hvad er værd at vide"),
    "parameter": ("Parameter", "Parameter"),
    "worth": ("Worth", "Værdi"),
    "floor": ("Floor", "Støjgulv"),
    "p_any": ("Chance finds as much", "Tilfældet finder lige så meget"),
    "where_low": ("Best where low", "Bedst hvor lav"),
    "where_high": ("Best where high", "Bedst hvor høj"),
    "no_study": (
        "No single parameter stands out of chance with these draws.",
        "Ingen enkelt parameter skiller sig ud fra tilfældighed med disse trækninger.",
    ),
    "fails": (
        "{name} does worse than the base in {p} of draws",
        "{name} klarer sig dårligere end sammenligningen i {p} af trækningerne",
    ),
    "box": (
        "; where {limits}: {density} (on draws that did not shape this box: {held}), which holds {coverage} "
        "of the failures.",
        "; hvor {limits}: {density} (i trækninger, der ikke formede kassen: {held}), som rummer {coverage} af"
        " tilfældene.",
    ),
    "box_by_chance": (
        "; no region of the parameters stands out: {density} where {limits}, but on draws that did not shape this box "
        "{held}, which chance gives too (all draws: {base}).",
        "; intet område af parametrene skiller sig ud: {density} hvor {limits}, men {held} i trækninger, der ikke "
        "formede kassen, hvad tilfældigheden også giver (alle trækninger: {base}).",
    ),
    "no_box": ("; no region of the parameters stands out.", "; intet område af parametrene skiller sig ud."),
    "break_even": ("Break-even caseload", "Balancesagstal"),
    "break_even_line": (
        "Break-even caseload, in draws that have one on the grid: {median} ({low} to {high}); net cost is above zero "
        "over the whole grid in {nowhere} of draws, and at zero or below at its lowest caseload in {everywhere}.",
        "Balancesagstal, i trækninger der har ét i nettet: {median} ({low} til {high}); nettoudgiften er over nul i "
        "hele nettet i {nowhere} af trækningerne og nul eller mindre ved dets laveste sagstal i {everywhere}.",
    ),
    "pareto": (
        "No other scenario is better in every outcome: {names}.",
        "Intet andet scenarie er bedre i alle udfald: {names}.",
    ),
    "robust": (
        "{outcome}: {name} looks best under every structural variant; that it is the best there has a probability of "
        "{p} or more.",
        "{outcome}: {name} ser bedst ud under alle strukturelle varianter; at det også er bedst, har mindst "
        "sandsynligheden {p}.",
    ),
    "not_robust": (
        "{outcome}: which scenario looks best changes with the structure of the model (and how sure that is): {pairs}.",
        "{outcome}: hvilket scenarie der ser bedst ud, skifter med modellens struktur (og hvor sikkert det er): "
        "{pairs}.",
    ),
    "loses": (
        "Set back by {scenario}: {groups} ({dimension}).",
        "Stilles ringere af {scenario}: {groups} ({dimension}).",
    ),
    "selected": (
        "Selected: {name}. If it is better than every other by {zone} or more, it is chosen with at least "
        "{confidence}.",
        "Valgt: {name}. Hvis det er mindst {zone} bedre end alle andre, vælges det med mindst {confidence}.",
    ),
    "not_selected": (
        "Not selected within {n} replications: {names} are left. {name} leads, with probability {p} of being "
        "the best of them. At most {most} replications decide.",
        "Ikke valgt inden for {n} gentagelser: {names} er tilbage. {name} fører og er med sandsynlighed {p} "
        "den bedste af dem. Højst {most} gentagelser afgør det.",
    ),
    "effort": (
        "{runs} runs; all side by side would have been {all}.",
        "{runs} kørsler; alle hele vejen ville have været {all}.",
    ),
    "to_leading": ("Difference to the leading", "Forskel til den førende"),
    "left_after": ("Left after", "Ude efter"),
    "replications": ("Replications", "Gentagelser"),
    "figure_best": ("Expected difference to the base", "Forventet forskel til sammenligningen"),
    "figure_p": ("Probability of being best", "Sandsynlighed for at være bedst"),
    "figure_regret": ("Regret over draws", "Tab over trækninger"),
    "figure_studies": ("Worth of knowing", "Værdi af at vide"),
    "sure": ("95 % interval of the mean", "95 %-interval for middelværdien"),
    "quantiles": (
        "Line to 95 % of draws, box to 75 %, dot: mean",
        "Streg til 95 % af trækninger, kasse til 75 %, punkt: gennemsnit",
    ),
    "floor_note": (
        "what chance alone gives in 95 % of shuffles",
        "hvad tilfældighed alene giver i 95 % af blandinger",
    ),
    "error_note": ("one standard error", "én standardfejl"),
    "coverage": ("Coverage: share of failures inside", "Dækning: andel af tilfældene indenfor"),
    "density": ("Density: share inside that fails", "Tæthed: andel indenfor, der slår fejl"),
    "chosen": ("chosen box", "valgt kasse"),
    "held_out": ("on draws that did not shape it", "i trækninger, der ikke formede den"),
    "failures_all": ("all draws", "alle trækninger"),
    "caseload": ("Target caseload (cases per post)", "Måltal for sager pr. stilling"),
    "net_cost": ("Net cost (DKK million per year)", "Nettoudgift (mio. kr. pr. år)"),
    "band": ("median, and 90 % of draws", "median, og 90 % af trækninger"),
    "pays": ("Probability that it pays", "Sandsynlighed for, at det betaler sig"),
    "in_draw": ("in a draw of the parameters", "i en trækning af parametrene"),
    "on_average": ("on average over draws", "i gennemsnit over trækninger"),
    "observed": ("Replications", "Gentagelser"),
    "behind": ("Behind the leading", "Efter den førende"),
}


def word(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _WORDS[key]
    return danish if language == "da" else english
