// On every page: a trembling finger that taps twice is heard once, and an error summary is where reading begins.
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

const summary = document.getElementById("fel");
if (summary) {
  summary.focus();
}
