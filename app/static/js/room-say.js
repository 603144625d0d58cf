// The one voice of the page: a polite status that is empty at load. Each sentence is said once and taken away.
const STAYS = 8000;
const TOGETHER = 4000;
const CALM = 20000; // between two numbers, for those who want to hear no more than that

export function openVoice(place, words, { attention, sound }) {
  let collected = [];
  let collecting = false;
  let uncounted = 0;
  let counting = null;
  let counted = 0; // when

  function say(sentence) {
    const line = document.createElement("p");
    line.textContent = sentence;
    place.append(line);
    setTimeout(() => line.remove(), STAYS);
  }

  function told(message) {
    return `${message.author.name}: ${message.body}`;
  }

  function sum() {
    collecting = false;
    const [count, last] = [collected.length, collected[collected.length - 1]];
    collected = [];
    if (attention.announce !== "all") return;
    if (count === 1) tell(last);
    if (count < 2) return;
    const parts = { n: count, name: last.author.name, text: last.body };
    say(words.many.replace(/\{(n|name|text)\}/g, (_, part) => parts[part]));
  }

  function count() {
    uncounted += 1;
    counting = counting || setTimeout(sayNumber, Math.max(TOGETHER, counted + CALM - Date.now()));
  }

  function sayNumber() {
    if (attention.announce === "number") say(uncounted === 1 ? words.oneNew : words.manyNew.replace("{n}", uncounted));
    [uncounted, counting, counted] = [0, null, Date.now()];
  }

  /** Somebody else has written. */
  function message(one) {
    sound.ring();
    if (attention.announce === "all") tell(one);
    if (attention.announce === "number") count();
  }

  /** The first is spoken at once; those that follow within four seconds become one sentence. */
  function tell(one) {
    if (collecting) {
      collected.push(one);
      return;
    }
    say(told(one));
    collecting = true;
    setTimeout(sum, TOGETHER);
  }

  return { say, message };
}
