"""The ward map as folium objects: one map that stays, and one group of data that changes with every filter.

The map's view survives a filter because only the group is new (streamlit-folium's ``feature_group_to_add``);
drawing is done by ``assets/map.js`` on Leaflet's own API. Every text crosses as data and is shown by ``textContent``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import folium
from folium.elements import JSCSSMixin
from folium.template import Template

from atgt.domain.black_spot import Spot
from atgt.domain.text import Language
from atgt.webmap import basemap, offline_assets, spot_shapes
from atgt.webmap.safe_text import script_literal

_MAX_ZOOM = 19
_SCRIPTS = (
    "drawing",
    "basemap",
    "labels",
    "accidents",
    "spots",
    "hazards",
    "treatments",
    "density",
    "controls",
    "map",
    "picker",
)  # each needs those before it


class _Basemap(JSCSSMixin, folium.MacroElement):  # type: ignore[misc]
    """Runs one of our ``atgtMap`` functions, which prepares its map."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            atgtMap.{{ this.function }}({{ this._parent.get_name() }}, {{ this.literal }});
        {% endmacro %}
        """
    )
    default_js = [(name, offline_assets.own_file(f"{name}.js")) for name in _SCRIPTS]  # noqa: RUF012 - folium reads it
    default_css = [("atgt_map", offline_assets.own_file("map.css"))]  # noqa: RUF012

    def __init__(self, function: str, payload: dict[str, Any]) -> None:
        super().__init__()
        self._name = "AtgtBasemap"
        self.function = function
        self.literal = script_literal(payload)


class _MapData(folium.MacroElement):  # type: ignore[misc]
    """Runs one of our ``atgtMap`` functions on the map above its group."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            atgtMap.{{ this.function }}({{ this._parent._parent.get_name() }}, {{ this.literal }});
        {% endmacro %}
        """
    )

    def __init__(self, function: str, payload: dict[str, Any]) -> None:
        super().__init__()
        self._name = "AtgtMapData"
        self.function = function
        self.literal = script_literal(payload)


def ward_map(payload: dict[str, Any]) -> folium.Map:
    """The map without data: own basemap, locked to the ward, nothing from outside this machine.

    Parameters
    ----------
    payload
        What ``basemap.payload`` gives.
    """
    return _chart("install", payload)


def picking_map(payload: dict[str, Any]) -> folium.Map:
    """A map on which a click sets a point: the same ground, no accidents, no legend.

    Parameters
    ----------
    payload
        What ``basemap.payload`` gives.
    """
    return _chart("installPicker", payload)


def picking_group(
    at: tuple[float, float] | None, choices: Sequence[tuple[str, float, float]], shown: Sequence[tuple[float, float]]
) -> folium.FeatureGroup:
    """What stands on a picking map, to be handed over as ``feature_group_to_add``.

    Parameters
    ----------
    at
        Where the record is now (lon, lat); None when it has no place.
    choices
        Letter, lon and lat of places to choose from.
    shown
        What the view starts with (lon, lat); empty starts with the whole ward.
    """
    group = folium.FeatureGroup(name="atgt-pick", control=False)
    drawn = {
        "at": None if at is None else [at[1], at[0]],
        "choices": [[letter, lat, lon] for letter, lon, lat in choices],
        "view": [[lat, lon] for lon, lat in shown],
    }
    group.add_child(_MapData("pick", {**drawn, "version": basemap.version(drawn)}))
    return group


def _chart(function: str, payload: dict[str, Any]) -> folium.Map:
    """An empty map, locked to the ward, prepared by one of our own functions."""
    offline_assets.use_local_assets()
    (south, west), (north, east) = payload["bounds"]
    chart = folium.Map(
        location=[(south + north) / 2, (west + east) / 2],
        zoom_start=13,
        tiles=None,
        max_zoom=_MAX_ZOOM,
        zoom_control=False,
        attribution_control=False,
        zoom_snap=0.25,
        zoom_delta=0.75,
        wheel_px_per_zoom_level=90,
    )
    chart.options["max_zoom"] = _MAX_ZOOM  # without tiles Leaflet knows no limit
    chart.add_child(_Basemap(function, payload))
    return chart


def data_group(
    accidents: dict[str, Any],
    spots: Sequence[tuple[int, Spot]],
    *,
    junction_radius_m: float,
    selected: str | None = None,
    fly_to: str | None = None,
    hazards: Sequence[dict[str, Any]] = (),
    treatments: Sequence[dict[str, Any]] = (),
    density: Sequence[dict[str, Any]] = (),
    language: Language = Language.VI,
    by_month: bool = False,
) -> folium.FeatureGroup:
    """The accidents and spots of a selection, to be handed over as ``feature_group_to_add``.

    Parameters
    ----------
    accidents
        What ``accident_points.payload`` gives.
    selected
        Key of the spot that is marked as chosen.
    fly_to
        A mark that is new each time the view should move to the chosen spot; None leaves the view alone.
    hazards
        What ``hazard_points.payload`` gives.
    treatments
        What ``treatment_shapes.payload`` gives.
    density
        What ``density_lines.payload`` gives; empty when it is not asked for.
    by_month
        Whether the committee looks, whose spots know months only.
    """
    shapes = spot_shapes.payload(spots, junction_radius_m=junction_radius_m, language=language, by_month=by_month)
    group = folium.FeatureGroup(name="atgt", control=False)
    drawn = {"accidents": accidents, "spots": shapes, "hazards": list(hazards), "treatments": list(treatments)}
    drawn["density"] = list(density)
    state = {"version": basemap.version(drawn), "selected": selected, "flyTo": fly_to}
    group.add_child(_MapData("show", {**drawn, **state}))
    return group
