"""docs/warmup.md, its data and its figures: `sagstal precision --warmup --write-docs` makes all of them anew."""

import json
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from calibration.parquet import replace_file, storage_errors
from experiments.precision.table import cut_words, enough_word, left_words, slowest
from experiments.precision.warmup import verdict
from sim.catalogue.load import load_municipality, municipality_keys
from sim.errors import InputError
from sim.outcomes.catalogue import find_outcome

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE, KEPT, FIGURES = "warmup.md", "warmup.json", "figures"
PLACES = tuple(municipality_keys())
SHOWN, SHOWN_KEYS = "ishoej", (
    "placed_per_1000_0_22", "ever_placed_share_15_17", "open_cases", "total_cost_dkk", "placed_18_22", "homes",
)  # fmt: skip
SLOWEST = 6
NAMED = 6  # outcomes in the sentence of the verdict
NEAR = 0.05  # of the settled level: an outcome whose whole interval lies so near has surely settled
Row = dict[str, Any]


def check_docs(docs: Path = DOCS) -> None:
    """Whether there is a place for the page: an installed package has none."""
    if not docs.is_dir():
        raise InputError("needs a copy of the source with its docs", field="--write-docs", value=str(docs))


def kept_document(docs: Path = DOCS) -> Row:
    """The document that the page was made of."""
    found: Row = json.loads((docs / KEPT).read_text(encoding="utf-8"))
    return found


def write_docs(document: Row, docs: Path = DOCS) -> None:
    """Page, figures, and what they say without the courses."""
    from experiments.figures.style import save, style
    from experiments.precision.figure import draw_left, draw_warm_up
    from experiments.precision.keep import document_text

    kept = as_kept(document)
    shown = next(place for place in kept["municipalities"] if place["municipality"] == SHOWN)
    with style(), storage_errors(docs):
        save(draw_warm_up(kept, shown, "en", SHOWN_KEYS), docs / FIGURES, f"warmup-{SHOWN}")
        save(draw_left(kept, "en"), docs / FIGURES, "warmup-left")
        for name, text in ((KEPT, document_text(kept)), (PAGE, page_text(kept))):
            replace_file(docs / name, lambda half, text=text: _write(half, text))  # type: ignore[misc]


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def as_kept(document: Row) -> Row:
    """The document as it is kept: numbers of six figures, and of the courses only those that are drawn."""
    places = []
    for place in document["municipalities"]:
        drawn = SHOWN_KEYS if place["municipality"] == SHOWN else ()
        rows = [
            {k: _short(v) for k, v in row.items() if k != "course" or row["outcome"] in drawn}
            for row in place["outcomes"]
        ]
        places.append({**place, "outcomes": rows})
    return {**document, "municipalities": places}


