"""Words of tables and figures, in English and Danish."""

_TEXTS: dict[str, tuple[str, str]] = {
    "years": ("years", "år"),
    "year": ("Year", "År"),
    "replications": ("replications", "gentagelser"),
    "draws_point": ("point values of parameters", "punktværdier for parametre"),
    "draws_prior": ("parameters drawn from their priors", "parametre trukket fra deres a priori-fordelinger"),
    "draws_posterior": ("parameters drawn from the posterior", "parametre trukket fra a posteriori-fordelingen"),
    "last_day": ("last day", "sidste dag"),
    "against": ("against", "mod"),
    "outcome": ("Outcome", "Udfald"),
    "unit": ("Unit", "Enhed"),
    "base": ("Base", "Sammenligning"),
    "scenario": ("Scenario", "Scenarie"),
    "difference": ("Difference", "Forskel"),
    "interval": ("95 % interval", "95 %-interval"),
    "p_better": ("Better?", "Bedre?"),
    "from_parameters": ("Param.", "Param."),
    "league": ("From best to worst", "Fra bedst til værst"),
    "p_best": ("Best?", "Bedst?"),
    "not_told_apart": ("Not told apart from", "Kan ikke skelnes fra"),
    "note_league": (
        "Best?: share of resampled runs in which the mean is the best. Not told apart: the paired difference is within "
        "chance (5 % over all pairs of the outcome).",
        "Bedst?: andel af genudtrukne kørsler, hvor gennemsnittet er bedst. Kan ikke skelnes: den parvise forskel er "
        "inden for tilfældigheder (5 % over alle par i udfaldet).",
    ),
    "som_payer": ("Payer", "Betaler"),
    "som_item": ("Item", "Post"),
    "state": ("State", "Stat"),
    "som_children": ("Children whom the policy covers", "Børn, som indsatsen omfatter"),
    "som_children_unit": ("children", "børn"),
    "som_per_child": ("Cost of the effort per covered child", "Indsatsens udgift pr. omfattet barn"),
    "som_success": ("New placements averted", "Afværgede nye anbringelser"),
    "som_effort": ("Effort: staff, outreach, further cost", "Indsats: personale, opsøgende arbejde, øvrigt"),
    "som_measures": ("Consequence: measures and placements", "Konsekvens: foranstaltninger og anbringelser"),
    "som_refund": (
        "Consequence: refund of expensive single cases",
        "Konsekvens: refusion af særligt dyre enkeltsager",
    ),
    "som_schooling": ("Consequence: schooling of placed children", "Konsekvens: anbragte børns skolegang"),
    "som_benefits": ("Consequence: parents' benefits", "Konsekvens: forældres forsørgelse"),
    "projection_title": (
        "What the document projected (not what happened), beside the runs",
        "Hvad dokumentet regnede med (ikke hvad der skete), ved siden af kørslerne",
    ),
    "projection_note": (
        "A projection is a claim set beside the runs: no observation, and never a hit, however close. Investment = "
        "cost of the effort (staff, outreach, further cost, coordination) less the grant. Net = investment - saving: "
        "above zero a cost to the municipality, below zero a gain. Runs: scenario less base, median (5 % to 95 %), "
        "prices of 2019; the document's prices are not converted. In the runs courses, family analyses and network "
        "meetings lower the saving and are no investment.",
        "En forventning er en påstand, der holdes op mod kørslerne: ingen iagttagelse, og aldrig en fuldtræffer, hvor "
        "tæt den end ligger. Investering = indsatsens udgift (personale, opsøgende arbejde, øvrigt, koordination) "
        "minus puljemidler. Netto = investering - besparelse: over nul en udgift for kommunen, under nul en gevinst. "
        "Kørsler: scenarie minus sammenligning, median (5 % til 95 %), 2019-priser; dokumentets priser er ikke "
        "omregnet. I kørslerne sænker forløb, familieanalyser og netværksmøder besparelsen og er ikke investering.",
    ),
    "projection_elsewhere": (
        "What the document of {keys} projected is for another municipality and not shown.",
        "Hvad dokumentet for {keys} regnede med, gælder en anden kommune og vises ikke.",
    ),
    "projection_of_document": ("document", "dokument"),
    "projection_of_runs": ("runs", "kørsler"),
    "projection_to": ("to", "til"),
    "projection_scenario": ("Scenario", "Scenarie"),
    "projection_kind": ("Item", "Post"),
    "projection_span": ("Span", "Periode"),
    "projection_policy_year": ("Year of the policy", "Indsatsens år"),
    "projection_calendar_year": ("Year in the document", "År i dokumentet"),
    "projection_unit": ("Unit", "Enhed"),
    "projection_projected": ("Projected by the document", "Dokumentets forventning"),
    "projection_median": ("Runs: median", "Kørsler: median"),
    "projection_p5": ("Runs: 5 %", "Kørsler: 5 %"),
    "projection_p95": ("Runs: 95 %", "Kørsler: 95 %"),
    "projection_price_year": ("Price year of the document", "Dokumentets prisår"),
    "projection_source": ("Source", "Kilde"),
    "projection_year": ("year", "år"),
    "projection_cumulative": ("from policy start", "fra indsatsens start"),
    "projection_cost": ("Cost, grant included", "Udgift inkl. puljemidler"),
    "projection_grant": ("Grant", "Puljemidler"),
    "projection_investment": ("Municipal investment", "Kommunal investering"),
    "projection_gross_saving": ("Gross saving", "Bruttobesparelse"),
    "projection_net": ("Net effect (+ = cost)", "Nettoeffekt (+ = udgift)"),
    "next_projection": (
        "the document's projection beside the runs, by year",
        "dokumentets forventning ved siden af kørslerne, år for år",
    ),
    "next_groups": (
        "who gains and who loses: differences by need, impairment, age, district and policy arm",
        "hvem vinder og taber: forskelle efter behov, funktionsnedsættelse, alder, distrikt og omfattede",
    ),
    "next_som": (
        "cost per child, success and consequences by payer and year, for SØM",
        "udgift pr. barn, succes og konsekvenser pr. betaler og år, til SØM",
    ),
    "mean": ("Mean", "Gennemsnit"),
    "sd": ("SD of runs", "SD af kørsler"),
    "note_interval": (
        "Interval: Monte-Carlo uncertainty of the mean difference. "
        "Better?: probability that the expected effect is better.",
        "Interval: Monte Carlo-usikkerhed på middelforskellen. "
        "Bedre?: sandsynlighed for, at den forventede effekt er bedre.",
    ),
    "note_neutral": (
        "No answer where less is not better by definition (placements, notifications, steps).",
        "Intet svar, hvor mindre ikke i sig selv er bedre (anbringelser, underretninger, skridt på trappen).",
    ),
    "note_point": (
        "Point values: the uncertainty of the parameters is not in these intervals. How strongly a lower caseload acts "
        "is not identified by any figure in the documents.",
        "Punktværdier: parametrenes usikkerhed er ikke med i intervallerne. Hvor stærkt et lavere sagstal virker, kan "
        "ikke aflæses af noget tal i dokumenterne.",
    ),
    "note_prior_driven": (
        "° the sign depends on a prior that is assumed: it turns if an effect nobody has measured is none, or strong. "
        "Param.: share of the variance of the differences that comes from parameters, the rest is chance.",
        "° fortegnet hviler på en antagelse: det vender, hvis en effekt, ingen har målt, er nul eller stærk. "
        "Param.: andel af forskellenes varians, der skyldes parametre; resten er tilfældighed.",
    ),
    "note_no_target": (
        "No figure on placements is known for this municipality: its level is assumed, not fitted.",
        "Der kendes intet anbringelsestal for kommunen: dens niveau er antaget, ikke tilpasset.",
    ),
    "perimeter": (
        "Net cost and pay-back: gross municipal cost (measures, staff, outreach, further cost)",
        "Nettoudgift og tilbagebetaling: kommunens bruttoudgift (indsatser, personale, opsøgende arbejde, øvrigt)",
    ),
    "perimeter_state_refund": (
        "less the state refund of expensive single cases",
        "fratrukket statsrefusion af særligt dyre enkeltsager",
    ),
    "perimeter_schooling": ("plus schooling of placed children", "plus anbragte børns skolegang"),
    "perimeter_parents_benefits": (
        "plus the municipality's part of parents' benefits",
        "plus kommunens andel af forældres forsørgelsesydelser",
    ),
    "perimeter_pay_only": ("plus pay-only children", "plus betalingsbørn"),
    "perimeter_lost_earnings": (
        "plus the municipality's part of parents' lost earnings",
        "plus kommunens andel af forældres tabte arbejdsfortjeneste",
    ),
    "next": ("Where to look next", "Se videre her"),
    "next_figures": (
        "differences, placements, staff, money (PNG, SVG)",
        "forskelle, anbringelser, personale, penge (PNG, SVG)",
    ),
    "next_files": ("every run and its months", "hver kørsel og dens måneder"),
    "next_out": ("keeps every run, its months and figures", "gemmer hver kørsel, dens måneder og figurer"),
    "next_describe": ("how an outcome is defined", "hvordan et udfald er defineret"),
    "next_scenario": ("what a scenario changes, and its source", "hvad et scenarie ændrer, og kilden"),
    "fit_head": (
        "{points} points ({failed} failed), {kept} near the figures, effective sample {size}. Interval: 5 to 95 %.",
        "{points} punkter ({failed} fejlede), {kept} nær tallene, effektiv stikprøve {size}. Interval: 5 til 95 %.",
    ),
    "fit_address": ("Fitted", "Tilpasset"),
    "fit_prior": ("Prior", "A priori"),
    "fit_posterior": ("Posterior", "A posteriori"),
    "fit_contraction": ("Contraction", "Indsnævring"),
    "fit_usual_contraction": ("for synthetic truths", "for syntetiske sandheder"),
    "fit_coverage": ("90 % covers", "90 % dækker"),
    "fit_assumed": (
        "* the prior is a judgement. Contraction: share of the prior variance that the figures take away.",
        "* a priori-fordelingen er et skøn. Indsnævring: den del af variansen, som tallene fjerner.",
    ),
    "own_fit_head": (
        "{n} draws of the country's posterior simulated as this municipality; {k} figures used. Interval: 5 to 95 %.",
        "{n} trækninger af landets a posteriori-fordeling simuleret som kommunen; {k} tal brugt. Interval: 5 til 95 %.",
    ),
    "own_fit_coverage": (
        "In made-up municipalities of this size with the same figures, {share} of the 90 % intervals hold the truth.",
        "I opdigtede kommuner af samme størrelse med de samme tal rummer {share} af 90 %-intervallerne sandheden.",
    ),
    "own_fit_sharper": (
        "Figures that would sharpen this most (gain in explained variance of the levels):",
        "Tal, der ville skærpe dette mest (mere forklaret varians af niveauerne):",
    ),
    "own_fit_next": (
        "Next: sagstal compare status-quo fewer-cases -m {file}",
        "Næste: sagstal compare status-quo fewer-cases -m {file}",
    ),
    "fit_ridge": ("confounded: {a} and {b} (correlation {r})", "kan ikke skelnes: {a} og {b} (korrelation {r})"),
    "next_draws": ("carries the uncertainty of the parameters", "tager parametrenes usikkerhed med"),
    "key": ("Key", "Nøgle"),
    "name": ("Name", "Navn"),
    "value": ("Value", "Værdi"),
    "prior": ("Prior", "A priori"),
    "grade": ("Grade", "Evidens"),
    "process": ("Process", "Proces"),
    "better": ("Better", "Bedst"),
    "source": ("Source", "Kilde"),
    "municipality": ("Municipality", "Kommune"),
    "residents_0_17": ("Aged 0-17", "0-17 år"),
    "changes": ("Changes", "Ændrer"),
    "caseloads": (
        "caseload-10 ... caseload-45: status quo with that caseload",
        "caseload-10 ... caseload-45: status quo med det sagstal",
    ),
    "lower": ("lower", "lavere"),
    "higher": ("higher", "højere"),
    "neutral": ("neutral", "neutral"),
    "study_counts": (
        "{rows} runs: {finished} finished, {missing} missing, {failed} failed",
        "{rows} kørsler: {finished} færdige, {missing} mangler, {failed} mislykkedes",
    ),
    "study_times": ("{spent} so far, about {left} to go", "{spent} indtil nu, cirka {left} tilbage"),
    "study_equal": ("{rows} runs came out equal, to the bit", "{rows} kørsler blev ens på bitniveau"),
    "study_merged": (
        "{shards} shards joined: {added} runs added, {rows} of {all} are there",
        "{shards} dele samlet: {added} kørsler tilføjet, {rows} af {all} er der",
    ),
    "study_job": (
        "measured: {measured}\n{script}: {tasks} tasks, {clock} and {memory} MB each",
        "målt: {measured}\n{script}: {tasks} opgaver, {clock} og {memory} MB hver",
    ),
    "study_submitted": (
        "submitted as {job}; {merge} joins the shards when all have ended",
        "sendt som {job}; {merge} samler delene, når alle er slut",
    ),
    "study_nothing_left": (
        "no shard has anything left to run; join them with: {command}",
        "ingen del har noget tilbage at køre; saml dem med: {command}",
    ),
    "summary_scenario": ("Scenario", "Scenarie"),
    "summary_difference": ("Difference", "Forskel"),
    "summary_sure": ("95 % interval", "95 %-interval"),
    "summary_p_better": ("P(better)", "P(bedre)"),
    "study_row": ("Row", "Række"),
    "study_cell": ("Cell", "Celle"),
    "study_municipality": ("Municipality", "Kommune"),
    "study_variant": ("Variant", "Variant"),
    "study_point": ("Point", "Punkt"),
    "study_scenario": ("Scenario", "Scenarie"),
    "study_draw": ("Draw", "Trækning"),
    "study_replication": ("Replication", "Gentagelse"),
    "study_rows": ("Runs", "Kørsler"),
    "study_finished": ("Finished", "Færdige"),
    "study_missing": ("Missing", "Mangler"),
    "study_failed": ("Failed", "Mislykket"),
    "study_seconds": ("Per unit", "Pr. enhed"),
}


def text(key: str, language: str) -> str:
    """A word or sentence in the language."""
    english, danish = _TEXTS[key]
    return danish if language == "da" else english
