/* A map on which a click sets a point: where a record is now, places to choose from, where the visitor clicked. */
(function () {
  "use strict";

  const { element, prepare } = window.atgtMap;

  function letter(text) {
    const badge = element("span", "atgt-choice", text);
    return L.divIcon({ html: badge, className: "atgt-badge-icon", iconSize: [26, 26] });
  }

  function pin(isNew) {
    const mark = element("span", isNew ? "atgt-pin atgt-pin-new" : "atgt-pin");
    return L.divIcon({ html: mark, className: "atgt-pin-icon", iconSize: [24, 24], iconAnchor: [12, 12] });
  }

  function installPicker(map, base) {
    prepare(map, base);
    map.getContainer().classList.add("atgt-picking");
    map.atgt.view = [];
    ["pointerdown", "wheel"].forEach((name) => {
      map.getContainer().addEventListener(name, () => (map.atgt.isTouched = true), { passive: true });
    });
    map.on("resize", () => show(map));
    map.on("click", (event) => {
      const picked = map.atgt.picked;
      if (picked) picked.setLatLng(event.latlng);
      else map.atgt.picked = L.marker(event.latlng, { icon: pin(true), interactive: false }).addTo(map);
    });
  }

  function pick(map, data) {
    if (map.atgt.version === data.version) return;
    map.atgt.version = data.version;
    if (map.atgt.given) map.atgt.given.remove();
    if (map.atgt.picked) map.atgt.picked.remove();
    map.atgt.picked = null;
    const marks = data.choices.map((one) => L.marker([one[1], one[2]], { icon: letter(one[0]), interactive: false }));
    if (data.at) marks.push(L.marker(data.at, { icon: pin(false), interactive: false }));
    map.atgt.given = L.layerGroup(marks).addTo(map);
    map.atgt.view = data.view;
    map.atgt.isTouched = false;
    show(map);
  }

  /* The frame gets its size in steps, so the view is set again until somebody has moved the map. */
  function show(map) {
    if (!map.atgt.view.length || map.atgt.isTouched || !map.getSize().y) return;
    map.fitBounds(L.latLngBounds(map.atgt.view).pad(0.4), { maxZoom: 17, animate: false });
  }

  Object.assign(window.atgtMap, { installPicker, pick });
})();
