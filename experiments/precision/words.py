"""Words of precision and warm-up on the terminal and in figures, in English and Danish."""

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Precision", "Præcision"),
    "looked": ("replications looked at", "gentagelser set på"),
    "outcome": ("Outcome", "Udfald"),
    "unit": ("Unit", "Enhed"),
    "wanted": ("Wanted ±", "Ønsket ±"),
    "reached": ("Reached ±", "Nået ±"),
    "needed": ("Replications", "Gentagelser"),
    "independent": ("Unpaired", "Uparret"),
    "ratio": ("Variance ratio", "Variansforhold"),
    "difference": ("Difference", "Forskel"),
    "mean": ("Mean", "Middelværdi"),
    "interval": ("{c} interval", "{c}-interval"),
    "not_reached": ("about {n}", "cirka {n}"),
    "never": ("unknown", "ukendt"),
    "note": (
        "Replications: at which the rule stopped for the outcome; 'about': not reached, by the variance so far. "
        "Unpaired: how many it would take with random numbers of their own for base and scenario (variance ratio times "
        "as many). The interval is of the wanted half-width once it is reached.",
        "Gentagelser: hvor reglen standsede for udfaldet; 'cirka': ikke nået, efter variansen indtil nu. Uparret: så "
        "mange ville det kræve med egne tilfældige tal for sammenligning og scenarie (variansforholdet gange så "
        "mange). Intervallet har den ønskede bredde, når den er nået.",
    ),
    "note_alone": (
        "Replications: at which the rule stopped for the outcome; 'about': not reached, by the variance so far. The "
        "interval is of the wanted half-width once it is reached.",
        "Gentagelser: hvor reglen standsede for udfaldet; 'cirka': ikke nået, efter variansen indtil nu. Intervallet "
        "har den ønskede bredde, når den er nået.",
    ),
    "note_draws": (
        "Unpaired here shares draws, not random numbers. Draws of two replications each count as one, so that the mean "
        "is over draws and chance.",
        "Uparret deler her trækninger, men ikke tilfældige tal. En trækning på to gentagelser tæller som én, så "
        "middelværdien er over både trækninger og tilfældighed.",
    ),
    "note_constant": (
        "No pair differs in {keys}: that says only that a difference is rare.",
        "Intet par afviger i {keys}: det siger kun, at en forskel er sjælden.",
    ),
    "kept": (
        "every replication (`sagstal compare` goes on from here), precision.json and a figure",
        "hver gentagelse (`sagstal compare` fortsætter herfra), precision.json og en figur",
    ),
    "half_width": ("Half-width", "Halv bredde"),
    "replications": ("Replications", "Gentagelser"),
    "legend_paired": ("paired", "parret"),
    "legend_unpaired": ("without common random numbers", "uden fælles tilfældige tal"),
    "legend_target": ("wanted", "ønsket"),
    "legend_needed": ("the rule stopped", "reglen standsede"),
    "warmup": ("Warm-up", "Opvarmning"),
    "years_watched": ("years watched, {n} replications", "år fulgt, {n} gentagelser"),
    "truncation": ("MSER-5 (years)", "MSER-5 (år)"),
    "undetermined": ("not determined", "ikke afgjort"),
    "left": ("Left after {y} years (%)", "Rest efter {y} år (%)"),
    "settled": ("Level", "Niveau"),
    "enough": ("{y} years enough?", "{y} år nok?"),
    "yes": ("yes", "ja"),
    "no": ("no", "nej"),
    "open": ("not said", "usagt"),
    "slowest": ("Slowest outcomes", "Langsomste udfald"),
    "verdict": (
        "Enough for {enough} of {n} outcomes. Not for: {slow}. Not said: {unsure}.",
        "Nok for {enough} af {n} udfald. Ikke for: {slow}. Usagt: {unsure}.",
    ),
    "none": ("none", "ingen"),
    "note_warmup": (
        "Left: mean of the five years from there on less that of the last third of what was watched, with its 95 % "
        "interval. Enough: less than 1 % of the level is left, or no more than chance explains, and MSER-5 cuts "
        "before. Not: more is left than chance explains. Not said: nothing clear is left, but MSER-5 cuts later or "
        "finds no cut.",
        "Rest: gennemsnit af de fem år derefter minus det af den sidste tredjedel af det fulgte, med 95 %-interval. "
        "Nok: under 1 % af niveauet er tilbage, eller ikke mere end tilfældigheder forklarer, og MSER-5 skærer før. "
        "Ikke: der er mere tilbage, end tilfældigheder forklarer. Usagt: intet tydeligt er tilbage, men MSER-5 skærer "
        "senere eller finder intet sted at skære.",
    ),
    "kept_warmup": ("warmup.json and a figure", "warmup.json og en figur"),
    "year": ("Years after the model's first day", "År efter modellens første dag"),
    "legend_course": ("mean of replications, year by year", "gennemsnit af gentagelser, år for år"),
    "legend_cumulative": ("cumulative mean", "akkumuleret gennemsnit"),
    "legend_tail": ("mean after the cut", "gennemsnit efter afskæring"),
    "legend_cut": ("MSER-5", "MSER-5"),
    "legend_used": ("policy start in a run", "indsatsens start i en kørsel"),
    "legend_pooled": ("all, with 95 % interval", "alle, med 95 %-interval"),
    "to": ("to", "til"),
}


def word(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _WORDS[key]
    return danish if language == "da" else english
