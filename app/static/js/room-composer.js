// The form. What is written is never lost: it stands in the box, in the talk as unsent, or in the talk.
// (A second tap within a second is stopped for every form, in page.js.)
import { openAddress } from "./room-address.js";
import { turn } from "./room-state.js";

const SOON = 1000; // milliseconds; what takes longer is shown as on its way
const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

export function openComposer({ data, draft, voice, log, form, hold, stored, say: send }) {
  const box = form.elements.namedItem("body");
  const key = form.elements.namedItem("client_id");
  const note = form.querySelector("[data-note]");
  const waiting = new Map(); // client id → {id, body, to, node?, busy}
  let resending = false;
  let greets = false; // the button that was pressed last sends a ready greeting

  if (!box.value && draft.text) box.value = draft.text;
  const address = openAddress({ words: data.words, draft, form });
  draft.unsent.forEach(({ id, body, to }) => show({ id, body, to }, "waiting"));
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
    event.preventDefault();
    log.settle();
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

  /** Gives whether the server answered. */
  async function deliver(message) {
    message.busy = true;
    const slow = setTimeout(show, SOON, message, "going");
    const answer = await send(message);
    clearTimeout(slow);
    message.busy = false;
    if (!answer) show(message, "waiting");
    else if (answer.ok) arrived(message, answer.seq);
    else refused(message, answer);
    return Boolean(answer);
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
  function show(message, how) {
    remember(message);
    leaveBox(message);
    message.node = message.node || log.addUnsent(message, () => message.busy || deliver(message));
    turn(message.node, how);
    if (how === "waiting" && !message.told) voice.say(data.words.unsent);
    message.told = message.told || how === "waiting";
  }

  function leaveBox(message) {
    if (key.value === message.id) key.value = newId();
    if (box.value.trim() !== message.body || address.to?.id !== message.to?.id) return;
    box.value = draft.text = "";
    address.set(null);
  }

  function remember(message) {
    waiting.set(message.id, message);
    draft.keep(message);
  }

  function forget(message) {
    if (message.node) log.remove(message.node);
    waiting.delete(message.id);
    draft.drop(message);
  }

  function say(sentence) {
    explain(sentence);
    voice.say(sentence);
  }

  function explain(sentence) {
    hold(() => {
      note.hidden = !sentence;
      note.textContent = sentence;
      note.classList.toggle("error-text", Boolean(sentence));
    });
  }

  return {
    get isEmpty() {
      return !box.value.trim() && document.activeElement !== box;
    },
    /** What was in the way is gone: the sentence about it must not stay. */
    calm() {
      explain("");
    },
    /** The server answers: what was not acknowledged goes once more, in order. */
    async resend() {
      if (resending) return;
      resending = true;
      for (const message of [...waiting.values()].filter((one) => !one.busy)) {
        if (!(await deliver(message))) break;
      }
      resending = false;
    },
  };
}
