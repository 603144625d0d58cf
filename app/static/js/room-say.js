// The one voice of the page: a polite status that is empty at load. Each sentence is said once and taken away.
const STAYS = 8000;
const TOGETHER = 4000;

export function openVoice(place, words) {
  let collected = [];
  let collecting = false;

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
    if (count === 1) message(last);
    if (count < 2) return;
    const parts = { n: count, name: last.author.name, text: last.body };
    say(words.many.replace(/\{(n|name|text)\}/g, (_, part) => parts[part]));
  }

  /** The first is spoken at once; those that follow within four seconds become one sentence. */
  function message(one) {
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
