"""Words of the evaluation's table and figure, in English and Danish."""

_WORDS: dict[str, tuple[str, str]] = {
    "before-after": ("Before and after", "Før og efter"),
    "lottery": ("Lottery with control group", "Lodtrækning med kontrolgruppe"),
    "quarterly": ("Quarterly categorisation", "Kategorisering hvert kvartal"),
    "random": ("a district by lot", "et distrikt ved lodtrækning"),
    "worst": ("the worst district", "det værste distrikt"),
    "all": ("all covered children", "alle omfattede børn"),
    "any fall": ("any fall", "ethvert fald"),
    "p < 0.05": ("p < 0.05", "p < 0,05"),
    "placed": ("placed children", "anbragte børn"),
    "placed-this-year": ("children placed for less than a year", "børn anbragt i under et år"),
    "step": ("ladder step as registered", "trin på indsatstrappen som registreret"),
    "need": ("category on the Børnelineal as read", "kategori på Børnelinealen som læst"),
    "sdq": ("SDQ total difficulties", "samlet SDQ-score"),
    "evaluations": ("evaluations", "evalueringer"),
    "group": ("Evaluated", "Evalueret"),
    "claim": ("Claim if", "Påstand ved"),
    "p_claim": ("Claims", "Påstande"),
    "p_false": ("Without it", "Uden indsatsen"),
    "claimed": ("Claimed effect", "Påstået effekt"),
    "true": ("True effect", "Sand effekt"),
    "control": ("On the control group", "På kontrolgruppen"),
    "effect": ("Effect on {outcome} ({unit}); a fall is negative", "Effekt på {outcome} ({unit}); et fald er negativt"),
    "with_row": ("Seen, with\nthe policy", "Set, med\nindsatsen"),
    "without_row": ("Seen, without\nthe policy", "Set, uden\nindsatsen"),
    "true_row": ("True effect", "Sand effekt"),
    "significant": ("fall with p < 0.05: claimed by both", "fald med p < 0,05: påstås ved begge"),
    "fall": ("fall: claimed if any fall counts", "fald: påstås, hvis ethvert fald tæller"),
    "no_claim": ("no fall: nothing is claimed", "intet fald: intet påstås"),
    "claims_title": (
        "Claims an effect (without the policy) – {claims}",
        "Påstår en effekt (uden indsatsen) – {claims}",
    ),
    "mean": ("mean", "gennemsnit"),
    "note": (
        "Claims: share of evaluations that claim an effect. Without it: the same children and dates with nothing done, "
        "so that every claim is false. Claimed effect: mean of what all evaluations see.",
        "Påstande: andel af evalueringer, der påstår en effekt. Uden indsatsen: de samme børn og datoer, uden at "
        "der er gjort noget, så enhver påstand er falsk. Påstået effekt: gennemsnit af, hvad alle evalueringer ser.",
    ),
    "nothing": (
        "This policy does nothing: every claim is false.",
        "Denne indsats gør intet: enhver påstand er falsk.",
    ),
    "kept": ("every evaluation, the figure and the table", "hver evaluering, figuren og tabellen"),
}


def word(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _WORDS[key]
    return danish if language == "da" else english
