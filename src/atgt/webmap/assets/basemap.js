/* The ward's own ground: boundary, roads by class, railway. No tiles. */
(function () {
  "use strict";

  const { ROADS, CanvasLayer } = window.atgtMap;

  function lineWidth(style, zoom) {
    const share = Math.max(0, Math.min(1, (zoom - 12) / 5));
    return style.from + (style.to - style.from) * share * share;
  }

  function trace(context, line, place) {
    context.beginPath();
    line.forEach((point, i) => {
      const p = place(point[0], point[1]);
      if (i) context.lineTo(p.x, p.y);
      else context.moveTo(p.x, p.y);
    });
  }

  const BaseLayer = CanvasLayer.extend({
    initialize: function (base) {
      CanvasLayer.prototype.initialize.call(this, "atgtBase");
      this._base = base;
      this.shows = { railway: true };
      this._roads = base.roads.slice().sort((a, b) => ROADS[a.kind].order - ROADS[b.kind].order);
    },
    _draw: function (context, place) {
      context.lineJoin = context.lineCap = "round";
      this._ground(context, place);
      this._casings(context, place);
      this._fills(context, place);
      if (this.shows.railway) this._railway(context, place);
      this._border(context, place);
    },
    _ground: function (context, place) {
      this._rings(context, place);
      context.fillStyle = "#fbfbf8";
      context.fill("evenodd");
    },
    _rings: function (context, place) {
      context.beginPath();
      this._base.boundary.forEach((ring) =>
        ring.forEach((point, i) => {
          const p = place(point[0], point[1]);
          if (i) context.lineTo(p.x, p.y);
          else context.moveTo(p.x, p.y);
        })
      );
    },
    _border: function (context, place) {
      this._rings(context, place);
      context.strokeStyle = "#5b6b80";
      context.lineWidth = 1.8;
      context.setLineDash([11, 4, 2, 4]);
      context.stroke();
      context.setLineDash([]);
    },
    _casings: function (context, place) {
      this._roads.forEach((road) => {
        const style = ROADS[road.kind];
        trace(context, road.line, place);
        context.strokeStyle = style.casing;
        context.lineWidth = lineWidth(style, this._zoom) + (style.order > 1 ? 1.6 : 1);
        context.stroke();
      });
    },
    _fills: function (context, place) {
      this._roads.forEach((road) => {
        const style = ROADS[road.kind];
        trace(context, road.line, place);
        context.strokeStyle = style.fill;
        context.lineWidth = lineWidth(style, this._zoom);
        context.stroke();
      });
    },
    _railway: function (context, place) {
      const width = this._zoom < 14 ? 3 : 4;
      context.lineCap = "butt";
      this._base.railway.forEach((line) => {
        trace(context, line, place);
        context.strokeStyle = "#5f6670";
        context.lineWidth = width;
        context.stroke();
        context.strokeStyle = "#ffffff";
        context.lineWidth = width - 1.8;
        context.setLineDash([7, 7]);
        context.stroke();
        context.setLineDash([]);
      });
      context.lineCap = "round";
    },
  });

  Object.assign(window.atgtMap, { BaseLayer });
})();
