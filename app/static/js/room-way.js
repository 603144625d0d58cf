// By which door the page talks with the server: the live line, or HTTP while no line can be opened. Both may answer the
// same thing; what is said is stored once by its client id and shown once by its number.
import { askOverHttp, sayOverHttp } from "./room-http.js";

// Milliseconds between questions over HTTP while nothing is said; from the beginning again when something was.
const ASK_AFTER = [3000, 5000, 10000, 20000, 30000];
const SPREAD = 0.2; // of them, to either side

export function openWay({ data, line, form, last, ask, state }) {
  let step = 0;
  let timer = null;
  let answers = true; // whether HTTP did, the last time

  function later() {
    clearTimeout(timer);
    if (line.connected || document.hidden) return;
    timer = setTimeout(ask, ASK_AFTER[step] * (1 - SPREAD + Math.random() * 2 * SPREAD));
  }

  function soon() {
    step = 0;
    later();
  }

  async function overHttp(asked) {
    const answer = await asked;
    if (answer?.error === "unauthorized") {
      window.location.reload(); // this session is over: to the sign-in page, and what was not sent waits on the tablet
      return null;
    }
    if (!line.connected) state(answer ? "http" : "lost");
    if (answer && !answers) line.hurry();
    answers = Boolean(answer);
    return answer;
  }

  /** Ask on the line, and where it is silent over HTTP. */
  async function byEither(event, payload, asked) {
    const onLine = line.connected;
    const first = await line.ask(event, payload);
    if (first) return first.error === "unavailable" ? null : first;
    const answer = await overHttp(asked());
    if (onLine && line.connected && answer) line.renew();
    if (onLine && line.connected && !answer) state("lost");
    return answer;
  }

  window.addEventListener("online", () => {
    line.hurry();
    soon();
  });
  document.addEventListener("visibilitychange", () => {
    clearTimeout(timer);
    if (document.hidden) return;
    step = 0;
    line.hurry(); // who comes back to the page asks at once, as on the line: room.js
  });
  line.on("disconnect", soon);
  later();

  return {
    /** What was said meanwhile; null when nobody answers. */
    async catchUp(event) {
      const before = last();
      const answer = await byEither(event, { room: data.room, after: before }, () => askOverHttp(data, before));
      if (line.connected && answer?.ok) state("live");
      step = answer?.messages?.length ? 0 : Math.min(step + 1, ASK_AFTER.length - 1);
      later();
      return answer;
    },
    async say(message) {
      const payload = { room: data.room, client_id: message.id, body: message.body };
      if (message.to) payload.to = message.to.id;
      const answer = await byEither("send_message", payload, () => sayOverHttp(form, message));
      if (!line.connected) soon();
      return answer;
    },
  };
}
