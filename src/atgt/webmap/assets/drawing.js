/* What every layer of the ward map draws with: pieces of page, symbols, a canvas over the view.
 *
 * Every word that comes from data enters the page through textContent, never as HTML.
 */
(function () {
  "use strict";

  window.atgtMap = {};
  L.Icon.Default.imagePath = new URL("leaflet/images/", document.currentScript.src).href;

  const SVG = "http://www.w3.org/2000/svg";
  const FONT = '"Source Sans", "Source Sans 3", "Segoe UI", "Noto Sans", system-ui, sans-serif';

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
      this._origin = origin;
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

  Object.assign(window.atgtMap, { FONT, ROADS, element, svg, drawSymbol, symbolIcon, roadIcon, railwayIcon, boundaryIcon, postIcon, badge, inheritFonts, CanvasLayer });
})();
