/* The ward map, written on Leaflet's own API; needs nothing from the network.
 *
 * atgtMap.install(map, base)  draws what does not change with a filter (boundary, roads, railway, km posts, controls)
 * atgtMap.show(map, data)     draws the accidents and spots of a selection; may be called again, the view stays
 */
(function () {
  "use strict";

  const { BaseLayer, LabelLayer, AccidentLayer, SpotLayer, HazardLayer, TreatmentLayer, DensityLayer } = window.atgtMap;
  const { ViewControl, CoordinateControl, LegendControl, showWard, inheritFonts } = window.atgtMap;

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
      if (!map.getSize().y) return; // a zoom begun now would end, animated, after the frame has got its size
      map.setMinZoom(0);
      const least = map.getBoundsZoom(ward.pad(0.02));
      map.setMinZoom(least - 0.5);
    };
    map.setMaxBounds(ward.pad(0.8));
    fit();
    map.on("resize", () => fit());
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

  /* What every map of the ward has: the ground, the names, the controls; the view starts on the whole ward. */
  function prepare(map, base) {
    if (map.attributionControl) map.attributionControl.remove();
    if (map.zoomControl) map.zoomControl.remove();
    map.getContainer().style.height = "100vh"; // of the frame: its height is the page's business
    panes(map);
    map.setView(L.latLngBounds(base.bounds).getCenter(), 12, { animate: false });
    lock(map, base.bounds);
    const layers = { base: new BaseLayer(base), labels: new LabelLayer(base) };
    map.atgt = { base: base, layers: layers };
    L.control.zoom({ zoomInTitle: base.words.zoomIn, zoomOutTitle: base.words.zoomOut }).addTo(map);
    new ViewControl(base).addTo(map);
    L.control.scale({ metric: true, imperial: false, maxWidth: 140 }).addTo(map);
    new CoordinateControl(base.words).addTo(map);
    layers.base.addTo(map);
    layers.labels.addTo(map);
    showWard(map, base.bounds);
    keepWard(map, base.bounds);
    inheritFonts(() => layers.labels.redraw());
    return layers;
  }

  function install(map, base) {
    const layers = prepare(map, base);
    layers.density = new DensityLayer().addTo(map);
    layers.accidents = new AccidentLayer(base.words).addTo(map);
    layers.spots = new SpotLayer(base.words).addTo(map);
    layers.hazards = new HazardLayer().addTo(map);
    layers.treatments = new TreatmentLayer().addTo(map);
    layers.legend = new LegendControl(base, layers).addTo(map);
    listen(map, layers);
  }

  function show(map, data) {
    const layers = map.atgt.layers;
    if (map.atgt.version !== data.version) {
      map.atgt.version = data.version;
      map.closePopup();
      layers.density.setData(data.density);
      layers.accidents.setData(data.accidents);
      layers.spots.setData(data.spots);
      layers.hazards.setData(data.hazards);
      layers.treatments.setData(data.treatments);
      layers.legend.showStages((data.treatments || []).map((one) => one.stage));
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

  Object.assign(window.atgtMap, { prepare, install, show });
})();
