/* The ward map: basemap, accidents, spots, legend. Written on Leaflet's own API; needs nothing from the network.
 *
 * atgtMap.install(map, base)  draws what does not change with a filter (boundary, roads, railway, km posts, controls)
 * atgtMap.show(map, data)     draws the accidents and spots of a selection; may be called again, the view stays
 *
 * Every word that comes from data enters the page through textContent, never as HTML.
 */
(function () {
  "use strict";

  L.Icon.Default.imagePath = new URL("leaflet/images/", document.currentScript.src).href;

  const SVG = "http://www.w3.org/2000/svg";
  const FONT = '"Source Sans", "Source Sans 3", "Segoe UI", "Noto Sans", system-ui, sans-serif';
  const DEG = 1e6; // positions travel as integers, millionths of a degree

  const ROADS = {
    // class: line width at zoom 12 and 17, casing colour, fill colour
    motorway: { from: 3.2, to: 13, casing: "#7d8fa8", fill: "#c3d0e2", order: 6 },
    national: { from: 3.0, to: 12, casing: "#a98a4e", fill: "#f3d999", order: 5 },
    provincial: { from: 2.2, to: 10, casing: "#b5a885", fill: "#faf0cf", order: 4 },
    district: { from: 1.6, to: 8, casing: "#a9adb2", fill: "#ffffff", order: 3 },
    local: { from: 1.2, to: 7, casing: "#b4b8bd", fill: "#ffffff", order: 2 },
    lane: { from: 0.6, to: 3.6, casing: "#c9ccd0", fill: "#ffffff", order: 1 },
  };

  /* Severity: shape AND colour, so that neither a colour-blind reader nor a grey print loses it. */
  const SEVERITY = [
    { shape: "diamond", fill: "#a3121c", size: 1.3 },
    { shape: "triangle", fill: "#e8860c", size: 1.12 },
    { shape: "circle", fill: "#2468a8", size: 0.85 },
    { shape: "square", fill: "#6d7279", size: 0.8 },
  ];
  const FAR_ZOOM = 13.6;
  const DRAWING_ORDER = [3, 2, 1, 0]; // severe last, on top

  const SPOT = { black: "#7a0c14", potential: "#8a5a00" };
  const HALO = { black: "#c8323c", potential: "#e0a11b" };

  /* The page around the frame already carries a font with every Vietnamese letter: use the same one here. */
  function inheritFonts(done) {
    try {
      const style = document.createElement("style");
      Array.from(window.parent.document.styleSheets).forEach((sheet) => {
        Array.from(sheet.cssRules).forEach((rule) => {
          if (rule.type !== CSSRule.FONT_FACE_RULE || !rule.cssText.includes("Source Sans")) return;
          const base = sheet.href || window.parent.document.baseURI;
          const local = rule.cssText.replace(/url\("([^"]+)"\)/g, (_, link) => 'url("' + new URL(link, base).href + '")');
          style.appendChild(document.createTextNode(local));
        });
      });
      document.head.appendChild(style);
      Promise.all([document.fonts.load("12px 'Source Sans'"), document.fonts.load("600 12px 'Source Sans'")]).then(done);
    } catch (error) {
      console.info("map font: the system's own", error.message); // shown alone, or under a stricter policy
    }
  }

  // ---------------------------------------------------------------- small pieces of page

  function element(tag, className, text, parent) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined && text !== null) node.textContent = text;
    if (parent) parent.appendChild(node);
    return node;
  }

  function svg(tag, attributes, parent) {
    const node = document.createElementNS(SVG, tag);
    Object.keys(attributes).forEach((name) => node.setAttribute(name, attributes[name]));
    if (parent) parent.appendChild(node);
    return node;
  }

  function shapePath(context, shape, x, y, r) {
    context.beginPath();
    if (shape === "circle") {
      context.arc(x, y, r, 0, 2 * Math.PI);
    } else if (shape === "square") {
      context.rect(x - r, y - r, 2 * r, 2 * r);
    } else if (shape === "triangle") {
      context.moveTo(x, y - 1.15 * r);
      context.lineTo(x + 1.1 * r, y + 0.85 * r);
      context.lineTo(x - 1.1 * r, y + 0.85 * r);
      context.closePath();
    } else {
      context.moveTo(x, y - 1.25 * r);
      context.lineTo(x + 1.25 * r, y);
      context.lineTo(x, y + 1.25 * r);
      context.lineTo(x - 1.25 * r, y);
      context.closePath();
    }
  }

  function drawSymbol(context, code, x, y, radius) {
    const style = SEVERITY[code] || SEVERITY[2];
    const r = radius * style.size;
    shapePath(context, style.shape, x, y, r);
    context.fillStyle = style.fill;
    context.fill();
    context.lineWidth = 1.2;
    context.strokeStyle = "#ffffff";
    context.stroke();
    if (style.shape === "diamond" && r > 4) {
      context.beginPath(); // a cross inside: readable in grey
      context.moveTo(x - 0.5 * r, y);
      context.lineTo(x + 0.5 * r, y);
      context.moveTo(x, y - 0.5 * r);
      context.lineTo(x, y + 0.5 * r);
      context.lineWidth = Math.max(1.3, r / 5);
      context.stroke();
    }
  }

  function symbolIcon(code) {
    const canvas = document.createElement("canvas");
    const ratio = 2;
    canvas.width = canvas.height = 18 * ratio;
    canvas.className = "atgt-key-symbol";
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    drawSymbol(context, code, 9, 9, 6);
    return canvas;
  }

  function roadIcon(name) {
    const style = ROADS[name];
    const icon = svg("svg", { width: 26, height: 10, class: "atgt-key-line" });
    const width = Math.max(2.5, Math.min(6, style.from * 1.7));
    svg("line", { x1: 1, y1: 5, x2: 25, y2: 5, stroke: style.casing, "stroke-width": width + 2 }, icon);
    svg("line", { x1: 1, y1: 5, x2: 25, y2: 5, stroke: style.fill, "stroke-width": width }, icon);
    return icon;
  }

  function railwayIcon() {
    const icon = svg("svg", { width: 26, height: 10, class: "atgt-key-line" });
    svg("line", { x1: 1, y1: 5, x2: 25, y2: 5, stroke: "#5f6670", "stroke-width": 4 }, icon);
    svg("line", { x1: 1, y1: 5, x2: 25, y2: 5, stroke: "#fff", "stroke-width": 2, "stroke-dasharray": "5 5" }, icon);
    return icon;
  }

  function boundaryIcon() {
    const icon = svg("svg", { width: 26, height: 10, class: "atgt-key-line" });
    const dash = { stroke: "#5b6b80", "stroke-width": 2, "stroke-dasharray": "7 3 1.5 3" };
    svg("line", Object.assign({ x1: 1, y1: 5, x2: 25, y2: 5 }, dash), icon);
    return icon;
  }

  function postIcon() {
    const icon = svg("svg", { width: 26, height: 12, class: "atgt-key-line" });
    svg("circle", { cx: 13, cy: 6, r: 3.4, fill: "#fff", stroke: "#33475f", "stroke-width": 1.6 }, icon);
    return icon;
  }

  function badge(spot) {
    return element("span", "atgt-badge atgt-" + spot.level, spot.number);
  }

  // ---------------------------------------------------------------- a canvas that covers the view

  const CanvasLayer = L.Layer.extend({
    initialize: function (pane) {
      this._paneName = pane;
    },
    onAdd: function (map) {
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated atgt-canvas", map.getPane(this._paneName));
      this._reset();
    },
    onRemove: function () {
      this._canvas.remove();
      this._canvas = null;
    },
    getEvents: function () {
      return { viewreset: this._reset, moveend: this._reset, resize: this._reset, zoomanim: this._animate };
    },
    redraw: function () {
      if (this._canvas) this._reset();
    },
    _animate: function (event) {
      const scale = this._map.getZoomScale(event.zoom, this._zoom);
      const corner = this._map._latLngToNewLayerPoint(this._corner, event.zoom, event.center);
      L.DomUtil.setTransform(this._canvas, corner, scale);
    },
    _reset: function () {
      const map = this._map;
      const size = map.getSize();
      const pad = size.multiplyBy(0.25).round(); // what a drag uncovers before the next drawing
      const full = size.add(pad.multiplyBy(2));
      const ratio = window.devicePixelRatio || 1;
      const origin = map.containerPointToLayerPoint(pad.multiplyBy(-1)).round();
      this._zoom = map.getZoom();
      this._corner = map.layerPointToLatLng(origin);
      this._canvas.width = full.x * ratio;
      this._canvas.height = full.y * ratio;
      this._canvas.style.width = full.x + "px";
      this._canvas.style.height = full.y + "px";
      L.DomUtil.setPosition(this._canvas, origin);
      const context = this._canvas.getContext("2d");
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this._draw(context, (lat, lng) => map.latLngToLayerPoint([lat, lng])._subtract(origin), full);
    },
  });

  // ---------------------------------------------------------------- basemap

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

  // ---------------------------------------------------------------- names and km posts

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

  // ---------------------------------------------------------------- accidents

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
          this._drawn.push(i);
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
      const here = this._map.latLngToLayerPoint(latlng);
      return this._drawn
        .map((i) => [here.distanceTo(this._map.latLngToLayerPoint([data.lat[i] / DEG, data.lng[i] / DEG])), i])
        .filter((pair) => pair[0] <= this.radius() + reach)
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

  // ---------------------------------------------------------------- spots

  const SpotLayer = L.Layer.extend({
    initialize: function (words) {
      this._words = words;
      this._spots = [];
      this._halos = L.layerGroup();
      this._badges = L.layerGroup();
      this.hidden = {};
    },
    onAdd: function (map) {
      this._renderer = this._renderer || L.svg({ pane: "atgtHalos", padding: 0.5 });
      this._halos.addTo(map);
      this._badges.addTo(map);
      this._build();
    },
    onRemove: function () {
      this._halos.remove();
      this._badges.remove();
    },
    getEvents: function () {
      return { zoomend: this._resize };
    },
    setData: function (spots) {
      this._spots = spots;
      if (this._map) this._build();
    },
    hide: function (level, isHidden) {
      this.hidden[level] = isHidden;
      this._build();
    },
    find: function (key) {
      return this._spots.find((spot) => spot.key === key);
    },
    select: function (key) {
      this._selected = key;
      this._resize();
    },
    selected: function () {
      return this._selected;
    },
    _width: function () {
      return Math.max(12, Math.min(34, 12 + (this._map.getZoom() - 12) * 4));
    },
    _build: function () {
      this._halos.clearLayers();
      this._badges.clearLayers();
      this._parts = [];
      this._spots
        .filter((spot) => !this.hidden[spot.level])
        .slice()
        .reverse() // number 1 is drawn last, on top
        .forEach((spot) => this._add(spot));
      this._resize();
    },
    _add: function (spot) {
      const halo = this._halo(spot);
      const marker = L.marker([spot.lat, spot.lng], {
        icon: L.divIcon({ className: "atgt-badge-icon", html: badge(spot), iconSize: [26, 26], iconAnchor: [13, 13] }),
        title: spot.title,
        alt: spot.title,
        pane: "atgtBadges",
        zIndexOffset: spot.level === "black" ? 500 : 0,
        riseOnHover: true,
      });
      const open = () => this.open(spot, true);
      halo.on("click", L.DomEvent.stop).on("click", open);
      marker.on("click", open);
      this._halos.addLayer(halo);
      this._badges.addLayer(marker);
      this._parts.push({ spot: spot, halo: halo, marker: marker });
    },
    _halo: function (spot) {
      const style = {
        pane: "atgtHalos",
        renderer: this._renderer,
        color: HALO[spot.level],
        opacity: 0.38,
        lineCap: "round",
        lineJoin: "round",
        bubblingMouseEvents: false,
        className: "atgt-halo",
      };
      if (spot.line) return L.polyline(spot.line, style);
      return L.circleMarker([spot.lat, spot.lng], Object.assign(style, { fill: true, fillOpacity: 0.3 }));
    },
    _resize: function () {
      if (!this._map || !this._parts) return;
      this._parts.forEach((part) => {
        const isChosen = part.spot.key === this._selected;
        if (part.spot.line) part.halo.setStyle({ weight: this._width() + (isChosen ? 6 : 0), opacity: isChosen ? 0.7 : 0.38 });
        else this._ring(part, isChosen);
        const icon = part.marker.getElement();
        if (icon) icon.classList.toggle("atgt-chosen", isChosen);
      });
      /* far out, potential spots are many: halos without a number, so that accidents and black spots are seen */
      this._map.getContainer().classList.toggle("atgt-far", this._map.getZoom() < FAR_ZOOM);
    },
    /* A circle of the true radius, but never too small to be seen. */
    _ring: function (part, isChosen) {
      const metres = (40075016.7 * Math.cos((part.spot.lat * Math.PI) / 180)) / Math.pow(2, this._map.getZoom() + 8);
      part.halo.setRadius(Math.max(this._width() / 2 + 1, part.spot.radius / metres));
      part.halo.setStyle({ weight: isChosen ? 5 : 2, opacity: 0.8, fillOpacity: isChosen ? 0.5 : 0.3 });
    },
    open: function (spot, tells) {
      const box = element("div", "atgt-popup atgt-spot-popup");
      const head = element("div", "atgt-popup-head", null, box);
      head.appendChild(badge(spot));
      element("strong", null, spot.title, head);
      element("div", "atgt-popup-level atgt-text-" + spot.level, spot.levelName, box);
      element("p", null, spot.why, box);
      spot.clauses.forEach((clause) => element("div", "atgt-popup-clause", clause, box));
      element("div", "atgt-popup-id", spot.facts, box);
      L.popup({ maxWidth: 300, minWidth: 200, maxHeight: 260, offset: [0, -8], autoPanPadding: [20, 20] })
        .setLatLng([spot.lat, spot.lng])
        .setContent(box)
        .openOn(this._map);
      this.select(spot.key);
      if (tells) this._tell(spot);
    },
    /* streamlit-folium reads the text of a clicked layer's tooltip: the spot key alone. */
    _tell: function (spot) {
      const tooltip = { _content: spot.key, getContent: () => spot.key };
      const target = { _tooltip: tooltip, getTooltip: () => tooltip };
      this.fire("click", { latlng: L.latLng(spot.lat, spot.lng), sourceTarget: target });
    },
  });

  // ---------------------------------------------------------------- controls

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
    },
    _key: function (body, word, icon) {
      const row = element("div", "atgt-legend-row atgt-legend-key", null, body);
      row.appendChild(icon);
      element("span", null, word, row);
    },
  });

  // ---------------------------------------------------------------- the two entry points

  function panes(map) {
    [
      ["atgtBase", 210],
      ["atgtHalos", 410],
      ["atgtAccidents", 420],
      ["atgtLabels", 415],
      ["atgtBadges", 640],
    ].forEach((pane) => {
      map.createPane(pane[0]).style.zIndex = pane[1];
    });
    ["atgtBase", "atgtAccidents", "atgtLabels"].forEach((name) => {
      map.getPane(name).style.pointerEvents = "none";
    });
  }

  function lock(map, bounds) {
    const ward = L.latLngBounds(bounds);
    const fit = () => {
      map.invalidateSize();
      map.setMinZoom(0);
      const least = map.getBoundsZoom(ward.pad(0.02));
      map.setMinZoom(least - 0.5);
      return least;
    };
    map.setMaxBounds(ward.pad(0.8));
    fit();
    map.on("resize", () => fit());
  }

  /* The whole ward beside the legend, or under it where the map is narrow. */
  function showWard(map, bounds) {
    const legend = map.getContainer().querySelector(".atgt-legend.atgt-open");
    const taken = legend && map.getSize().x > 700 ? 216 : 0; // not measured: its style may still be on its way
    map.fitBounds(bounds, { animate: false, paddingBottomRight: [taken, 0] });
  }

  /* The frame gets its size in steps: until somebody moves the map, every step shows the whole ward again. */
  function keepWard(map, bounds) {
    let isMoved = false;
    ["pointerdown", "wheel", "keydown"].forEach((name) => {
      map.getContainer().addEventListener(name, () => (isMoved = true), { passive: true });
    });
    map.on("resize", () => {
      if (!isMoved && !map.atgt.flownTo) showWard(map, bounds);
    });
  }

  function listen(map, layers) {
    const finger = window.matchMedia("(pointer: coarse)").matches ? 12 : 4;
    map.on("click", (event) => {
      if (!map.hasLayer(layers.accidents)) return;
      const found = layers.accidents.at(event.latlng, finger);
      if (!found.length) return;
      const where = layers.accidents._data.mode === "cells" ? event.latlng : layers.accidents.position(found[0]);
      L.popup({ maxWidth: 280, minWidth: 180, maxHeight: 260 }).setLatLng(where).setContent(layers.accidents.popup(found)).openOn(map);
    });
    map.on("mousemove", (event) => {
      const isOver = map.hasLayer(layers.accidents) && layers.accidents.at(event.latlng, 2).length > 0;
      map.getContainer().classList.toggle("atgt-over", isOver);
    });
    const narrow = () => map.getContainer().classList.toggle("atgt-narrow", map.getSize().x < 620);
    map.on("resize", narrow);
    narrow();
  }

  function install(map, base) {
    if (map.attributionControl) map.attributionControl.remove();
    if (map.zoomControl) map.zoomControl.remove();
    map.getContainer().style.height = "100vh"; // of the frame: its height is the page's business
    panes(map);
    map.setView(L.latLngBounds(base.bounds).getCenter(), 12, { animate: false });
    lock(map, base.bounds);
    const layers = {
      base: new BaseLayer(base),
      labels: new LabelLayer(base),
      accidents: new AccidentLayer(base.words),
      spots: new SpotLayer(base.words),
    };
    map.atgt = { base: base, layers: layers };
    L.control.zoom({ zoomInTitle: base.words.zoomIn, zoomOutTitle: base.words.zoomOut }).addTo(map);
    new ViewControl(base).addTo(map);
    L.control.scale({ metric: true, imperial: false, maxWidth: 140 }).addTo(map);
    new CoordinateControl(base.words).addTo(map);
    Object.keys(layers).forEach((name) => layers[name].addTo(map));
    new LegendControl(base, layers).addTo(map);
    showWard(map, base.bounds);
    keepWard(map, base.bounds);
    listen(map, layers);
    inheritFonts(() => layers.labels.redraw());
  }

  function show(map, data) {
    const layers = map.atgt.layers;
    if (map.atgt.version !== data.version) {
      map.atgt.version = data.version;
      map.closePopup();
      layers.accidents.setData(data.accidents);
      layers.spots.setData(data.spots);
    }
    if (!data.selected && layers.spots.selected()) map.closePopup();
    layers.spots.select(data.selected);
    if (data.flyTo && data.flyTo !== map.atgt.flownTo) fly(map, layers.spots, data.selected);
    map.atgt.flownTo = data.flyTo;
  }

  function fly(map, spots, key) {
    const spot = spots.find(key);
    if (!spot) return;
    const zoom = Math.max(map.getZoom(), 15.5);
    if (spot.line) map.flyToBounds(L.latLngBounds(spot.line).pad(1.5), { maxZoom: 16, duration: 0.6 });
    else map.flyTo([spot.lat, spot.lng], zoom, { duration: 0.6 });
    map.once("moveend", () => spots.open(spot, false));
  }

  window.atgtMap = { install: install, show: show };
})();
