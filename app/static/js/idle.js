// Where others may come to the same screen: two minutes' warning, one tap to stay, and nothing left on it afterwards.
const WARNING = 120_000; // milliseconds before the end
const MARGIN = 5_000; // signing out ourselves, while the server still knows who it is
const TELL_EVERY = 60_000; // reading and writing count as use; the server hears of it once a minute
// Not UL: who sits at a table is such a list, and its script takes out what is nobody.
const HOLDS = /^(MAIN|SECTION|OL)$/;
const box = document.getElementById("vila");

if (box && window.fetch && window.FormData) watch();

function watch() {
  const [stay, leave] = box.querySelectorAll("form");
  const voice = document.getElementById("vila-utrop");
  let ends = Date.now() + box.dataset.seconds * 1000;
  let told = Date.now();

  stay.addEventListener("submit", (event) => {
    event.preventDefault();
    tell();
  });
  for (const use of ["click", "keydown", "input", "scroll"]) {
    document.addEventListener(use, () => box.hidden && Date.now() - told > TELL_EVERY && tell(), { passive: true });
  }
  // A page that comes back out of the browser's memory may belong to the one before.
  window.addEventListener("pageshow", (event) => event.persisted && window.location.reload());
  const clock = setInterval(look, 1000); // by the clock on the wall: a sleeping tablet stops its timers

  function look() {
    const left = ends - Date.now();
    if (left <= MARGIN) {
      clearInterval(clock);
      leave.submit();
    } else if (left <= WARNING && box.hidden) {
      warn();
    }
  }

  async function tell() {
    told = Date.now();
    const request = { method: "POST", body: new FormData(stay), headers: { Accept: "application/json" } };
    try {
      const answer = await fetch(stay.action, request);
      if (answer.status === 401) ends = 0; // it is over already
      if (!answer.ok) return;
      ends = Date.now() + (await answer.json()).seconds * 1000;
    } catch {
      return; // no line: the time goes on, and another tap tries again
    }
    box.hidden = true;
    voice.textContent = "";
  }

  /** In the flow of the page, but where the eyes are: before the block in the middle of the screen. */
  function warn() {
    box.hidden = false;
    voice.textContent = box.querySelector("p").textContent;
    const block = blockAt(window.innerHeight / 2);
    const inList = block && block.parentElement.tagName === "OL";
    if (block) block.before(inList ? document.createElement("li") : box);
    if (inList) block.previousElementSibling.append(box);
    // Nobody has touched the page for long; a warning that is not seen would be none.
    const { top, bottom } = box.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) box.scrollIntoView({ block: "center" });
  }

  function blockAt(height) {
    let at = document.elementFromPoint(window.innerWidth / 2, height);
    if (!at || !at.closest("main > *")) return null;
    at = at.closest("form, fieldset") || at;
    while (!HOLDS.test(at.parentElement.tagName)) at = at.parentElement;
    const below = (child) => child.getBoundingClientRect().bottom > height;
    while (HOLDS.test(at.tagName) && [...at.children].some(below)) at = [...at.children].find(below); // a gap was hit
    return at;
  }
}
