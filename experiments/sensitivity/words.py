"""Words of the sensitivity analysis, in English and Danish."""

_WORDS: dict[str, tuple[str, str]] = {
    "morris": ("Morris screening", "Morris-screening"),
    "sobol": ("Sobol' indices", "Sobol'-indeks"),
    "trajectories": ("trajectories", "forløb"),
    "blocks": ("blocks", "blokke"),
    "replications": ("replications per point", "gentagelser pr. punkt"),
    "level": ("{outcome}: {scenario}", "{outcome}: {scenario}"),
    "difference": ("Effect on {outcome}: {scenario} against {base}", "Effekt på {outcome}: {scenario} mod {base}"),
    "parameter": ("Parameter", "Parameter"),
    "range": ("Range", "Spænd"),
    "grade": ("Evidence", "Evidens"),
    "mu_star": ("Mean effect size", "Gennemsnitlig størrelse"),
    "mu": ("with sign", "med fortegn"),
    "sigma": ("Varies by", "Varierer med"),
    "from_chance": ("From chance", "Fra tilfældighed"),
    "s1": ("Alone", "Alene"),
    "st": ("With interactions", "Med samspil"),
    "st_raw": ("noise included", "støj medregnet"),
    "interval": ("95 % interval", "95 %-interval"),
    "verdict": ("Above chance?", "Over tilfældighed?"),
    "yes": ("yes", "ja"),
    "no": ("no", "nej"),
    "size": ("yes, by size", "ja, på størrelse"),
    "direction": ("yes, by direction", "ja, på retning"),
    "dummy": ("Dummy: does nothing", "Dummy: gør intet"),
    "floor_line": (
        "Noise floor (what a parameter that does nothing may show): {floor} {unit}.",
        "Støjgulv (hvad en parameter, der intet gør, kan vise): {floor} {unit}.",
    ),
    "noise_line": (
        "Chance left in the differences between points: {share} of their variance.",
        "Tilfældighed tilbage i forskellene mellem punkter: {share} af deres varians.",
    ),
    "below_line": (
        "{n} of {total} parameters are indistinguishable from chance; not shown: {hidden}.",
        "{n} af {total} parametre kan ikke skelnes fra tilfældighed; ikke vist: {hidden}.",
    ),
    "left_out": (
        "{used} of {all} {what} used: {failed} left out for a failed run, {unknown} for an unknown value.",
        "{used} af {all} {what} brugt: {failed} udeladt pga. en fejlet kørsel, {unknown} pga. en ukendt værdi.",
    ),
    "nothing": (
        "No indices: too few whole {what}, or an outcome that never varies.",
        "Ingen indeks: for få hele {what}, eller et udfald, der aldrig varierer.",
    ),
    "note_morris": (
        "Mean effect size: how far the outcome moves when the parameter goes through its whole range, on average over "
        "the rest. Varies by: spread of that movement (interaction and curvature; noise taken out where it can be). "
        "Above chance: by size above the noise floor, or by a direction that is sure (99 %).",
        "Gennemsnitlig størrelse: hvor langt udfaldet flytter sig, når parameteren gennemløber hele sit spænd, i snit "
        "over resten. Varierer med: spredning i den bevægelse (samspil og krumning; støj så vidt muligt fjernet). "
        "Over tilfældighed: på størrelse over støjgulvet, eller på en sikker retning (99 %).",
    ),
    "note_sobol": (
        "Shares of the variance of the expected outcome: alone, and with interactions. Noise is taken out; the verdict "
        "compares the noisy total with the dummy's.",
        "Andele af det forventede udfalds varians: alene, og med samspil. Støj er fjernet; dommen sammenligner totalen "
        "med støj med dummyens.",
    ),
    "x_morris": (
        "Mean size of the effect over the parameter's range ({unit})",
        "Gennemsnitlig størrelse af effekten over parameterens spænd ({unit})",
    ),
    "y_morris": (
        "How much the effect varies with the other parameters ({unit})",
        "Hvor meget effekten varierer med de andre parametre ({unit})",
    ),
    "x_sobol": ("Share of the variance of the expected outcome", "Andel af det forventede udfalds varians"),
    "x_sobol_raw": (
        "Share of the variance of means over replications, noise included",
        "Andel af variansen af gennemsnit over gentagelser, støj medregnet",
    ),
    "s1_bar": ("alone", "alene"),
    "st_bar": ("with all interactions", "med alle samspil"),
    "st_mark": (
        "the same with noise in it, which the floor is about",
        "det samme med støj i, som støjgulvet gælder",
    ),
    "floor": ("noise floor (a parameter that does nothing)", "støjgulv (en parameter, der intet gør)"),
    "above": ("told from chance, by size or direction", "skelnes fra tilfældighed, på størrelse eller retning"),
    "below": ("indistinguishable from chance", "kan ikke skelnes fra tilfældighed"),
    "others": (
        "{n} without a number: indistinguishable from chance",
        "{n} uden nummer: kan ikke skelnes fra tilfældighed",
    ),
    "kept": (
        "every run, the indices (Parquet, CSV, JSON) and figures",
        "hver kørsel, indeksene (Parquet, CSV, JSON) og figurer",
    ),
    "split_title": ("Where the variance comes from", "Hvor variansen kommer fra"),
    "structure": ("Structure (named variants)", "Struktur (navngivne varianter)"),
    "parameters": ("Parameters (draws)", "Parametre (trækninger)"),
    "chance": ("Chance (replications)", "Tilfældighed (gentagelser)"),
    "split_level": ("level under {scenario}", "niveau under {scenario}"),
    "split_difference": ("effect of {scenario}", "effekt af {scenario}"),
    "split_x": ("Share of the variance of single runs (%)", "Andel af enkelte kørslers varians (%)"),
    "note_split": (
        "Shares of the variance of single runs, with 95 % intervals over draws. Structure: among the named variants, "
        "each with the same weight. Parameters: between draws. Chance: between replications of a draw; more "
        "replications average it out, and the other two not.",
        "Andele af enkelte kørslers varians, med 95 %-intervaller over trækninger. Struktur: mellem de navngivne "
        "varianter, hver med samme vægt. Parametre: mellem trækninger. Tilfældighed: mellem gentagelser af en "
        "trækning; flere gentagelser udjævner den, men ikke de to andre.",
    ),
    "one_variant": (
        "With one structural variant nothing can be said about structure: its 0 is not a finding.",
        "Med én strukturel variant kan intet siges om struktur: dens 0 er ikke et fund.",
    ),
    "no_split": (
        "–: runs that never differ, or fewer than three whole draws of two replications in each variant.",
        "–: kørsler, der aldrig afviger, eller færre end tre hele trækninger på to gentagelser i hver variant.",
    ),
    "split_dropped": (
        "Up to {n} draws were left out because a run of theirs is missing or unknown.",
        "Op til {n} trækninger er udeladt, fordi en af deres kørsler mangler eller er ukendt.",
    ),
    "outcome": ("Outcome", "Udfald"),
}


def word(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _WORDS[key]
    return danish if language == "da" else english
