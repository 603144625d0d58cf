// The form. With a live line it sends there; without, it posts as any form does. What is written is never lost.
// (A second tap within a second is stopped for every form, in page.js.)
import { openAddress } from "./room-address.js";

const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function openComposer({ data, draft, voice, log, form, stored }) {
  const box = form.elements.namedItem("body");
  const key = form.elements.namedItem("client_id");
  const note = form.querySelector("[data-note]");
  const waiting = new Map(); // client id → {id, body, to, node?, busy}
  let line = null;
  let greets = false; // the button that was pressed last sends a ready greeting

  if (draft.posted && draft.text === draft.posted && data.sent) draft.text = draft.to = "";
  draft.posted = "";
  if (!box.value && draft.text) box.value = draft.text;
  const address = openAddress({ words: data.words, draft, form });
  draft.unsent.forEach(({ id, body, to }) => show({ id, body, to }));
  box.addEventListener("input", () => (draft.text = box.value));
  form.addEventListener("submit", submit);
  openGreetings();

  /** A ready greeting posts as a form does. What is kept on the tablet need not go along. */
  function openGreetings() {
    document.addEventListener("click", ({ target }) => {
      const button = target.closest("button[type=submit]");
      if (button?.form === form) greets = ["phrase", "fler"].includes(button.name);
    });
    form.addEventListener("formdata", ({ formData }) => greets && draft.text === box.value && formData.delete("body"));
  }

  function submit(event) {
    if (greets) {
      if (!box.value) draft.to = null;
      return;
    }
    const body = box.value.trim();
    if (!body) return; // the server says what is missing
    if (!line?.connected && navigator.onLine !== false) {
      draft.posted = draft.text = box.value;
      return;
    }
    event.preventDefault();
    if ([...body.normalize()].length > data.longest) {
      say(data.words.long); // a text over the frame's size would take the line down with it
      return;
    }
    const message = { id: key.value, body, to: address.to };
    const known = waiting.get(message.id);
    if (known?.body === body && known.to?.id === message.to?.id) return; // on its way
    if (waiting.has(message.id)) key.value = message.id = newId();
    remember(message);
    deliver(message);
  }

  async function deliver(message) {
    message.busy = true;
    const payload = { room: data.room, client_id: message.id, body: message.body };
    if (message.to) payload.to = message.to.id;
    const answer = line ? await line.ask("send_message", payload) : null;
    message.busy = false;
    if (!answer) show(message);
    else if (answer.ok) arrived(message, answer.seq);
    else refused(message, answer);
  }

  function arrived(message, seq) {
    leaveBox(message);
    forget(message);
    explain("");
    voice.say(data.words.sent);
    stored(seq);
  }

  /** The server said no for good: the text goes back to the box, with a sentence. */
  function refused(message, answer) {
    forget(message);
    const written = box.value.trim();
    if (written !== message.body) box.value = draft.text = written ? `${message.body}\n${written}` : message.body;
    address.set(answer.error === "to_not_found" ? null : message.to);
    key.value = newId();
    const known = { text_long: data.words.long, too_many: data.words.tooMany, room_closed: data.words.closed };
    say(answer.message || known[answer.error] || data.words.refused);
  }

  /** Nobody knows whether it arrived: it stands in the talk as unsent, and goes again under the same id. */
  function show(message) {
    remember(message);
    leaveBox(message);
    if (message.node) return;
    message.node = log.addUnsent(message, () => message.busy || deliver(message));
    voice.say(data.words.unsent);
  }

  function leaveBox(message) {
    if (key.value === message.id) key.value = newId();
    if (box.value.trim() !== message.body || address.to?.id !== message.to?.id) return;
    box.value = draft.text = "";
    address.set(null);
  }

  function remember(message) {
    waiting.set(message.id, message);
    keep();
  }

  function forget(message) {
    message.node?.remove();
    waiting.delete(message.id);
    keep();
  }

  function keep() {
    draft.unsent = [...waiting.values()].map(({ id, body, to }) => ({ id, body, to }));
  }

  function say(sentence) {
    explain(sentence);
    voice.say(sentence);
  }

  function explain(sentence) {
    note.hidden = !sentence;
    note.textContent = sentence;
    note.classList.toggle("error-text", Boolean(sentence));
  }

  return {
    get isEmpty() {
      return !box.value.trim() && document.activeElement !== box;
    },
    /** What was in the way is gone: the sentence about it must not stay. */
    calm() {
      explain("");
    },
    /** The line is up again: what was not acknowledged goes once more. */
    resend(openedLine) {
      line = openedLine;
      [...waiting.values()].filter((message) => !message.busy).forEach(deliver);
    },
  };
}
