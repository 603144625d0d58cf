// Who sits at the other tables of the room. The server writes it, in the reader's language; it is fetched when it changed.
const REREAD_AFTER = 1500; // milliseconds; many who come and go at once are one reading
const REREAD_APART = 0.5; // of them, so that a whole room does not ask in the same moment

export function openTables({ address, hold }) {
  const place = document.querySelector("[data-tables]");
  let planned = false;

  async function read() {
    planned = false;
    try {
      const got = await fetch(address, { redirect: "error" });
      if (!got.ok) return;
      const page = new DOMParser().parseFromString(await got.text(), "text/html");
      show(page.querySelector("[data-tables]"));
    } catch {
      // without an answer the old words stay; the next news asks again
    }
  }

  function show(fresh) {
    if (!fresh || fresh.innerHTML === place.innerHTML) return;
    const link = place.contains(document.activeElement) && document.activeElement.getAttribute("href");
    hold(() => place.replaceChildren(...fresh.childNodes));
    const again = link && [...place.querySelectorAll("a")].find((one) => one.getAttribute("href") === link);
    if (again) again.focus({ preventScroll: true }); // who stood on a link stands there still
  }

  return {
    changed() {
      if (planned) return;
      planned = true;
      setTimeout(read, REREAD_AFTER * (1 - REREAD_APART * Math.random()));
    },
    /** There was no line: what was told meanwhile was not heard. */
    heardNothing() {
      if (place.children.length) this.changed();
    },
  };
}
