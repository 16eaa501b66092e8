"""What a sender means: an import profile, saved as plain data and used again for the next sheet of that sender."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from atgt.domain.errors import ParameterError
from atgt.domain.text import Text
from atgt.ingestion.moments import DateOrder
from atgt.ingestion.numbers import DecimalStyle
from atgt.ingestion.synonyms import KNOWN_KEYS

SEVERITY_WORDS = frozenset(
    {
        "fatal",
        "injury",
        "minor_collision",
        "damage_only",
        "dac_biet_nghiem_trong",
        "rat_nghiem_trong",
        "nghiem_trong",
        "it_nghiem_trong",
    }
)
"""What a class word may mean: the severity it proves, or a legal class."""


@dataclass(frozen=True, slots=True)
class ImportProfile:
    """How to read the sheets of one sender.

    Parameters
    ----------
    columns
        Heading as the sender writes it to column key; "ignored" drops a column.
    use_synonyms
        Whether headings that are not listed are matched by the usual words as well.
    templates
        Column key to a text built from other columns of the row, e.g. ``date = "{Dia}/{Mes}/{Any}"``.
        When one of the named cells is blank, the result is blank.
    constants
        Column key to a text that every row gets.
    value_words
        Heading to {text as received: text meant}, applied before anything is read.
    scales
        Heading to a factor its numbers are multiplied by, e.g. ``KM = 0.1`` where tenths of a kilometre are written.
    missing
        Heading to texts that stand for "unknown" there, e.g. ``LATITUDE = ["99.9999"]``.
    severity_words
        The sender's class words, e.g. ``DOD = "fatal"``.
    date_order, decimal, money_unit_vnd
        How dates, numbers and bare amounts are to be read; None or "auto" lets the program tell.
    encoding, delimiter
        Of a text file; None lets the program tell.
    crs
        Coordinate system of the coordinates as an EPSG code: of northing and easting when it is one in metres
        ("EPSG:9217"), of latitude and longitude when it is one in degrees ("EPSG:4756"). None is the usual:
        metres in the ward's VN-2000 zone, degrees in WGS84. Applied where places are looked for, not here.
    ignored_sheets
        Names of sheets that hold no accidents.
    identical_rows_are_distinct
        For a source without case numbers, where two equal rows are two accidents.
    notes
        What anybody who uses the data must know, e.g. that the day of the month was not recorded.

    Examples
    --------
    >>> profile = ImportProfile(name="Trạm A", columns={"Số NN": "injured"}, date_order="dmy")
    >>> ImportProfile.from_dict(profile.to_dict()) == profile
    True
    """

    name: str
    columns: Mapping[str, str] = field(default_factory=dict)
    use_synonyms: bool = True
    templates: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    value_words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scales: Mapping[str, float] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    severity_words: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder = "dmy"
    decimal: DecimalStyle = "auto"
    money_unit_vnd: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    crs: str | None = None
    ignored_sheets: tuple[str, ...] = ()
    identical_rows_are_distinct: bool = False
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values for TOML or JSON: only what differs from the default, and the name."""
        defaults = ImportProfile(name=self.name)
        plain = {key: value for key, value in asdict(self).items() if value != getattr(defaults, key) or key == "name"}
        return {key: _plain(value) for key, value in plain.items()}

    @classmethod
    def from_dict(cls, mapping: Mapping[str, Any]) -> ImportProfile:
        """The profile of plain values.

        Raises
        ------
        ParameterError
            When an entry, a column key or a choice is unknown; one error lists all.
        """
        known = {item.name for item in fields(cls)}
        wrong = [f"“{key}”" for key in mapping if key not in known]
        keys = [*mapping.get("columns", {}).values(), *mapping.get("templates", {}), *mapping.get("constants", {})]
        wrong += [f"“{key}”" for key in keys if key not in KNOWN_KEYS]
        wrong += [f"“{word}”" for word in mapping.get("severity_words", {}).values() if word not in SEVERITY_WORDS]
        for key, allowed in (("date_order", ("dmy", "mdy", "ymd")), ("decimal", ("auto", ",", "."))):
            wrong += [f"“{key} = {mapping[key]}”"] if key in mapping and mapping[key] not in allowed else []
        if "name" not in mapping:
            wrong.append("name")
        if wrong:
            listed = ", ".join(dict.fromkeys(wrong))
            raise ParameterError(
                Text(
                    f"Hồ sơ đọc bảng không dùng được; sửa các mục lạ hoặc còn thiếu: {listed}.",
                    f"The reading profile cannot be used; correct what is unknown or missing: {listed}.",
                )
            )
        values = dict(mapping)
        values["missing"] = {heading: tuple(texts) for heading, texts in mapping.get("missing", {}).items()}
        for key in ("ignored_sheets", "notes"):
            given = mapping.get(key, ())
            values[key] = (given,) if isinstance(given, str) else tuple(given)
        return cls(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
