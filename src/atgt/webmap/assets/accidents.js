/* Accidents on one canvas: shape and colour by severity, severe on top; grid cells when there are many. */
(function () {
  "use strict";

  const { element, drawSymbol, symbolIcon, CanvasLayer } = window.atgtMap;

  const DEG = 1e6; // positions travel as integers, millionths of a degree
  const DRAWING_ORDER = [3, 2, 1, 0]; // severe last, on top

  const AccidentLayer = CanvasLayer.extend({
    initialize: function (words) {
      CanvasLayer.prototype.initialize.call(this, "atgtAccidents");
      this._words = words;
      this._data = { mode: "points", lat: [], lng: [], severity: "" };
    },
    setData: function (data) {
      this._data = data;
      this.redraw();
    },
    radius: function () {
      return Math.max(4, Math.min(9, 4 + (this._zoom - 12) * 1.05));
    },
    _draw: function (context, place, size) {
      this._drawn = [];
      if (this._data.mode === "cells") this._cells(context, place);
      else this._points(context, place, size);
    },
    _points: function (context, place, size) {
      const data = this._data;
      const r = this.radius();
      DRAWING_ORDER.forEach((code) => {
        for (let i = 0; i < data.lat.length; i++) {
          if (+data.severity[i] !== code) continue;
          const p = place(data.lat[i] / DEG, data.lng[i] / DEG);
          if (p.x < -r || p.y < -r || p.x > size.x + r || p.y > size.y + r) continue;
          drawSymbol(context, code, p.x, p.y, r);
          this._drawn.push([i, p.x, p.y]);
        }
      });
    },
    _cells: function (context, place) {
      const data = this._data;
      const most = Math.max(1, ...data.cells.map((cell) => cell[2]));
      data.cells.forEach((cell) => {
        const a = place(cell[0] / DEG, cell[1] / DEG);
        const b = place((cell[0] + data.size) / DEG, (cell[1] + data.size) / DEG);
        context.fillStyle = cell[3] ? "#a3121c" : "#e8860c";
        context.globalAlpha = 0.15 + 0.7 * Math.sqrt(cell[2] / most);
        context.fillRect(a.x, b.y, b.x - a.x - 0.5, a.y - b.y - 0.5);
      });
      context.globalAlpha = 1;
    },
    /* Indices of the accidents (or the cell) drawn under a point of the view, nearest first. */
    at: function (latlng, reach) {
      const data = this._data;
      if (data.mode === "cells") {
        return data.cells
          .map((cell, i) => i)
          .filter((i) => {
            const south = data.cells[i][0] / DEG;
            const west = data.cells[i][1] / DEG;
            const side = data.size / DEG;
            return latlng.lat >= south && latlng.lat < south + side && latlng.lng >= west && latlng.lng < west + side;
          });
      }
      const here = this._map.latLngToLayerPoint(latlng).subtract(this._origin);
      const most = this.radius() + reach;
      return this._drawn
        .filter((d) => Math.abs(d[1] - here.x) <= most && Math.abs(d[2] - here.y) <= most)
        .map((d) => [Math.hypot(d[1] - here.x, d[2] - here.y), d[0]])
        .filter((pair) => pair[0] <= most)
        .sort((a, b) => a[0] - b[0])
        .map((pair) => pair[1]);
    },
    position: function (i) {
      return L.latLng(this._data.lat[i] / DEG, this._data.lng[i] / DEG);
    },
    popup: function (indices) {
      const box = element("div", "atgt-popup");
      if (this._data.mode === "cells") return this._cellPopup(box, this._data.cells[indices[0]]);
      if (indices.length > 1) {
        element("div", "atgt-popup-count", this._words.accidentsHere.replace("#", indices.length), box);
      }
      indices.slice(0, 30).forEach((i) => this._accident(box, i));
      if (indices.length > 30) element("div", "atgt-popup-more", this._words.zoomForMore, box);
      return box;
    },
    _accident: function (box, i) {
      const data = this._data;
      const item = element("div", "atgt-popup-item", null, box);
      const head = element("div", "atgt-popup-head", null, item);
      head.appendChild(symbolIcon(+data.severity[i]));
      element("strong", null, this._words.severity[+data.severity[i]], head);
      element("div", null, data.when[i], item);
      element("div", null, data.place[i], item);
      if (data.toll[i]) element("div", "atgt-popup-toll", data.toll[i], item);
      element("div", "atgt-popup-id", data.id[i], item);
    },
    _cellPopup: function (box, cell) {
      element("strong", null, this._words.accidentsHere.replace("#", cell[2]), box);
      [cell[3], cell[4], cell[5], cell[6]].forEach((n, code) => {
        if (!n) return;
        const row = element("div", "atgt-popup-head", null, box);
        row.appendChild(symbolIcon(code));
        element("span", null, this._words.severity[code] + ": " + n, row);
      });
      return box;
    },
  });

  Object.assign(window.atgtMap, { AccidentLayer });
})();
