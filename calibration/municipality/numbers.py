"""One figure as it is written, read as a number; or what is wrong with it and what was probably meant."""

import math
import re
import sys
from dataclasses import dataclass
from decimal import Decimal

from calibration.municipality.fields import FieldInfo
from calibration.municipality.report import Report, shown
from calibration.municipality.scan import Entry

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_PERCENT = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*%")
_PERCENT_IN_WORDS = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(?:%|pct\.?|procent|per ?cent)", re.IGNORECASE)
# 5.024, 5,024, 5 024, 5'024, 1.234.567
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:([.,' \u00a0\u202f\u2019])\d{3})(?:\1\d{3})*")
_THOUSANDS_AND_DECIMALS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NUMBER_WITH_WORDS = re.compile(r"([+-]?\d+(?:\.\d+)?)\s*[^\W\d].*")
# what a float can hold
_LARGEST = sys.float_info.max
_TYPOGRAPHIC_QUOTES = "“”„»«‘’\"'"


@dataclass(frozen=True)
class Read:
    """A number that was read; `is_share` where a type of placement is given as a share."""

    value: float
    is_share: bool = False


def allowed(info: FieldInfo, report: Report) -> str:
    """What a field takes, in words."""
    low, high = info.bounds
    return report.say(f"allowed_{info.kind}", low=float(low), high=float(high))


@dataclass(frozen=True)
class _Reader:
    entry: Entry
    info: FieldInfo
    report: Report
    residents: float | None

    def wrong(self, code: str, suggestion: object = None, meant: float | None = None) -> Read | None:
        """A problem; and what was surely meant, so that other figures can be held against it all the same."""
        self.report.problem(
            code,
            self.entry.name,
            line=self.entry.line,
            value=self.entry.raw,
            allowed=allowed(self.info, self.report),
            suggestion=suggestion,
            unit=self.info.words("unit", self.report.language),
        )
        low, high = self.info.bounds
        return None if meant is None or not low <= meant <= high else Read(meant)

    def corrected(self, code: str, number: str) -> Read | None:
        """A problem with how a number is written, which is plain otherwise."""
        if self.info.is_whole and not number.isdigit():
            return self.wrong(code)
        return self.wrong(code, number, float(number))

    def read(self) -> Read | None:
        value = self.entry.value
        if isinstance(value, bool) or str(value).lower() in ("true", "false"):
            return self.wrong("boolean")
        if isinstance(value, str):
            return self._text(value.strip())
        if isinstance(value, (int, float)):
            return self._number(self.entry.raw, value)
        return self.wrong("not_a_number")

    def _text(self, text: str) -> Read | None:
        percent = _PERCENT.fullmatch(text)
        if percent:
            return self._percent(percent[1])
        if self.entry.is_toml and _NUMBER.fullmatch(text) and not self._has_thousands(text):
            return self._number(text, float(text))
        return self._explain(text.strip(_TYPOGRAPHIC_QUOTES).strip())

    def _percent(self, number: str) -> Read | None:
        if self.info.kind not in ("share", "type"):
            return self.wrong("percent_for_count")
        if not self.entry.is_toml:
            return self.wrong("percent_unquoted", f'"{number} %"')
        value = float(Decimal(number) / 100)
        if value < 0:
            return self.wrong("negative")
        return self.wrong("above_one") if value > 1 else Read(value, self.info.kind == "type")

    def _explain(self, text: str) -> Read | None:
        """Text that is no number here: what was probably meant."""
        percent = _PERCENT_IN_WORDS.fullmatch(text)
        number = _NUMBER_WITH_WORDS.fullmatch(text)
        if self._has_thousands(text):
            return self.corrected("thousands", re.sub(r"\D", "", text))
        if percent and self.info.kind in ("share", "type"):
            return self.wrong("decimal_comma" if "," in text else "percent_form", f'"{percent[1].replace(",", ".")} %"')
        if _THOUSANDS_AND_DECIMALS.fullmatch(text):
            return self.corrected("thousands", text.replace(".", "").replace(",", "."))
        if _DECIMAL_COMMA.fullmatch(text):
            return self.corrected("decimal_comma", text.replace(",", "."))
        if text.lower() in ("nan", "inf", "+inf", "-inf", "infinity"):
            return self.wrong("not_finite")
        if number and not percent:
            return self.wrong("words_after_number", number[1])
        return self.wrong("not_a_number")

    def _has_thousands(self, text: str) -> bool:
        return self.info.kind != "share" and _is_grouped(text, self.info.is_whole)

    def _number(self, raw: str, value: float) -> Read | None:
        if abs(value) > _LARGEST or math.isnan(value):
            return self.wrong("out_of_bounds" if isinstance(value, int) else "not_finite")
        if self._has_thousands(raw):
            return self.corrected("thousands", raw.replace(".", ""))
        if value < 0:
            return self.wrong("negative")
        if self.info.kind == "share":
            return self._share(value)
        if self.info.kind == "type" and 0 < value < 1:
            return Read(float(value), is_share=True)
        if self.info.is_whole and value != int(value):
            return self._not_whole(value)
        return self._inside(float(value))

    def _share(self, value: float) -> Read | None:
        if value > 1:
            return (
                self.corrected("above_one", shown(float(Decimal(str(value)) / 100)))
                if value <= 100
                else self.wrong("above_one")
            )
        return Read(float(value))

    def _not_whole(self, value: float) -> Read | None:
        if self.info.per == "" or self.residents is None:
            return self.wrong("not_whole")
        if value < 1:
            return self.wrong("looks_like_share")
        return self.wrong("per_1000", round(value * self.residents / 1000))

    def _inside(self, value: float) -> Read | None:
        low, high = self.info.bounds
        if self.entry.name == "caseworker_posts" and value == 0:
            return self.wrong("zero_posts")
        return Read(value) if low <= value <= high else self.wrong("out_of_bounds")


def _is_grouped(text: str, is_whole: bool) -> bool:
    """Whether thousands are set apart. Where decimals are allowed, one group after a point or comma may be decimals."""
    if not _THOUSANDS.fullmatch(text):
        return False
    groups = len(re.findall(r"\D", text))
    return is_whole or groups > 1 or not re.search(r"[.,]", text)


def read_number(entry: Entry, info: FieldInfo, report: Report, residents: float | None = None) -> Read | None:
    """The figure, or None with a problem in the report. `residents`: those that a rate would be of, where known."""
    return _Reader(entry, info, report, residents).read()
