"""A client for the StatBank of Statistics Denmark: what it publishes of a municipality, as cited figures.

    figures = fetch_figures(Client(), "Kolding", 2019)
    figures.known["placed_0_17"].value, figures.unknown["placed_foster"]

Answers are kept on disk with the date of the fetch: a second call asks nobody. Without network and without a kept
answer there is one error, `Offline`, and no figure. A value that is withheld is unknown, never zero and never guessed.
A table that is missing or of another shape leaves its own figures unknown, with the reason, and no others.

What this rests on. No answer of the StatBank itself was seen while it was written.

- From the publisher's description of the API and its change log: the functions `tableinfo` and `data`, POST with a
  JSON object, `lang`, `format`, variables with `code` and `values`, the content column `INDHOLD` of CSV, `..` for a
  missing value, and `suppressedDataValue` (a missing row of the streaming formats has that value).
- From other people's published programs: the fields of `tableinfo` (`id`, `text`, `variables`, `elimination`, `time`,
  `values`), `valuePresentation`, the names and value labels of UND1, UND2, ANBAAR9, ANBAAR12, ANBAAR13, ANBAAR14 and
  FOLK1A, and that the column of time is headed `TID`. Two such programs give different codes for the same total.
- From memory: the fields of an error answer, the values `.` and `…`, and the variable names of UND3.

Hence the variables of a table, the code of its total and those of its ages, places and types are read from `tableinfo`
by their labels rather than assumed, and what is said of a table of another shape names it.
"""

from calibration.statbank.client import Client
from calibration.statbank.errors import Malformed, NoPeriod, NotInTable, Offline, Refused, StatbankError
from calibration.statbank.figures import FetchedFigures, fetch_figures, newest_year
from calibration.statbank.municipalities import municipality_code
from calibration.statbank.query import Cells, breakdown

__all__ = [
    "Cells",
    "Client",
    "FetchedFigures",
    "Malformed",
    "NoPeriod",
    "NotInTable",
    "Offline",
    "Refused",
    "StatbankError",
    "breakdown",
    "fetch_figures",
    "municipality_code",
    "newest_year",
]
