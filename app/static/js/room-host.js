// Who is host, whether the table goes on without one, and when the room closes and opens. The words come with each answer.
export function openHost({ data, voice }) {
  const line = document.querySelector("[data-host]");
  const boxes = { closing: document.querySelector("[data-closing]"), talking_on: document.querySelector("[data-talk-on]") };
  const closed = document.querySelectorAll("[data-closed-words]");
  let last = data.notice;
  let hosts = null; // who sit here, by id

  /** What the server says of it: {kind, words, hosted}, or null when a host is here and nothing ends. */
  function take(notice, hostName) {
    for (const [kind, box] of Object.entries(boxes)) {
      box.hidden = notice?.kind !== kind;
      if (!box.hidden) box.querySelector("[data-words]").textContent = notice.words;
    }
    if (notice?.kind === "closed") closed.forEach((place) => (place.textContent = notice.words));
    if (notice && !notice.hosted) line.textContent = data.words.noHost;
    else line.textContent = hostName ? data.words.host.replace("{name}", hostName) : data.words.isOpen;
    if (notice?.words !== last?.words) tell(notice, hostName);
    last = notice;
  }

  /** That it opens and closes is said by the page. */
  function tell(notice, hostName) {
    if (notice && notice.kind !== "closed") voice.say(notice.words);
    if (!notice && last.kind !== "closed" && hostName) voice.say(line.textContent);
  }

  /** Are other hosts at the table than the last time? Then the words may be others too. */
  function changed(people) {
    const before = hosts;
    hosts = people.filter(({ host }) => host).map(({ id }) => id).join();
    return before !== null && before !== hosts;
  }

  return { take, changed };
}
