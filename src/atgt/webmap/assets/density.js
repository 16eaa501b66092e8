/* Density along the roads: wide translucent lines under accidents and spots, darker where accidents are closer. */
(function () {
  "use strict";

  const COLOURS = ["#dcc9ec", "#bd9adb", "#9a66c4", "#7536a6", "#48127a"];

  const DensityLayer = L.Layer.extend({
    initialize: function () {
      this._pieces = [];
      this._lines = L.layerGroup();
    },
    onAdd: function (map) {
      this._renderer = this._renderer || L.canvas({ pane: "atgtHalos", padding: 0.5 });
      this._lines.addTo(map);
      this._build();
    },
    onRemove: function () {
      this._lines.remove();
    },
    setData: function (pieces) {
      this._pieces = pieces || [];
      if (this._map) this._build();
    },
    _build: function () {
      this._lines.clearLayers();
      this._pieces.forEach((piece) => {
        const style = { renderer: this._renderer, pane: "atgtHalos", color: COLOURS[piece.step], weight: 12, opacity: 0.95, lineCap: "round", interactive: false };
        this._lines.addLayer(L.polyline(piece.line, style));
      });
    },
  });

  Object.assign(window.atgtMap, { DensityLayer });
})();
