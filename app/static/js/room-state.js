// What is so just now, in one sentence. All that may be said stand in the same place, one of them seen: nothing moves.
export function turn(place, name) {
  place.querySelectorAll("[data-say]").forEach((part) => part.classList.toggle("unseen", part.dataset.say !== name));
}

/** Whether others are heard at once, after a while, or not at all: live, http, lost. Spoken when the net goes and comes. */
export function openState(place, voice) {
  const words = (name) => place.querySelector(`[data-say="${name}"]`).textContent;
  let now = "";
  return (name) => {
    if (name === now) return;
    if (name === "lost") voice.say(words("lost"));
    if (now === "lost") voice.say(place.dataset.back);
    now = place.dataset.now = name;
    turn(place, name);
  };
}
