// On every page: a trembling finger that taps twice is heard once, and an error summary is where reading begins.
import "./read.js";
import "./keep.js";
const WAIT = 1000; // milliseconds; GOV.UK's design system waits as long
const tapped = new WeakMap();

document.addEventListener("submit", (event) => {
  const last = tapped.get(event.target) || 0;
  if (Date.now() - last < WAIT) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  tapped.set(event.target, Date.now());
}, true);

// The second tap may reach the next page, where something else stands under the finger. It is known by its place.
const REACH = 80; // CSS pixels; a finger that trembles misses by millimetres
const LAST = "samvaro-tap";

document.addEventListener("click", (event) => {
  if (!event.isTrusted || !event.detail) return; // by key, or by a voice
  const { clientX: x, clientY: y } = event;
  try {
    const last = JSON.parse(sessionStorage.getItem(LAST) || "{}");
    const again = last.page !== performance.timeOrigin && Date.now() - last.at < WAIT + 200;
    if (again && Math.hypot(x - last.x, y - last.y) < REACH) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sessionStorage.setItem(LAST, JSON.stringify({ x, y, at: Date.now(), page: performance.timeOrigin }));
  } catch {
    // storage may be switched off; then every tap counts
  }
}, true);

const summary = document.getElementById("fel");
if (summary) {
  summary.focus();
}
