// What is written but not sent, kept on the tablet per person and room. On a shared tablet only until the tab closes.
const PREFIX = "samvaro:";

export const draftsOf = (person) => `${PREFIX}${person}:`;

/** Nothing stays behind for the next person. */
export function forgetDrafts(except) {
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      const store = window[name];
      const keys = Object.keys(store).filter((key) => key.startsWith(PREFIX));
      keys.filter((key) => !except || !key.startsWith(except)).forEach((key) => store.removeItem(key));
    } catch {
      // storage may be switched off; then nothing was kept either
    }
  }
}

export function openDraft({ me, room, keep }) {
  const mine = draftsOf(me);
  forgetDrafts(mine);
  const read = (part, at = room) => attempt((store) => store.getItem(`${mine}${at}:${part}`)) || "";
  const write = (part, text, at = room) =>
    attempt((store) => (text ? store.setItem(`${mine}${at}:${part}`, text) : store.removeItem(`${mine}${at}:${part}`)));

  const store = (messages) => write("unsent", messages.length ? JSON.stringify(messages) : "");

  function attempt(task) {
    try {
      return task(window[keep === "session" ? "sessionStorage" : "localStorage"]);
    } catch {
      return null; // full or switched off: the text is still in the box
    }
  }

  function parsed(part, otherwise) {
    try {
      return JSON.parse(read(part)) || otherwise;
    } catch {
      return otherwise;
    }
  }

  return {
    /** The person sits at another table of the room from now on: the words go there, after what waited there. */
    carryTo(table) {
      const unsent = this.unsent.map(({ body }) => body);
      const words = [read("text", table), ...unsent, read("text")].filter(Boolean).join("\n");
      write("text", words, table);
      write("to", read("to"), table);
      ["text", "to", "unsent"].forEach((part) => write(part, ""));
    },
    get text() {
      return read("text");
    },
    set text(value) {
      write("text", value);
    },
    /** Whom the words are to: {id, words}, null when to all. */
    get to() {
      return parsed("to", null);
    },
    set to(person) {
      write("to", person ? JSON.stringify(person) : "");
    },
    /** Messages that went out and were not acknowledged: [{id, body, to}]. Another tab of the room may have its own. */
    get unsent() {
      return parsed("unsent", []);
    },
    keep({ id, body, to }) {
      store([...this.unsent.filter((one) => one.id !== id), { id, body, to }]);
    },
    drop(message) {
      store(this.unsent.filter((one) => one.id !== message.id));
    },
  };
}
