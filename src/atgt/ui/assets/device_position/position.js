/* Asks the device where it is, when somebody presses the button; nothing is asked before, nothing leaves this machine.
 *
 * Speaks Streamlit's component protocol (messages to the page around it). The answer is
 * {lon, lat, accuracy_m, mark} or {fault, mark}; fault is insecure, unsupported, denied, unavailable or timeout.
 */
(function () {
  "use strict";

  const button = document.getElementById("ask");
  const told = document.getElementById("told");
  const FAULTS = { 1: "denied", 2: "unavailable", 3: "timeout" };
  let words = {};

  function send(type, data) {
    window.parent.postMessage(Object.assign({ isStreamlitMessage: true, type: type }, data), "*");
  }

  function answer(value) {
    button.disabled = false;
    button.textContent = words.again;
    tell(value.fault ? words[value.fault] : "", Boolean(value.fault));
    send("streamlit:setComponentValue", { value: Object.assign({ mark: Date.now() }, value), dataType: "json" });
  }

  function tell(text, isWrong) {
    told.textContent = text || "";
    told.className = isWrong ? "wrong" : "";
    fit();
  }

  function fit() {
    send("streamlit:setFrameHeight", { height: Math.ceil(document.body.scrollHeight) + 4 });
  }

  function ask() {
    if (!window.isSecureContext) return answer({ fault: "insecure" });
    if (!navigator.geolocation) return answer({ fault: "unsupported" });
    button.disabled = true;
    button.textContent = words.asking;
    tell(words.wait, false);
    navigator.geolocation.getCurrentPosition(
      (found) =>
        answer({
          lon: Math.round(found.coords.longitude * 1e6) / 1e6,
          lat: Math.round(found.coords.latitude * 1e6) / 1e6,
          accuracy_m: Math.round(found.coords.accuracy),
        }),
      (fault) => answer({ fault: FAULTS[fault.code] || "unavailable" }),
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || event.data.type !== "streamlit:render") return;
    const first = !words.ask;
    words = event.data.args.words;
    if (first) button.textContent = words.ask;
    fit();
  });
  button.addEventListener("click", ask);
  send("streamlit:componentReady", { apiVersion: 1 });
})();
