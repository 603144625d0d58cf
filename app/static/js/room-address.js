// Whom the next message is to: chosen by tapping a picture, seen above the box, and taken away with one tap.
export function openAddress({ words, draft, form }) {
  const [hint, chosen] = document.querySelector("[data-addressee]").children;
  const line = document.getElementById("till-vem").querySelector("span span");
  const field = form.elements.namedItem("till");
  const box = form.elements.namedItem("body");
  let to = field.value ? { id: Number(field.value), words: line.textContent } : null;

  box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") || ""} till-vem`.trim());
  set(to || (box.value && draft.to) || null);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-address]");
    if (!button || form.hidden) return;
    event.preventDefault();
    set({ id: Number(button.value), words: words.to.replace("{name}", button.dataset.address) });
    box.focus(); // asked for with a tap: the box may be far from the picture
  });
  chosen.querySelector("button").addEventListener("click", (event) => {
    event.preventDefault();
    set(null);
    box.focus();
  });

  function set(person) {
    to = person;
    field.value = to ? to.id : "";
    line.textContent = to ? to.words : "";
    hint.hidden = Boolean(to);
    chosen.hidden = !to;
    draft.to = to;
  }

  return {
    set,
    get to() {
      return to;
    },
  };
}
