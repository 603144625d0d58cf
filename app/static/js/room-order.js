// Order and place: messages come out by number without gaps; what would move the page under a reader waits for a tap.
export function openOrder({ data, log, voice, gap }) {
  const early = new Map(); // came before one that is missing
  const held = []; // in order, not yet on the page
  const end = document.querySelector("[data-end]");
  const links = { above: news("above"), below: news("below") };
  const latest = links.above.querySelector("a").textContent;
  let last = data.last;
  let unseen = 0;

  function news(side) {
    const box = document.querySelector(`[data-news="${side}"]`);
    box.querySelector("a").addEventListener("click", flush);
    return box;
  }

  /** Where the end of the talk is, seen from the reader: at hand, further down, or behind. */
  function whereabouts() {
    const { top } = end.getBoundingClientRect();
    if (top > window.innerHeight) return "reader above";
    return top < 0 ? "reader below" : "at the end";
  }

  /** A ready phrase comes in Swedish and is read in the language of the page. */
  const read = (message) => ({ ...message, ...data.phrases[message.phrase] });

  function receive(message) {
    if (message.seq <= last) return;
    early.set(message.seq, read(message));
    while (early.has(last + 1)) {
      last += 1;
      show(early.get(last));
      early.delete(last);
    }
    if (early.size) gap();
  }

  function show(message) {
    const mine = !message.hidden && message.author.id === data.me;
    const place = mine ? "at the end" : whereabouts();
    if (mine) flush();
    if (!mine && !message.hidden) voice.message(message);
    if (place === "reader below" || held.length) held.push(message);
    else log.add(message);
    if (place !== "at the end" && !message.hidden) announceLink(message.seq);
  }

  function announceLink(seq) {
    unseen += 1;
    const text = unseen === 1 ? data.words.newOne : data.words.newMany.replace("{n}", unseen);
    for (const box of Object.values(links)) {
      const link = box.querySelector("a");
      link.textContent = text;
      if (unseen === 1) link.setAttribute("href", `#m${seq}`);
    }
    links.below.hidden = false; // the one above has its place always: nothing that is read may move
  }

  function flush() {
    held.splice(0).forEach((message) => log.add(message));
  }

  function seen() {
    if (!unseen && !held.length) return;
    if (whereabouts() !== "at the end") return;
    flush();
    unseen = 0;
    links.below.hidden = true;
    links.above.querySelector("a").textContent = latest;
    links.above.querySelector("a").setAttribute("href", "#skriv");
  }

  function change(told) {
    const message = read(told);
    for (const waiting of [held, [...early.values()]]) {
      const found = waiting.find((one) => one.seq === message.seq);
      if (found) Object.assign(found, { hidden: false, ...message });
    }
    log.change(message);
  }

  window.addEventListener("scroll", () => requestAnimationFrame(seen), { passive: true });
  window.addEventListener("resize", seen);
  return {
    receive,
    change,
    get last() {
      return last;
    },
  };
}
