/* Places that reach a threshold: a halo along the stretch, a ring round the junction, a numbered badge, the evidence. */
(function () {
  "use strict";

  const { element, badge } = window.atgtMap;

  const FAR_ZOOM = 13.6;
  const HALO = { black: "#c8323c", potential: "#e0a11b" };

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

  Object.assign(window.atgtMap, { SpotLayer });
})();
