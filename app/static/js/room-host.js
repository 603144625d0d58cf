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
    write(notice, hostName);
    if (notice?.words !== last?.words) tell(notice, hostName);
    last = notice;
  }

  /** At the top; a link to the box below where there is more to say. The same as host_line in _hosting.html. */
  function write(notice, hostName) {
    const named = hostName ? data.words.host.replace("{name}", hostName) : data.words.isOpen;
    const who = notice && !notice.hosted ? data.words.noHost : named;
    if (!boxes[notice?.kind]) line.textContent = who;
    else if (notice.kind === "talking_on") link(who, "#prata-vidare");
    else link(`${notice.hosted ? who : data.words.isOpen} ${notice.words}`, "#stanger");
  }

  function link(words, href) {
    const [there, text] = [line.querySelector("a") || document.createElement("a"), document.createElement("span")];
    there.className = "link-row link-plain";
    there.setAttribute("href", href);
    text.textContent = words;
    there.replaceChildren(text);
    if (!there.isConnected) line.replaceChildren(there); // else its focus would go
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
