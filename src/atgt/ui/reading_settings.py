"""What a file alone cannot tell - order of dates, money unit, coordinate system, encoding - chosen on the screen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import streamlit as st

from atgt.domain.text import Text
from atgt.ingestion.profile import ImportProfile
from atgt.location_referencing import projection
from atgt.ui import intake_labels as words
from atgt.ui import widgets
from atgt.ui.widgets import say
from atgt.workflow import column_mapping

_TEXT_FILES = frozenset({".csv", ".tsv", ".txt"})


def ask(content: bytes, name: str, profile: ImportProfile | None) -> ImportProfile | None:
    """The profile with what the officer says of this file; as it was where he says nothing."""
    base = profile or ImportProfile(name="")
    mark = hashlib.sha256(content + repr(base.to_dict()).encode()).hexdigest()[:16]
    with st.expander(say(words.READING_SETTINGS), icon=":material/tune:"):
        st.caption(say(words.READING_SETTINGS_HELP))
        is_text = PurePath(name.lower()).suffix in _TEXT_FILES
        cells = st.columns(4 if is_text else 3)
        asked: list[tuple[str, Text, Mapping[Any, Text]]] = [
            ("date_order", words.DATE_ORDER, words.DATE_ORDERS),
            ("money_unit_vnd", words.MONEY_UNIT, words.MONEY_UNITS),
            ("crs", words.COORDINATE_SYSTEM, _systems()),
        ]
        if is_text:
            asked.append(("encoding", words.FILE_ENCODING, words.FILE_ENCODINGS))
        chosen = {
            field: _choose(cell, label, options, getattr(base, field), f"intake.{field}.{mark}")
            for cell, (field, label, options) in zip(cells, asked, strict=True)
        }
    return column_mapping.with_reading(profile, chosen)


def _choose(cell: Any, label: Text, options: Mapping[Any, Text], present: Any, key: str) -> Any:
    """One choice; what a profile states beyond the usual options stands as it is."""
    known = list(options) if present in options else [present, *options]
    return cell.selectbox(
        say(label),
        known,
        known.index(present),
        format_func=widgets.worded(known, lambda one: say(options[one]) if one in options else str(one)),
        key=key,
    )


def _systems() -> dict[str | None, Text]:
    zones: dict[str | None, Text] = {
        f"EPSG:{code}": Text(f"VN-2000, kinh tuyến trục {meridian}", f"VN-2000, central meridian {meridian}")
        for code, meridian in projection.VN2000_ZONES.items()
    }
    return {None: words.USUAL_SYSTEM, **zones, projection.VN2000_DEGREES: words.VN2000_IN_DEGREES}
