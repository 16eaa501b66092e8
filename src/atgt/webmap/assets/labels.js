/* Names of roads and junctions, and km posts, where there is room for them. */
(function () {
  "use strict";

  const { FONT, ROADS, CanvasLayer } = window.atgtMap;

  function overlaps(boxes, box) {
    return boxes.some((b) => box.x0 < b.x1 && box.x1 > b.x0 && box.y0 < b.y1 && box.y1 > b.y0);
  }

  const LabelLayer = CanvasLayer.extend({
    initialize: function (base) {
      CanvasLayer.prototype.initialize.call(this, "atgtLabels");
      this._base = base;
      this.shows = { posts: true, names: true };
      this._roads = base.roads.filter((road) => road.label).sort((a, b) => ROADS[b.kind].order - ROADS[a.kind].order);
    },
    _draw: function (context, place, size) {
      this._taken = [];
      this._perRoute = {};
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineJoin = "round";
      if (this.shows.names) this._roads.filter((r) => r.isShield).forEach((r) => this._shields(context, place, size, r));
      if (this.shows.posts) this._posts(context, place, size);
      if (this.shows.names) this._junctionNames(context, place, size);
      if (this.shows.names) this._roads.filter((r) => !r.isShield).forEach((r) => this._street(context, place, size, r));
    },
    _shields: function (context, place, size, road) {
      const points = road.line.map((p) => place(p[0], p[1]));
      let walked = 130;
      for (let i = 1; i < points.length; i++) {
        const a = points[i - 1];
        const step = a.distanceTo(points[i]);
        let from = 0;
        while (walked + step - from >= 260) {
          from += 260 - walked;
          walked = 0;
          const share = from / step;
          const unit = points[i].subtract(a).divideBy(step || 1);
          const beside = 16 + 14 * Math.abs(unit.y); // stands beside the road like a sign, not on its accidents
          const x = a.x + (points[i].x - a.x) * share + unit.y * beside;
          const y = a.y + (points[i].y - a.y) * share - unit.x * beside;
          this._shield(context, size, road, x, y);
        }
        walked += step - from;
      }
    },
    _shield: function (context, size, road, x, y) {
      context.font = "600 11px " + FONT;
      const width = context.measureText(road.label).width + 10;
      const box = { x0: x - width / 2 - 4, x1: x + width / 2 + 4, y0: y - 12, y1: y + 12 };
      const wide = { x0: box.x0 - 60, x1: box.x1 + 60, y0: box.y0 - 60, y1: box.y1 + 60 };
      const near = this._perRoute[road.label] || (this._perRoute[road.label] = []);
      if (x < 0 || y < 0 || x > size.x || y > size.y || overlaps(this._taken, box) || overlaps(near, wide)) return;
      this._taken.push(box);
      near.push(box);
      context.beginPath();
      context.roundRect(x - width / 2, y - 8.5, width, 17, 3);
      context.fillStyle = road.kind === "national" || road.kind === "motorway" ? "#fdf6e3" : "#ffffff";
      context.fill();
      context.strokeStyle = ROADS[road.kind].casing;
      context.lineWidth = 1.2;
      context.stroke();
      context.fillStyle = "#3d3320";
      context.fillText(road.label, x, y + 0.5);
    },
    _posts: function (context, place, size) {
      const every = this._zoom >= 13 ? 1 : this._zoom >= 12 ? 2 : 5;
      this._base.posts.forEach((post) => {
        if (post[3] % every) return;
        const p = place(post[0], post[1]);
        if (p.x < 0 || p.y < 0 || p.x > size.x || p.y > size.y) return;
        context.beginPath();
        context.arc(p.x, p.y, 3.2, 0, 2 * Math.PI);
        context.fillStyle = "#ffffff";
        context.fill();
        context.strokeStyle = "#33475f";
        context.lineWidth = 1.5;
        context.stroke();
        this._text(context, post[2], p.x + 8, p.y, { font: "600 11px " + FONT, align: "left", colour: "#33475f" });
      });
    },
    _junctionNames: function (context, place, size) {
      if (this._zoom < 15.5) return;
      this._base.junctions.forEach((junction) => {
        const p = place(junction[0], junction[1]);
        if (p.x < 0 || p.y < 0 || p.x > size.x || p.y > size.y) return;
        this._text(context, junction[2], p.x, p.y - 18, { font: "600 12px " + FONT, colour: "#5c4a6e" });
      });
    },
    _text: function (context, text, x, y, style) {
      context.font = style.font;
      context.textAlign = style.align || "center";
      const width = context.measureText(text).width;
      const left = style.align === "left" ? x : x - width / 2;
      const box = { x0: left - 3, x1: left + width + 3, y0: y - 8, y1: y + 8 };
      if (!overlaps(this._taken, box)) {
        this._taken.push(box);
        context.lineWidth = 3.5;
        context.strokeStyle = "rgba(255,255,255,0.92)";
        context.strokeText(text, x, y);
        context.fillStyle = style.colour;
        context.fillText(text, x, y);
      }
      context.textAlign = "center";
    },
    _street: function (context, place, size, road) {
      const least = { provincial: 13, district: 14, local: 14.5, lane: 16 }[road.kind] || 12;
      if (this._zoom < least) return;
      context.font = "500 12px " + FONT;
      const width = context.measureText(road.label).width;
      const best = longestStraight(road.line.map((p) => place(p[0], p[1])), size, width);
      if (!best) return;
      const half = width / 2;
      const dx = Math.abs(Math.cos(best.angle)) * half + 8;
      const dy = Math.abs(Math.sin(best.angle)) * half + 8;
      const box = { x0: best.x - dx, x1: best.x + dx, y0: best.y - dy, y1: best.y + dy };
      const near = this._perRoute[road.label] || (this._perRoute[road.label] = []);
      const wide = { x0: box.x0 - 220, x1: box.x1 + 220, y0: box.y0 - 220, y1: box.y1 + 220 };
      if (overlaps(this._taken, box) || overlaps(near, wide)) return;
      this._taken.push(box);
      near.push(box);
      context.save();
      context.translate(best.x, best.y);
      context.rotate(best.angle);
      context.lineWidth = 3.5;
      context.strokeStyle = "rgba(255,255,255,0.92)";
      context.strokeText(road.label, 0, 0);
      context.fillStyle = "#51565e";
      context.fillText(road.label, 0, 0);
      context.restore();
    },
  });

  /* Where a name fits along a line: the middle of the straightest visible piece at least as long as the name. */
  function longestStraight(points, size, width) {
    let best = null;
    for (let i = 0; i < points.length; i++) {
      let length = 0;
      for (let j = i + 1; j < points.length && length < width * 1.6; j++) {
        length += points[j - 1].distanceTo(points[j]);
        if (length < width * 1.05) continue;
        const chord = points[i].distanceTo(points[j]);
        const x = (points[i].x + points[j].x) / 2;
        const y = (points[i].y + points[j].y) / 2;
        const straight = chord / length;
        if (straight < 0.96 || x < 0 || y < 0 || x > size.x || y > size.y) continue;
        const off = Math.hypot(x - size.x / 2, y - size.y / 2) / size.x;
        const score = straight - 0.1 * off;
        if (!best || score > best.score) {
          let angle = Math.atan2(points[j].y - points[i].y, points[j].x - points[i].x);
          if (angle > Math.PI / 2) angle -= Math.PI;
          if (angle < -Math.PI / 2) angle += Math.PI;
          best = { x: x, y: y, angle: angle, score: score };
        }
      }
    }
    return best;
  }

  Object.assign(window.atgtMap, { LabelLayer });
})();
