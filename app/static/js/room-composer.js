// The form. With a live line it sends there; without, it posts as any form does. What is written is never lost.
// (A second tap within a second is stopped for every form, in page.js.)
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function openComposer({ data, draft, voice, log, form, stored }) {
  const box = form.elements.namedItem("body");
  const key = form.elements.namedItem("client_id");
  const note = form.querySelector("[data-note]");
  const waiting = new Map(); // client id → {id, body, node?, busy}
  let line = null;

  if (draft.posted && draft.text === draft.posted && data.sent) draft.text = "";
  draft.posted = "";
  if (!box.value && draft.text) box.value = draft.text;
  draft.unsent.forEach(({ id, body }) => show({ id, body }));
  box.addEventListener("input", () => (draft.text = box.value));
  form.addEventListener("submit", submit);

  function submit(event) {
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
    const message = { id: key.value, body };
    if (waiting.get(message.id)?.body === body) return; // on its way
    if (waiting.has(message.id)) key.value = message.id = newId();
    remember(message);
    deliver(message);
  }

  async function deliver(message) {
    message.busy = true;
    const payload = { room: data.room, client_id: message.id, body: message.body };
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
    key.value = newId();
    const known = { text_long: data.words.long, too_many: data.words.tooMany, room_closed: data.words.closed };
    say(answer.message || known[answer.error] || data.words.refused);
  }

  /** Nobody knows whether it arrived: it stands in the talk as unsent, and goes again under the same id. */
  function show(message) {
    remember(message);
    leaveBox(message);
    if (message.node) return;
    message.node = log.addUnsent(message.body, () => message.busy || deliver(message));
    voice.say(data.words.unsent);
  }

  function leaveBox(message) {
    if (key.value === message.id) key.value = newId();
    if (box.value.trim() === message.body) box.value = draft.text = "";
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
    draft.unsent = [...waiting.values()].map(({ id, body }) => ({ id, body }));
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
