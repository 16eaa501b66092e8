/* Controls of the map: whole ward, full screen, coordinates, and the legend that switches layers. */
(function () {
  "use strict";

  const { element, svg, symbolIcon, roadIcon, railwayIcon, boundaryIcon, postIcon, hazardIcon, treatmentIcon, badge, ROADS } = window.atgtMap;

  function button(bar, className, title, path, action) {
    const link = element("a", className, null, bar);
    link.href = "#";
    link.title = title;
    link.setAttribute("role", "button");
    link.setAttribute("aria-label", title);
    const icon = svg("svg", { viewBox: "0 0 24 24", width: 17, height: 17, fill: "none", stroke: "currentColor" }, link);
    svg("path", { d: path, "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" }, icon);
    L.DomEvent.on(link, "click", L.DomEvent.stop).on(link, "click", action);
    return link;
  }

  /* The whole ward beside the legend, or under it where the map is narrow. */
  function showWard(map, bounds) {
    const legend = map.getContainer().querySelector(".atgt-legend.atgt-open");
    const taken = legend && map.getSize().x > 700 ? 216 : 0; // not measured: its style may still be on its way
    map.fitBounds(bounds, { animate: false, paddingBottomRight: [taken, 0] });
  }

  const ViewControl = L.Control.extend({
    options: { position: "topleft" },
    initialize: function (base) {
      this._base = base;
    },
    onAdd: function (map) {
      const bar = L.DomUtil.create("div", "leaflet-bar atgt-bar");
      const words = this._base.words;
      button(bar, "atgt-home", words.wholeWard, "M4 11l8-7 8 7M6 10v9h12v-9", () => showWard(map, this._base.bounds));
      if (document.fullscreenEnabled) {
        const path = "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5";
        button(bar, "atgt-fullscreen", words.fullscreen, path, () => this._toggle());
        document.addEventListener("fullscreenchange", () => this._fit(map));
      }
      L.DomEvent.disableClickPropagation(bar);
      return bar;
    },
    _toggle: function () {
      if (document.fullscreenElement) document.exitFullscreen();
      else document.documentElement.requestFullscreen();
    },
    _fit: function (map) {
      map.invalidateSize();
    },
  });

  const CoordinateControl = L.Control.extend({
    options: { position: "bottomleft" },
    initialize: function (words) {
      this._words = words;
    },
    onAdd: function (map) {
      this._box = L.DomUtil.create("div", "atgt-coordinates");
      this._write(map.getCenter());
      map.on("mousemove", (event) => this._write(event.latlng));
      map.on("moveend", () => this._write(map.getCenter()));
      return this._box;
    },
    _write: function (latlng) {
      const degrees = (value) => {
        const text = value.toFixed(5);
        return (this._words.decimal === "," ? text.replace(".", ",") : text) + "°";
      };
      this._box.textContent = degrees(latlng.lat) + " " + this._words.north + "   " + degrees(latlng.lng) + " " + this._words.east;
    },
  });

  const LegendControl = L.Control.extend({
    options: { position: "topright" },
    initialize: function (base, layers) {
      this._base = base;
      this._layers = layers;
    },
    onAdd: function (map) {
      const words = this._base.words;
      const box = L.DomUtil.create("div", "atgt-legend");
      const head = element("button", "atgt-legend-head", words.legend, box);
      head.type = "button";
      const body = element("div", "atgt-legend-body", null, box);
      const fold = (isOpen) => {
        box.classList.toggle("atgt-open", isOpen);
        head.setAttribute("aria-expanded", String(isOpen));
        body.style.maxHeight = Math.max(120, map.getSize().y - 96) + "px";
      };
      head.addEventListener("click", () => fold(!box.classList.contains("atgt-open")));
      if (this._base.notice) element("div", "atgt-legend-notice", this._base.notice, body);
      this._rows(map, body, words);
      fold(map.getSize().x > 620);
      map.on("resize", () => fold(box.classList.contains("atgt-open")));
      L.DomEvent.disableClickPropagation(box);
      L.DomEvent.disableScrollPropagation(box);
      return box;
    },
    _rows: function (map, body, words) {
      const layers = this._layers;
      const base = this._base;
      const spots = layers.spots;
      this._switch(body, words.blackSpots, badge({ level: "black", number: "1" }), (on) => spots.hide("black", !on));
      this._switch(body, words.potentialSpots, badge({ level: "potential", number: "2" }), (on) => spots.hide("potential", !on));
      this._switch(body, words.hazards, hazardIcon(), (on) => (on ? layers.hazards.addTo(map) : layers.hazards.remove()));
      this._stages = {};
      [["ongoing", words.inTreatment], ["treated", words.treated], ["recurred", words.recurred]].forEach(([stage, word]) => {
        this._stages[stage] = this._switch(body, word, treatmentIcon(stage), (on) => layers.treatments.hide([stage], !on));
      });
      this.showStages([]);
      this._switch(body, words.accidents, null, (on) => (on ? layers.accidents.addTo(map) : layers.accidents.remove()));
      words.severity.forEach((word, code) => this._key(body, word, symbolIcon(code)));
      this._roads(body, words);
      if (base.railway.length) {
        this._switch(body, words.railway, railwayIcon(), (on) => {
          layers.base.shows.railway = on;
          layers.base.redraw();
        });
      }
      if (base.posts.length) this._labels(body, words.posts, postIcon(), "posts");
      this._labels(body, words.names, null, "names");
      if (base.boundary.length) this._key(body, words.boundary, boundaryIcon());
    },
    /* only signs that stand on the map now: a ward that treats nothing yet has none of them to read */
    showStages: function (present) {
      Object.entries(this._stages).forEach(([stage, row]) => (row.hidden = !present.includes(stage)));
    },
    _roads: function (body, words) {
      const used = new Set(this._base.roads.map((road) => road.kind));
      const present = Object.keys(ROADS).filter((name) => used.has(name));
      if (present.length) element("div", "atgt-legend-group", words.roads, body);
      present.forEach((name) => this._key(body, words.roadClass[name], roadIcon(name)));
    },
    _labels: function (body, word, icon, name) {
      this._switch(body, word, icon, (on) => {
        this._layers.labels.shows[name] = on;
        this._layers.labels.redraw();
      });
    },
    _switch: function (body, word, icon, act) {
      const row = element("label", "atgt-legend-row atgt-legend-switch", null, body);
      const box = element("input", null, null, row);
      box.type = "checkbox";
      box.checked = true;
      box.addEventListener("change", () => act(box.checked));
      if (icon) row.appendChild(icon);
      element("span", null, word, row);
      return row;
    },
    _key: function (body, word, icon) {
      const row = element("div", "atgt-legend-row atgt-legend-key", null, body);
      row.appendChild(icon);
      element("span", null, word, row);
    },
  });

  Object.assign(window.atgtMap, { ViewControl, CoordinateControl, LegendControl, showWard });
})();
