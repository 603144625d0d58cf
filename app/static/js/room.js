// A room that is alive: new messages as they are said, sent ones at once, who sits here. The page is whole without it.
import { openDraft } from "./draft.js";
import { openComposer } from "./room-composer.js";
import { openLog } from "./room-log.js";
import { openOrder } from "./room-order.js";
import { openVoice } from "./room-say.js";
import { openState } from "./room-state.js";
import { openWay } from "./room-way.js";
import { openLine } from "./socket.js";

const CATCH_UP_EVERY = 30000;
const holder = document.getElementById("rum-data");
const able = "content" in document.createElement("template") && "AbortController" in window && "Intl" in window;

if (holder && able) start(JSON.parse(holder.dataset.room)).catch(() => {}); // without it the page still works

async function start(data) {
  const reload = document.querySelector("[data-reload]");
  const form = document.querySelector("[data-composer]");
  const voice = openVoice(document.getElementById("utrop"), data.words);
  const log = openLog(data, document.getElementById("samtal"));
  const order = openOrder({ data, log, voice, gap: catchUp });
  const draft = openDraft(data);
  const line = openLine(data.library);
  const state = openState(document.querySelector("[data-line]"), voice);
  const way = openWay({ data, line, form, last: () => order.last, ask: () => catchUp(), state });
  const composer = openComposer({ data, draft, voice, log, form, stored, say: way.say });
  let isOpen = data.open;
  let behind = false; // so much was said that the page is better read anew
  let asking = false;

  line.on("connect", () => enter());
  line.on("disconnect", (why) => {
    // The server ended it: this session is over, and what stands here belongs to nobody who is signed in.
    if (why === "io server disconnect") window.location.reload();
  });
  line.on("message_posted", (message) => here(message) && !behind && order.receive(message));
  line.on("message_hidden", (message) => here(message) && order.change({ ...message, hidden: true }));
  line.on("message_restored", (message) => here(message) && order.change(message));
  line.on("people_changed", (news) => here(news) && seat(news.here));
  line.on("seat_changed", (news) => news.left === data.room && goTo(news.room));
  line.on("room_opened", (news) => here(news) && catchUp());
  line.on("room_closed", (news) => here(news) && open(false));
  setInterval(() => line.connected && catchUp(), CATCH_UP_EVERY * (0.9 + Math.random() / 5));
  document.addEventListener("visibilitychange", () => document.hidden || catchUp());

  const here = (news) => news.room === data.room;

  async function enter() {
    take(await way.catchUp("enter_room"));
  }

  /** My own words come back like everyone's on the line; when they do not, it has forgotten the room. */
  function stored(seq) {
    setTimeout(() => order.last < seq && catchUp(), line.connected ? 1000 : 0);
  }

  async function catchUp() {
    if (asking || behind) return;
    asking = true;
    const answer = await way.catchUp("catch_up");
    asking = false;
    take(answer);
  }

  function take(answer) {
    if (!answer || answer.error === "too_many") return;
    behind = behind || Boolean(answer.more);
    reload.hidden = answer.ok && !behind;
    if (!answer.ok) return;
    if (answer.table !== data.room) {
      goTo(answer.table);
      return;
    }
    if (!behind) answer.messages.forEach(order.receive);
    answer.hidden.forEach(order.change);
    seat(answer.here);
    host(answer.opened_by);
    open(answer.is_open);
    composer.resend();
  }

  /** My seat is at another table now. What I was writing comes along. (data.away has a 0 for the table's number.) */
  function goTo(table) {
    if (behind === "leaving") return;
    behind = "leaving";
    draft.carryTo(table);
    window.location.replace(data.away.replace("/0?", `/${table}?`));
  }

  function host(name) {
    const place = document.querySelector("[data-host]");
    if (name && place) place.textContent = data.words.host.replace("{name}", name);
  }

  /** Closing takes the form away only from those who are not writing in it. */
  function open(nowOpen) {
    if (nowOpen === isOpen) return;
    isOpen = nowOpen;
    document.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = part.dataset.when !== (isOpen ? "open" : "closed");
    });
    if (!isOpen && !composer.isEmpty) form.hidden = false;
    if (isOpen) composer.calm();
    voice.say(isOpen ? data.words.opened : data.words.closed);
  }

  function seat(people) {
    const list = document.querySelector("[data-here]");
    const table = document.querySelector("[data-table]");
    if (table && people.length !== list.children.length) table.textContent = data.atTable; // the list says with whom
    const present = new Set(people.map(({ id }) => String(id)));
    [...list.children].forEach((item) => present.has(item.dataset.person) || item.remove());
    people.forEach((person) => list.querySelector(`[data-person="${person.id}"]`) || list.append(chair(person)));
    document.querySelectorAll("[data-chair]").forEach((place, index) => picture(place, people[index]));
  }

  /** Who sits where in the drawing. More than it has chairs for stand in the list only. */
  function picture(place, person) {
    const use = place.querySelector(".chair-person use:last-child");
    place.classList.toggle("chair-taken", Boolean(person));
    if (person) use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${person.figure}`));
  }

  function chair(person) {
    const item = document.getElementById("person-template").content.firstElementChild.cloneNode(true);
    const slot = (name) => item.querySelector(`[data-slot="${name}"]`);
    item.dataset.person = person.id;
    slot("name").textContent = person.name;
    slot("figure").setAttribute("href", slot("figure").getAttribute("href") + person.figure);
    if (!person.host) slot("role").remove();
    if (person.id !== data.me) slot("you").remove();
    return item;
  }
}
