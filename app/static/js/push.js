// One button: notifications on this tablet. Where the browser cannot, or was told never to ask, the part stays hidden.
const part = document.querySelector("[data-push]");
const can = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

if (part && can && Notification.permission !== "denied") {
  part.hidden = false;
  part.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    begin().catch(refused);
  });
}

async function begin() {
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not granted");
  const keeper = await navigator.serviceWorker.ready;
  const options = { userVisibleOnly: true, applicationServerKey: octets(part.dataset.key) };
  const subscription = await subscribe(keeper.pushManager, options);
  const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() };
  const answer = await fetch(part.dataset.push, { method: "POST", headers, body: JSON.stringify(subscription) });
  if (!answer.ok) throw new Error(`answered ${answer.status}`);
  window.location.reload();
}

/** A subscription under an earlier key is of no use any more, and stands in the way of a new one. */
async function subscribe(manager, options) {
  try {
    return await manager.subscribe(options);
  } catch (error) {
    const old = await manager.getSubscription();
    if (!old) throw error;
    await old.unsubscribe();
    return manager.subscribe(options);
  }
}

function refused() {
  const said = part.querySelector("[data-refused]");
  said.textContent = said.dataset.refused;
}

function token() {
  return document.querySelector("input[name=csrf_token]").value;
}

function octets(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}
