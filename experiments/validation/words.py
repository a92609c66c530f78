"""Words of the validation's tables and figures, in English and Danish."""

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("Predictions of published figures", "Forudsigelser af offentliggjorte tal"),
    "draws": ("draws", "trækninger"),
    "posterior": ("from the posterior", "fra a posteriori-fordelingen"),
    "prior": ("from the prior: nothing is fitted", "fra a priori-fordelingen: intet er tilpasset"),
    "fit": ("Targets of the fit", "Mål, der tilpasses efter"),
    "check": ("Targets that are only checked", "Mål, der kun efterprøves"),
    "holdout": ("Hold-outs", "Tilbageholdte tal"),
    "claims": ("Claims confronted (never scored)", "Påstande konfronteret (uden karakter)"),
    "coverage": ("How many figures lie inside", "Så mange tal ligger inden for"),
    "group": ("Figures", "Tal"),
    "predicted_n": ("Predicted", "Forudsagt"),
    "inside_90": ("Inside 90 %", "Inden for 90 %"),
    "inside_50": ("Inside 50 %", "Inden for 50 %"),
    "missed": ("Outside their 90 % interval", "Uden for deres 90 %-interval"),
    "none_missed": ("No target lies outside its 90 % interval.", "Intet mål ligger uden for sit 90 %-interval."),
    "key": ("Figure", "Tal"),
    "observed": ("Observed", "Observeret"),
    "count": ("Children", "Børn"),
    "predicted": ("Predicted", "Forudsagt"),
    "interval": ("90 % interval", "90 %-interval"),
    "nothing-changes": ("Nothing changes", "Intet ændres"),
    "stock-and-flow": ("Stock and flow", "Bestand og strøm"),
    "model": ("Model", "Model"),
    "best": ("Smallest CRPS", "Mindste CRPS"),
    "claim": ("Claim", "Påstand"),
    "direction": ("Said", "Sagt"),
    "increase": ("increase", "stigning"),
    "decrease": ("decrease", "fald"),
    "stable": ("stable", "uændret"),
    "open": ("open", "åbent"),
    "claimed": ("Claimed", "Påstået"),
    "effect": ("Simulated effect", "Simuleret effekt"),
    "share": ("Draws as said / against", "Trækninger som sagt / imod"),
    "note": (
        "Intervals are of published figures: chance, parameters, reporting error and a discrepancy of 5 %. CRPS "
        "compares whole forecasts; so few hold-outs decide nothing. Claims: one paired run per draw, chance included.",
        "Intervaller gælder offentliggjorte tal: tilfældighed, parametre, opgørelsesfejl og en modelafvigelse på 5 %. "
        "CRPS sammenligner hele prognoser; så få tilbageholdte tal afgør intet. Påstande: én parret kørsel pr. "
        "trækning, tilfældighed medregnet.",
    ),
    "axis": (
        "Prediction less observed figure, in standard deviations of the prediction (0: as observed)",
        "Forudsigelse minus observeret tal, i forudsigelsens standardafvigelser (0: som observeret)",
    ),
    "outside": ("observed outside 90 %", "observeret uden for 90 %"),
    "within": ("observed inside 90 %", "observeret inden for 90 %"),
    "bars": ("thick: 50 %, thin: 90 %, dot: median", "tyk: 50 %, tynd: 90 %, prik: median"),
    "cut": ("> goes on beyond the figure", "> fortsætter uden for figuren"),
    "fitted_figure": ("what the fitted figure alone says", "hvad det tilpassede tal alene siger"),
    "to": ("to", "til"),
    "kept": (
        "every draw, the document as JSON, and figures",
        "hver trækning, dokumentet som JSON, og figurer",
    ),
}


def word(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _WORDS[key]
    return danish if language == "da" else english
