/* Treated places: a dashed line along the stretch and a hexagon beside the badge. Its sign tells the stage without
 * colour: a spade while works go on, a tick when they are done, an exclamation mark when the place recurred. */
(function () {
  "use strict";

  const { element, svg } = window.atgtMap;

  const STAGES = {
    ongoing: { fill: "#ffffff", ink: "#005a6e", sign: "M12 6.500v7M9.500 13.500h5l-2.500 4.500zM9.500 6.500h5" },
    treated: { fill: "#005a6e", ink: "#ffffff", sign: "M7.500 12.500l3.200 3.200 5.800-7" },
    recurred: { fill: "#ffffff", ink: "#8f0f18", sign: "M12 6.500v7M12 16.800v.6" },
  };

  function hexagon(stage) {
    const style = STAGES[stage];
    const icon = svg("svg", { viewBox: "0 0 24 24", width: 22, height: 22, class: "atgt-treatment" });
    const border = stage === "treated" ? "#ffffff" : style.ink;
    svg("path", { d: "M12 1.500 21.500 6.800V17.200L12 22.500 2.500 17.200V6.800Z", fill: style.fill, stroke: border, "stroke-width": 2, "stroke-linejoin": "round" }, icon);
    svg("path", { d: style.sign, fill: "none", stroke: style.ink, "stroke-width": 2.200, "stroke-linecap": "round", "stroke-linejoin": "round" }, icon);
    return icon;
  }

  const TreatmentLayer = L.Layer.extend({
    initialize: function () {
      this._treatments = [];
      this._lines = L.layerGroup();
      this._marks = L.layerGroup();
      this.hidden = {};
    },
    onAdd: function (map) {
      this._renderer = this._renderer || L.svg({ pane: "atgtHalos", padding: 0.5 });
      this._lines.addTo(map);
      this._marks.addTo(map);
      this._build();
    },
    onRemove: function () {
      this._lines.remove();
      this._marks.remove();
    },
    setData: function (treatments) {
      this._treatments = treatments || [];
      if (this._map) this._build();
    },
    hide: function (stages, isHidden) {
      stages.forEach((stage) => (this.hidden[stage] = isHidden));
      this._build();
    },
    _build: function () {
      this._lines.clearLayers();
      this._marks.clearLayers();
      this._treatments.filter((one) => !this.hidden[one.stage]).forEach((one) => this._add(one));
    },
    _add: function (one) {
      const open = () => this._open(one);
      if (one.line) {
        const style = { pane: "atgtHalos", renderer: this._renderer, weight: 5, opacity: 0.95, bubblingMouseEvents: false };
        this._lines.addLayer(L.polyline(one.line, Object.assign({ color: "#ffffff" }, style)).on("click", open));
        const dashed = { color: STAGES[one.stage].ink === "#ffffff" ? "#005a6e" : STAGES[one.stage].ink, dashArray: "3 7" };
        this._lines.addLayer(L.polyline(one.line, Object.assign(dashed, style)).on("click", open));
      }
      const title = one.stageName + ": " + one.title;
      /* up and to the right of the place, so that its badge or triangle stays in sight */
      const icon = L.divIcon({ className: "atgt-treatment-icon", html: hexagon(one.stage), iconSize: [22, 22], iconAnchor: [-5, 27] });
      const marker = L.marker([one.lat, one.lng], { icon: icon, title: title, alt: title, pane: "atgtBadges", zIndexOffset: 700, riseOnHover: true });
      this._marks.addLayer(marker.on("click", open));
    },
    _open: function (one) {
      const box = element("div", "atgt-popup");
      const head = element("div", "atgt-popup-head", null, box);
      head.appendChild(hexagon(one.stage));
      element("strong", null, one.title, head);
      element("div", "atgt-popup-level atgt-text-" + one.stage, one.stageName, box);
      one.measures.forEach((measure) => element("div", "atgt-popup-clause", measure, box));
      if (one.works) element("div", null, one.works, box);
      element("div", "atgt-popup-id", one.facts, box);
      L.popup({ maxWidth: 300, minWidth: 200, maxHeight: 260, offset: [14, -14] }).setLatLng([one.lat, one.lng]).setContent(box).openOn(this._map);
    },
  });

  Object.assign(window.atgtMap, { TreatmentLayer, treatmentIcon: hexagon });
})();
