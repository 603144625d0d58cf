// A room that is alive: new messages as they are said, sent ones at once, who sits here. The page is whole without it.
import { openDraft } from "./draft.js";
import { openAttention } from "./room-attention.js";
import { openComposer } from "./room-composer.js";
import { openHold } from "./room-hold.js";
import { openHost } from "./room-host.js";
import { openLog } from "./room-log.js";
import { openOrder } from "./room-order.js";
import { openPause } from "./room-pause.js";
import { openVoice } from "./room-say.js";
import { openSound } from "./room-sound.js";
import { openState } from "./room-state.js";
import { openTables } from "./room-tables.js";
import { openWay } from "./room-way.js";
import { openLine } from "./socket.js";

const CATCH_UP_EVERY = 30000;
const holder = document.getElementById("rum-data");
const able = "content" in document.createElement("template") && "AbortController" in window && "Intl" in window;

if (holder && able) start(JSON.parse(holder.dataset.room)).catch(() => {}); // without it the page still works

async function start(data) {
  const reload = document.querySelector("[data-reload]");
  const form = document.querySelector("[data-composer]");
  const attention = openAttention(data.attention);
  const voice = openVoice(document.getElementById("utrop"), data.words, { attention, sound: openSound(attention) });
  const hold = openHold(form);
  const log = openLog(data, document.getElementById("samtal"), hold);
  const order = openOrder({ data, log, voice, gap: catchUp });
  const draft = openDraft(data);
  const line = openLine(data.library);
  const state = openState(document.querySelector("[data-line]"), voice);
  const way = openWay({ data, line, form, last: () => order.last, ask: () => catchUp(), state });
  const composer = openComposer({ data, draft, voice, log, form, hold, stored, say: way.say });
  const host = openHost({ data, voice });
  const pause = openPause({ data, voice, over: () => composer.calm() });
  const tables = openTables({ address: data.others, hold });
  let isOpen = data.open;
  let behind = false; // so much was said that the page is better read anew
  let missed = false; // the line was away
  let asking = false;
  let again = false; // something was told while an answer was on its way

  line.on("connect", () => enter());
  line.on("disconnect", () => (missed = true));
  line.on("disconnect", (why) => {
    // The server ended it: this session is over, and what stands here belongs to nobody who is signed in.
    if (why === "io server disconnect") window.location.reload();
  });
  line.on("message_posted", (message) => here(message) && !behind && order.receive(message));
  line.on("message_hidden", (message) => here(message) && order.change({ ...message, hidden: true }));
  line.on("message_restored", (message) => here(message) && order.change(message));
  line.on("message_reported", (message) => here(message) && order.change({ ...message, hidden: true }));
  line.on("pause_changed", (news) => news.room === data.first && catchUp());
  line.on("removed", (news) => news.room === data.first && turnedAway());
  line.on("people_changed", (news) => here(news) && come(news.here));
  line.on("seat_changed", (news) => news.left === data.room && goTo(news.room));
  line.on("attention_changed", attention.changed);
  line.on("room_opened", (news) => here(news) && catchUp());
  line.on("room_closed", (news) => here(news) && (hold(() => open(false)), catchUp()));
  line.on("tables_changed", (news) => here(news) && tables.changed());
  line.on("hosts_changed", (news) => here(news) && catchUp());
  setInterval(() => line.connected && catchUp(), CATCH_UP_EVERY * (0.9 + Math.random() / 5));
  document.addEventListener("visibilitychange", () => document.hidden || catchUp());

  const here = (news) => news.room === data.room;

  async function enter() {
    if (missed) tables.heardNothing();
    missed = false;
    take(await way.catchUp("enter_room"));
  }

  /** My own words come back like everyone's on the line; when they do not, it has forgotten the room. */
  function stored(seq) {
    setTimeout(() => order.last < seq && catchUp(), line.connected ? 1000 : 0);
  }

  async function catchUp() {
    again = asking;
    if (asking || behind) return;
    asking = true;
    const answer = await way.catchUp("catch_up");
    asking = false;
    take(answer);
    if (again) catchUp();
  }

  function take(answer) {
    if (!answer || answer.error === "too_many") return;
    behind = behind || Boolean(answer.more);
    reload.hidden = answer.ok && !behind;
    if (answer.error === "removed") turnedAway();
    if (!answer.ok) return;
    if (!line.connected) tables.heardNothing();
    if (answer.table !== data.room) {
      goTo(answer.table);
      return;
    }
    if (!behind) answer.messages.forEach(order.receive);
    answer.hidden.forEach(order.change);
    host.changed(answer.here);
    hold(() => {
      seat(answer.here);
      host.take(answer.notice, answer.opened_by);
      open(answer.is_open);
      pause.take(answer.paused);
    });
    composer.resend();
  }

  /** My seat is at another table now. What I was writing comes along. (data.away has a 0 for the table's number.) */
  function goTo(table) {
    if (behind === "leaving") return;
    draft.carryTo(table);
    leaveFor(table);
  }

  /** I am removed from the room: its page tells why. The draft stays until I am let in again. */
  function turnedAway() {
    if (behind !== "leaving") leaveFor(data.room);
  }

  function leaveFor(table) {
    behind = "leaving";
    window.location.replace(data.away.replace("/0?", `/${table}?`));
  }

  /** Closing takes the form away only from those who are not writing in it. */
  function open(nowOpen) {
    if (nowOpen === isOpen) return;
    isOpen = nowOpen;
    tables.changed();
    document.querySelectorAll("[data-when]").forEach((part) => {
      part.hidden = part.dataset.when !== (isOpen ? "open" : "closed");
    });
    if (!isOpen && !composer.isEmpty) form.hidden = false;
    if (isOpen) composer.calm();
    voice.say(isOpen ? data.words.opened : data.words.closed);
  }

  function come(people) {
    hold(() => seat(people));
    if (host.changed(people)) catchUp();
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
    const mine = person.id === data.me;
    const template = document.getElementById(mine ? "me-template" : "person-template");
    const item = template.content.firstElementChild.cloneNode(true);
    const slot = (name) => item.querySelector(`[data-slot="${name}"]`);
    item.dataset.person = person.id;
    slot("name").textContent = person.name;
    slot("figure").setAttribute("href", slot("figure").getAttribute("href") + person.figure);
    if (!person.host) slot("role").remove();
    if (mine) return item;
    slot("you").remove();
    slot("address").value = person.id;
    slot("address").dataset.address = person.name;
    const order = slot("order"); // for those who keep order
    if (order) order.setAttribute("href", order.getAttribute("href").replace(/0$/, person.id));
    if (order) slot("order-name").textContent = person.name;
    return item;
  }
}
