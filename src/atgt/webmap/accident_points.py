"""Accidents in the compact form the map draws: columns of integers and short words; grid cells when there are many."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from atgt.domain.location import LocationStatus
from atgt.domain.person_data import is_plain_code
from atgt.domain.severity import Severity
from atgt.domain.text import Language, Text

MOST_POINTS = 20_000
"""Up to here every accident is drawn on its own; one canvas stays quick. Beyond, grid cells with counts."""

CELL_DEGREES = 0.001  # about 110 m
_SCALE = 1_000_000

_TOLL = Text("{killed} chết, {injured} bị thương", "{killed} killed, {injured} injured")
_UNKNOWN_TIME = Text("không rõ giờ", "time not known")


def payload(
    accidents: pd.DataFrame,
    titles: Mapping[str, str],
    *,
    language: Language = Language.VI,
    most_points: int = MOST_POINTS,
    by_month: bool = False,
) -> dict[str, Any]:
    """What the accident layer draws; accidents without a place are left out (and counted elsewhere).

    Parameters
    ----------
    accidents
        Columns of ``EXPORT_COLUMNS``: nothing personal and nothing typed freely can reach a popup.
    titles
        Route id -> name of the road.
    by_month
        Whether the committee's table is drawn, whose days are the first of their months.
    """
    placed = accidents[accidents["location_status"] == LocationStatus.LOCATED.value]
    if len(placed) > most_points:
        return _cells(placed)
    return {
        "mode": "points",
        "lat": _millionths(placed["lat"]),
        "lng": _millionths(placed["lon"]),
        "severity": "".join(str(int(code)) for code in placed["severity"]),
        "when": [
            _month(day) if by_month else _when(day, at, language)
            for day, at in zip(placed["occurred_on"], placed["occurred_at"], strict=True)
        ],
        "place": [_place(route, km, titles) for route, km in zip(placed["route_id"], placed["km_post"], strict=True)],
        "toll": [_toll(k, i, language) for k, i in zip(placed["killed"], placed["injured"], strict=True)],
        "id": [reference(c, i) for c, i in zip(placed["case_number"], placed["accident_id"], strict=True)],
    }


def reference(case_number: object, accident_id: object) -> str:
    """The number the officers know a case by, when it is a plain code; else our own.

    Examples
    --------
    >>> reference("MP-2026-0013", "tn-1"), reference("anh Nguyễn Văn A", "tn-1"), reference(None, "tn-1")
    ('MP-2026-0013', 'tn-1', 'tn-1')
    """
    return case_number if isinstance(case_number, str) and is_plain_code(case_number) else str(accident_id)


def _millionths(degrees: pd.Series[Any]) -> list[int]:
    return [int(value) for value in (degrees.astype(float) * _SCALE).round()]


def _when(day: object, at: object, language: Language) -> str:
    shown = f"{day:%d/%m/%Y}" if isinstance(day, dt.date) and not pd.isna(day) else "—"
    return f"{shown}, {at:%H:%M}" if isinstance(at, dt.time) else f"{shown}, {_UNKNOWN_TIME.of(language)}"


def _month(day: object) -> str:
    return f"{day:%m/%Y}" if isinstance(day, dt.date) and not pd.isna(day) else "—"


def _place(route: object, km_post: object, titles: Mapping[str, str]) -> str:
    name = titles.get(str(route), str(route)) if isinstance(route, str) else ""
    return " – ".join(part for part in (name, km_post if isinstance(km_post, str) else "") if part)


def _toll(killed: object, injured: object, language: Language) -> str:
    dead, hurt = (0 if pd.isna(n) else int(n) for n in (killed, injured))  # type: ignore[call-overload]
    return _TOLL.fill(killed=dead, injured=hurt).of(language) if dead or hurt else ""


def _cells(placed: pd.DataFrame) -> dict[str, Any]:
    """Cells of a fixed grid: south, west, count, then the count of each severity."""
    cell = round(CELL_DEGREES * _SCALE)
    south = np.floor(placed["lat"].to_numpy(float) * _SCALE / cell).astype(np.int64) * cell
    west = np.floor(placed["lon"].to_numpy(float) * _SCALE / cell).astype(np.int64) * cell
    codes = pd.Series(placed["severity"].to_numpy(int))
    table = pd.crosstab([pd.Series(south, name="s"), pd.Series(west, name="w")], codes)
    table = table.reindex(columns=[int(severity) for severity in Severity], fill_value=0)
    rows = zip(table.index, table.to_numpy().tolist(), strict=True)
    return {"mode": "cells", "size": cell, "cells": [[int(s), int(w), sum(row), *row] for (s, w), row in rows]}
