// The form stays where it is seen when something comes or goes above it: nobody should have to follow a field that runs.
export function openHold(form) {
  const box = form.elements.namedItem("body");
  const top = () => (box.getClientRects().length ? box.getBoundingClientRect().top : null); // null while it is hidden

  function isSeen() {
    return box.getBoundingClientRect().top < window.innerHeight && form.getBoundingClientRect().bottom > 0;
  }

  /** Change the page, and scroll as far as that moved the box. Who reads further up stays where they are. */
  return (change) => {
    const before = isSeen() ? top() : null;
    change();
    const after = top();
    if (before !== null && after !== null) window.scrollBy(0, after - before);
  };
}
