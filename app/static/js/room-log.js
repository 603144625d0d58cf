// The talk on the page. Nodes are only added; a message that is hidden or shown again changes in its own place.
// `hold` keeps the form where it is on the screen (room-hold.js).
const template = (name) => document.getElementById(`${name}-template`).content.firstElementChild;

export function openLog(data, place, hold) {
  const dayOf = new Intl.DateTimeFormat("sv-SE", { timeZone: data.zone });
  const dayWords = new Intl.DateTimeFormat(data.locale, {
    timeZone: data.zone,
    weekday: "long",
    day: "numeric",
    month: "long",
  });
  const clockParts = new Intl.DateTimeFormat("en-GB", { timeZone: data.zone, hour: "numeric", minute: "2-digit" });

  function clock(at) {
    const part = Object.fromEntries(clockParts.formatToParts(at).map(({ type, value }) => [type, value]));
    return `${Number(part.hour)}${data.clockSign}${part.minute}`;
  }

  function fill(node, texts) {
    node.querySelectorAll("[data-slot]").forEach((slot) => {
      if (slot.dataset.slot in texts) slot.textContent = texts[slot.dataset.slot];
    });
  }

  function render(message) {
    const mine = !message.hidden && message.author.id === data.me;
    const kind = message.hidden ? "message-hidden" : mine ? "message-mine" : "message";
    const node = template(kind).cloneNode(true);
    node.id = `m${message.seq}`;
    node.dataset.seq = message.seq;
    node.tabIndex = -1; // so that the link "visa" can go there
    if (message.hidden) {
      fill(node, { words: hiddenWords(message) });
      return node;
    }
    const texts = { name: message.author.name, body: message.body };
    fill(node, { ...texts, clock: clock(new Date(message.at)) });
    if (!mine) dress(node, message.author);
    direct(node, message.to && (message.to.id === data.me ? data.words.toMe : data.words.to.replace("{name}", message.to.name)));
    node.classList.toggle("message-to-me", message.to?.id === data.me);
    paint(node.querySelector('[data-slot="picture"]'), message.picture);
    return node;
  }

  /** In words whom it is to, nothing when to all. */
  function direct(node, words) {
    if (words) fill(node, { to: words });
    else node.querySelector(".message-to").remove();
  }

  function paint(place, symbol) {
    if (symbol) place.setAttribute("href", place.getAttribute("href") + symbol);
    else place.parentNode.remove();
  }

  function hiddenWords({ by, taken_back: own, reported }) {
    if (reported) return data.words.iReported;
    if (by.id === data.me) return own ? data.words.iTookBack : data.words.iHid;
    return (own ? data.words.takenBack : data.words.hidden).replace("{name}", by.name);
  }

  function dress(node, author) {
    const figure = node.querySelector('[data-slot="figure"]');
    figure.setAttribute("href", figure.getAttribute("href") + author.figure);
    const button = node.querySelector('[data-slot="address"]');
    button.value = author.id;
    button.dataset.address = author.name;
    if (author.house) button.replaceWith(figure.parentNode); // Samvaro itself: nobody to write to
    if (author.host) node.classList.add("message-host");
    else node.querySelector('[data-slot="role"]').remove();
  }

  /** The list of a day; a new day gets a heading, and "i dag" leaves the headings before it. */
  function list(at) {
    const day = dayOf.format(at);
    const last = place.querySelector("section[data-day]:last-of-type");
    if (last && last.dataset.day >= day) return last.querySelector("ol");
    place.querySelectorAll("[data-plain]").forEach((heading) => (heading.textContent = heading.dataset.plain));
    const section = template("day").cloneNode(true);
    const words = dayWords.format(at).replace(",", "");
    section.dataset.day = day;
    fill(section, { day: words.charAt(0).toUpperCase() + words.slice(1) });
    place.append(section);
    document.querySelector("[data-empty]")?.remove();
    document.querySelector("[data-choose]").hidden = false;
    return section.querySelector("ol");
  }

  /** What leaves the talk by itself leaves its room behind: nothing below may move under a finger. */
  function remove(node) {
    if (!node.isConnected) return;
    hold(() => {
      place.style.minHeight = `${place.getBoundingClientRect().height}px`;
      node.remove();
    });
  }

  function sameWords(body) {
    const words = (node) => node.querySelector('[data-slot="body"]').textContent.normalize();
    return [...place.querySelectorAll(".message-unsent")].find((node) => words(node) === body);
  }

  return {
    add(message) {
      const unsent = !message.hidden && message.author.id === data.me && sameWords(message.body);
      if (unsent) remove(unsent); // told before it is acknowledged: it must not stand there twice, nor push the form down
      hold(() => list(new Date(message.at)).append(render(message)));
    },
    change(message) {
      const node = document.getElementById(`m${message.seq}`);
      const same = message.hidden && node?.classList.contains("message-hidden");
      if (node && !same) hold(() => node.replaceWith(render(message)));
    },
    /** What was not acknowledged. `again` is called when its button is pressed. */
    addUnsent({ body, to }, again) {
      const node = template("message-unsent").cloneNode(true);
      fill(node, { body });
      direct(node, to?.words);
      node.querySelector('[data-slot="retry"]').addEventListener("click", again);
      hold(() => list(new Date()).append(node));
      return node;
    },
    remove,
    /** The reader does something: now the room that was left may close. */
    settle() {
      hold(() => (place.style.minHeight = ""));
    },
  };
}
