// I pause: a kind sentence in place of the form until it is over. What was written stays in its box.
const LATE = 1500; // milliseconds; the server must be past the end too

export function openPause({ data, voice, over }) {
  const panel = document.querySelector("[data-paused]");
  const speak = document.querySelector("[data-speak]");
  let known = data.paused; // what stands there
  let timer = null;

  /** What the server says of my pause: {until, seconds, message}, or null. */
  function take(paused) {
    clearTimeout(timer);
    panel.hidden = !paused;
    speak.hidden = Boolean(paused);
    if (paused) timer = setTimeout(end, paused.seconds * 1000 + LATE);
    if (paused?.until === known?.until && paused?.message === known?.message) return;
    known = paused;
    if (paused) panel.querySelector("[data-paused-words]").textContent = paused.message;
    voice.say(paused ? paused.message : data.words.pauseOver);
    if (!paused) over();
  }

  /** By the tablet's own clock, so that the form comes back without a line too. */
  function end() {
    take(null);
  }

  return { take };
}
