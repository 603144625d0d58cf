// Who is host, whether the table goes on without one, and when the room closes and opens. The words come with each answer.
export function openHost({ data, voice }) {
  const line = document.querySelector("[data-host]");
  const boxes = { closing: document.querySelector("[data-closing]"), talking_on: document.querySelector("[data-talk-on]") };
  const closed = document.querySelectorAll("[data-closed-words]");
  let last = data.notice;

  /** What the server says of it: {kind, words, hosted}, or null when a host is here and nothing ends. */
  function take(notice, hostName) {
    for (const [kind, box] of Object.entries(boxes)) {
      box.hidden = notice?.kind !== kind;
      if (!box.hidden) box.querySelector("[data-words]").textContent = notice.words;
    }
    if (notice?.kind === "closed") closed.forEach((place) => (place.textContent = notice.words));
    if (notice && !notice.hosted) line.textContent = data.words.noHost;
    else if (hostName) line.textContent = data.words.host.replace("{name}", hostName);
    if (notice?.words !== last?.words) tell(notice, hostName);
    last = notice;
  }

  /** That it opens and closes is said by the page. */
  function tell(notice, hostName) {
    if (notice && notice.kind !== "closed") voice.say(notice.words);
    if (!notice && last.kind !== "closed" && hostName) voice.say(line.textContent);
  }

  return { take };
}
