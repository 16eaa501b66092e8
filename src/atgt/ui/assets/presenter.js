/* Shows a meeting's list one place a page: arrow keys, PageUp and PageDown (what a presenter's remote sends), Home, End.
 *
 * Every slide is HTML made and escaped on the server; nothing is loaded from outside. Moving between slides asks the
 * server for nothing, so it works at once and while the network is down.
 */
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const stage = parentElement.querySelector(".stage");
  const page = stage.querySelector(".page");
  const place = "atgt-slide:" + data.meeting;
  const slides = data.slides;

  let index = Number(sessionStorage.getItem(place) || 0);
  index = Math.min(Math.max(0, Number.isFinite(index) ? index : 0), slides.length - 1);

  /* The words as large as the slide has room for, made smaller step by step until they fit; never too small to read. */
  function fit() {
    const words = page.querySelector(".words");
    if (!words) return;
    for (let size = 130; size >= 62; size -= 2) {
      words.style.fontSize = size + "%";
      if (words.scrollHeight <= words.clientHeight + 1) break;
    }
  }

  function show(to) {
    index = Math.min(Math.max(0, to), slides.length - 1);
    sessionStorage.setItem(place, String(index));
    page.innerHTML = slides[index].html;
    stage.querySelector(".count").textContent = index + 1 + " / " + slides.length;
    stage.dataset.spot = slides[index].spot;
    stage.dataset.index = String(index);
    fit();
  }

  function fullScreen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => {});
  }

  const actions = {
    first: () => show(0),
    last: () => show(slides.length - 1),
    next: () => show(index + 1),
    previous: () => show(index - 1),
    decide: () => setTriggerValue("decide", slides[index].spot),
    leave: () => setTriggerValue("leave", true),
    full: fullScreen,
    blank: () => stage.classList.toggle("blank"),
  };
  const keys = {
    ArrowRight: actions.next, ArrowDown: actions.next, PageDown: actions.next, " ": actions.next,
    ArrowLeft: actions.previous, ArrowUp: actions.previous, PageUp: actions.previous, Backspace: actions.previous,
    Home: actions.first, End: actions.last,
    d: actions.decide, D: actions.decide, f: actions.full, F: actions.full,
    b: actions.blank, B: actions.blank, ".": actions.blank, Escape: actions.leave,
  };

  /* Tab stays among the buttons of the stage: what lies behind it cannot be seen. */
  function moveFocus(event) {
    const buttons = [...stage.querySelectorAll("[data-do]")].filter((button) => !button.hidden);
    const here = buttons.indexOf(stage.getRootNode().activeElement);
    const to = here < 0 ? (event.shiftKey ? -1 : 0) : here + (event.shiftKey ? -1 : 1);
    event.preventDefault();
    event.stopPropagation();
    buttons.at(to % buttons.length).focus();
  }

  function onKey(event) {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable=true]");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector('[role="dialog"]')) return;
    if (event.key === "Tab") return moveFocus(event);
    const pressed = event.composedPath()[0];
    if ((event.key === " " || event.key === "Enter") && pressed.closest && pressed.closest("[data-do]")) return; // its own click
    const action = keys[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  }

  stage.querySelectorAll("[data-do]").forEach((button) => {
    button.onclick = (event) => {
      actions[button.dataset.do]();
      if (event.detail) button.blur(); // a mouse leaves no frame behind; whoever came by keyboard stays where he is
    };
    button.hidden = button.dataset.do === "decide" && !data.canDecide;
  });
  Object.entries(data.words).forEach(([name, words]) => {
    stage.querySelectorAll('[data-words="' + name + '"]').forEach((one) => { one.textContent = words; });
  });
  window.addEventListener("keydown", onKey, true);
  window.addEventListener("resize", fit);
  show(index);

  return () => {
    window.removeEventListener("keydown", onKey, true);
    window.removeEventListener("resize", fit);
  };
}