def _short(value: Any) -> Any:
    if isinstance(value, list):
        return [_short(v) for v in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _name(key: str) -> str:
    return load_municipality(key).name_en


def page_text(document: Row) -> str:
    """The page."""
    years, n = f"{document['warmup_years']:g}", max(p["replications"] for p in document["municipalities"])
    words = {"years": years, "watched": f"{document['years']:g}", "n": n, "after": document["after_years"]}
    words |= {"clear": f"{100.0 * document['clear']:g}", "shown": _name(SHOWN), "figure": f"warmup-{SHOWN}.png"}
    words |= {"draws": _DRAWS[document["draws"]], "third": f"{document['years'] / 3.0:g}"}
    words |= {"verdict": _verdict(document), "places": _places_table(document), "pooled": _pooled_table(document)}
    words |= {"pooled_verdict": _pooled_verdict(document), "slow": _slow_table(document), "cuts": _cuts(document)}
    words |= {"all": "\n\n".join(_place_part(place) for place in document["municipalities"])}
    return _PAGE.format(**words)


_DRAWS = {
    "point": "at the point values of parameters",
    "prior": "with parameters drawn from their priors, two replications per draw",
    "posterior": "with parameters drawn from the posterior, two replications per draw",
}


def _count(place: Row, enough: bool | None) -> int:
    return sum(row["enough"] is enough for row in place["outcomes"])


def _keys(place: Row, enough: bool | None) -> str:
    return ", ".join(f"`{row['outcome']}`" for row in place["outcomes"] if row["enough"] is enough) or "–"


def _verdict(document: Row) -> str:
    """The sentence that matters, with how far off the worst is."""
    places = document["municipalities"]
    total = sum(len(place["outcomes"]) for place in places)
    yes, no, unsaid = (sum(_count(place, enough) for place in places) for enough in (True, False, None))
    clear = [(row, place) for place in places for row in place["outcomes"] if row["enough"] is False]
    text = f"Of {total} outcomes of municipalities {yes} have settled, {no} have not, of {unsaid} it cannot be said."
    if clear:
        row, place = max(clear, key=lambda pair: abs(pair[0]["left"]))
        text += f" The most that is left: `{row['outcome']}` in {_name(place['municipality'])}, "
        text += f"{left_words(row, 'en')} % of its level."
    return text


def _cuts(document: Row) -> str:
    """Where MSER-5 cuts the outcomes of municipalities, and how many later than a run begins."""
    cuts = [_late(row["cut_years"]) for place in document["municipalities"] for row in place["outcomes"]]
    begins, middle = document["warmup_years"], _quantile(cuts, 0.5)
    early, unsaid = sum(cut <= begins for cut in cuts), sum(cut == float("inf") for cut in cuts)
    text = f"Of {len(cuts)} outcomes of municipalities MSER-5 cuts {early} by year {begins:g}"
    text += f" (half of all by year {middle:.0f})" if middle < float("inf") else ""
    text += f", {len(cuts) - early - unsaid} later, and of {unsaid} it finds no cut in the first half. "
    return text + "Of the late ones, what is left at policy start decides."


def _late(cut: float | None) -> float:
    """Not determined counts as later than all."""
    return float("inf") if cut is None else cut


def _quantile(values: list[float], share: float) -> float:
    """The smallest value that so large a share does not exceed."""
    return sorted(values)[math.ceil(share * len(values)) - 1]


def _places_table(document: Row) -> str:
    columns = ("municipality", "enough", "not enough for", "not said of")
    rows = (
        (_name(p["municipality"]), f"{_count(p, True)} of {len(p['outcomes'])}", _keys(p, False), _keys(p, None))
        for p in document["municipalities"]
    )
    return _table(columns, rows)


def _slow_table(document: Row) -> str:
    """Outcomes by the median of their cuts over municipalities: not determined counts as later than all."""
    places = document["municipalities"]
    cuts: dict[str, list[float]] = {}
    for place in places:
        for row in place["outcomes"]:
            cuts.setdefault(row["outcome"], []).append(_late(row["cut_years"]))
    rows = []
    for key, found in sorted(cuts.items(), key=lambda item: -_quantile(item[1], 0.5))[: 2 * SLOWEST]:
        told = [f"{c:.1f}" if c < float("inf") else "not determined" for c in (_quantile(found, 0.5), max(found))]
        rows.append((f"`{key}`", find_outcome(key).name("en"), *told))
    return _table(("outcome", "", "MSER-5: median municipality (years)", "latest (years)"), rows)


def _pooled_table(document: Row) -> str:
    rows = (
        (f"`{row['outcome']}`", str(row["municipalities"]), f"{100 * row['left']:+.1f}", _ends(row))
        for row in document["pooled"]
        if row["left_ci95"]
    )
    return _table(("outcome", "municipalities", "left (% of level)", "95 %"), rows)


def _ends(row: Row) -> str:
    return " to ".join(f"{100 * end:+.1f}" for end in row["left_ci95"])


def _pooled_verdict(document: Row) -> str:
    found = [row for row in document["pooled"] if row["left_ci95"]]
    clear = [row for row in found if verdict(0, row["left"], row["left_ci95"]) is False]
    sure = sum(max(abs(end) for end in row["left_ci95"]) < NEAR for row in found)
    text = f"Over all municipalities, {sure} of {len(found)} outcomes lie surely within {100 * NEAR:g} % of their "
    text += "settled level. "
    if not clear:
        return text + f"None is off by more than {100 * document['clear']:g} % and more than chance explains."
    named = ", ".join(f"`{row['outcome']}` ({100 * row['left']:+.1f} %)" for row in clear[:NAMED])
    named += f" and {len(clear) - NAMED} others" if len(clear) > NAMED else ""
    return text + f"More than {100 * document['clear']:g} %, and more than chance explains, is left of {named}."


def _place_part(place: Row) -> str:
    columns = ("outcome", "MSER-5 (years)", "left (% of level)", "enough")
    rows = (
        (f"`{row['outcome']}`", cut_words(row, "en"), left_words(row, "en"), enough_word(row, "en"))
        for row in slowest(place)[:SLOWEST]
    )
    return f"### {_name(place['municipality'])}\n\n{_table(columns, rows)}"


_PAGE = """# Warm-up

Generated by `sagstal precision --warmup --write-docs`; the numbers stand in [warmup.json](warmup.json).

## What kind of simulation this is

The policy period is a **terminating** simulation from a stationary start. It begins on the day a policy begins, ends
when the horizon that was asked for is over, and nothing of it is cut off: how fast a policy works is part of the
answer. Means are over replications, never over time within one long run. Only its start is a steady state: a
municipality that has lived under its own status quo for {years} years, so that need, cases, staff and careers fit each
other. The question of this page is whether {years} years are enough for that.

## How it was looked at

The warm-up itself was run for {watched} years instead of {years}, {n} times in each municipality,
{draws}, and counted from its first day. It is the same first day (families of every age, nobody with a case; see
[odd](odd.md), Initialisation), the same rules, posts that follow cases once a year, and no scenario.

- **MSER-5** of the monthly mean over replications: how many years to cut so that the start no longer moves the mean.
  It is not determined where the best cut lies in the second half of what was watched. It is a rule for one series
  with noise: with noise averaged away it sees smaller things than matter, and with slow swings it may cut anywhere.
- **What is left**: the mean of the {after} years that would be the policy period (from year {years}), less the mean of
  the last {third} years, in percent of the latter, with its 95 % interval over replications.

Enough: MSER-5 cuts before year {years}, and what is left is below {clear} % of the level or no more than chance
explains. Not enough: more than {clear} % is left, and chance does not explain it. Otherwise it cannot be said.

**What differs from a run.** In a run posts are set a last time at policy start and then stay ([decision
004](decisions/004-posts-follow-cases.md)); here they go on following cases. What a run's own first day changes is the
same in base and scenario and is not seen here.

## Verdict

**{pooled_verdict}**

One by one, which says less, since chance is large in small municipalities: {verdict} One comparison in twenty is
off by chance alone; what stands out has to do so in several municipalities, or in all of them together.

{places}

![What is left at policy start](figures/warmup-left.png)

Diamonds: over all municipalities, with 95 % intervals; dots: each of them, without, for chance is large there. The grey
band is {clear} %; what lies beyond 10 % is drawn at the edge.

## Why {years} years

- **What the model remembers.** The first day gives families ages but nobody a past. A child's past is its own life:
  the last child of the first day turns 18 in year 18, and the last young person in aftercare turns 23 in year 23. From
  then on everybody has lived under the rules from birth or arrival. Posts and careers follow cases with a delay
  of a few years, for which {years} years leave room. Free foster homes leave slower still, and may go on growing;
  measured in Ishøj, children and costs are the same within one or two percent ([decision
  009](decisions/009-free-foster-homes.md)).
- **What the series say.** {cuts}
- **What more would cost, and gain.** A usual run is {years} years of warm-up and five of policy, and all scenarios of a
  replication share one warm-up; twice the warm-up would nearly double the cost of a comparison of two. What is left of
  the start is in base and scenario alike: of a difference between them it moves far less than of a level. How much
  less is measured by `python -m experiments.precision.longer`.

## What is left over all municipalities

Each municipality weighted by its children. A replication has the same draw of the parameters in all of them, so it is
one observation over all; intervals are of the mean over replications. One in twenty lies beside zero by chance.

{pooled}

## What is slowest

{slow}

![Courses of {shown}](figures/{figure})

## By municipality

{slowest_note}

{all}
""".replace("{slowest_note}", f"The {SLOWEST} slowest outcomes of each.")
