// "Läs upp": the tablet's own voice reads the page, or one message. A button is seen only where there is such a voice.
const speech = window.speechSynthesis;
const readers = [...document.querySelectorAll("[data-read]")];
const LONGEST = 200; // characters in one go; longer ones stop half-way in some browsers
const BREATH = 50; // milliseconds after a stop; Chrome loses what comes sooner
const VOICE = "samvaro-voice-";
const BLOCK = "h1, h2, h3, h4, p, li, dt, dd, label, legend, button, summary, caption, th, td, .card b, .lead, .row > span, div, section";
const UNREAD = "template, script, style, textarea, select, .sr, [hidden], [aria-hidden=true], [role=status]";

if (speech && window.SpeechSynthesisUtterance && readers.length) offerReading();

function offerReading() {
  let reading = null; // {button, queue, words}

  readers.forEach((button) => button.addEventListener("click", () => press(button)));
  offer();
  window.addEventListener("resize", offer);
  if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
  else speech.onvoiceschanged = offer;
  window.addEventListener("pagehide", stop);

  function offer() {
    if (voiceFor(document.documentElement.lang)) promise();
    readers.forEach((button) => {
      const language = languageOf(document.getElementById(button.dataset.read));
      const able = Boolean(voiceFor(language));
      button.classList.toggle("read-unable", !able);
      button.hidden = false; // its place is kept from now on: voices come late
      if (able) remember(language);
      else if (!remembers(language)) button.hidden = takesRow(button);
    });
  }

  /** Does the top of the page grow by it? Then there would be a hole where no voice ever comes. */
  function takesRow(button) {
    const top = button.closest(".top");
    if (!top) return false;
    const height = top.offsetHeight;
    button.hidden = true;
    return top.offsetHeight < height;
  }

  /** That this tablet has a voice for the language: its button keeps its place from the beginning. */
  function remember(language) {
    if (remembers(language)) return;
    try {
      localStorage.setItem(VOICE + language, "1");
    } catch {
      // full or switched off: the button comes when the voice does
    }
  }

  function remembers(language) {
    try {
      return localStorage.getItem(VOICE + language) !== null;
    } catch {
      return false;
    }
  }

  /** What may be listened to is said where it can be. */
  function promise() {
    document.querySelectorAll("[data-voiced]").forEach((place) => {
      (place.querySelector("a > span") || place).textContent = place.dataset.voiced;
    });
  }

  function press(button) {
    const mine = reading && reading.button === button;
    stop();
    if (mine) return;
    const words = button.querySelector(".with-icon > span");
    reading = { button, words, start: words.textContent, queue: piecesOf(document.getElementById(button.dataset.read)) };
    words.textContent = button.dataset.stop;
    setTimeout(next, BREATH, reading);
  }

  function next(mine) {
    if (reading !== mine) return;
    const piece = mine.queue.shift();
    if (!piece) {
      stop();
      return;
    }
    const voice = voiceFor(piece.language) || voiceFor(document.documentElement.lang);
    const spoken = new SpeechSynthesisUtterance(piece.text);
    Object.assign(spoken, { voice, lang: voice.lang, rate: 0.9 });
    spoken.onend = () => next(mine);
    spoken.onerror = () => reading === mine && stop();
    mine.spoken = spoken; // Chrome forgets to tell the end of one that nobody holds
    speech.speak(spoken);
  }

  function stop() {
    if (!reading) return;
    reading.words.textContent = reading.start;
    reading = null;
    speech.cancel();
  }

  /** One that lives on the tablet: what is read must not leave it. */
  function voiceFor(language) {
    const main = (tag) => tag.toLowerCase().split(/[-_]/)[0];
    const able = speech.getVoices().filter((voice) => voice.localService && main(voice.lang) === main(language));
    return able.find((voice) => voice.default) || able[0];
  }

  /** Words that people wrote have lang="": nobody knows. They are read as the page. */
  function languageOf(element) {
    return element.closest('[lang]:not([lang=""])').lang;
  }

  /** What is seen, in order, block by block. */
  function piecesOf(root) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = [];
    let block = null;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (!node.data.trim() || !isSeen(holder)) continue;
      if (holder.closest(BLOCK) !== block) found.push({ text: "", language: languageOf(holder) });
      block = holder.closest(BLOCK);
      found[found.length - 1].text += node.data;
    }
    return found.flatMap(({ text, language }) => cut(text.replace(/\s+/g, " ").trim()).map((part) => ({ text: part, language })));
  }

  function isSeen(element) {
    return !element.closest(UNREAD) && element.getClientRects().length && getComputedStyle(element).visibility === "visible";
  }

  function cut(text) {
    if (text.length <= LONGEST) return [text];
    const end = Math.max(...[". ", "? ", "! "].map((mark) => text.lastIndexOf(mark, LONGEST - 1))) + 1;
    const at = end || text.lastIndexOf(" ", LONGEST) + 1 || LONGEST;
    return [text.slice(0, at).trim(), ...cut(text.slice(at).trim())];
  }
}
