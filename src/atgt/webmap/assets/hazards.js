/* Hazards: places that are dangerous by themselves. A yellow warning triangle, what it is, and on what it rests. */
(function () {
  "use strict";

  const { element, svg } = window.atgtMap;

  function triangle() {
    const icon = svg("svg", { viewBox: "0 0 24 22", width: 24, height: 22, class: "atgt-hazard" });
    const path = "M12 2 22.500 20.500H1.500Z";
    svg("path", { d: path, fill: "#ffd166", stroke: "#7a5200", "stroke-width": 2, "stroke-linejoin": "round" }, icon);
    svg("path", { d: "M12 8v6M12 17v.5", stroke: "#3d2a00", "stroke-width": 2.200, "stroke-linecap": "round" }, icon);
    return icon;
  }

  const HazardLayer = L.Layer.extend({
    initialize: function () {
      this._hazards = [];
      this._marks = L.layerGroup();
    },
    onAdd: function (map) {
      this._marks.addTo(map);
      this._build();
    },
    onRemove: function () {
      this._marks.remove();
    },
    setData: function (hazards) {
      this._hazards = hazards || [];
      if (this._map) this._build();
    },
    _build: function () {
      this._marks.clearLayers();
      this._hazards.forEach((hazard) => {
        const icon = L.divIcon({ className: "atgt-hazard-icon", html: triangle(), iconSize: [24, 22], iconAnchor: [12, 14] });
        const marker = L.marker([hazard.lat, hazard.lng], { icon: icon, title: hazard.title, alt: hazard.title, riseOnHover: true, zIndexOffset: -300 });
        marker.on("click", () => this._open(hazard));
        this._marks.addLayer(marker);
      });
    },
    _open: function (hazard) {
      const box = element("div", "atgt-popup");
      const head = element("div", "atgt-popup-head", null, box);
      head.appendChild(triangle());
      element("strong", null, hazard.title, head);
      element("div", "atgt-popup-level atgt-text-potential", hazard.levelName, box);
      element("div", null, hazard.place, box);
      element("div", "atgt-popup-clause", hazard.clause, box);
      element("div", "atgt-popup-id", hazard.facts, box);
      L.popup({ maxWidth: 300, minWidth: 200, offset: [0, -6] }).setLatLng([hazard.lat, hazard.lng]).setContent(box).openOn(this._map);
    },
  });

  Object.assign(window.atgtMap, { HazardLayer, hazardIcon: triangle });
})();
