// On every page: asks the browser to keep the three pages that are nobody's, for when there is no line. Where it cannot,
// nothing is kept and all else works.
const keeper = navigator.serviceWorker;
if (keeper) window.addEventListener("load", () => keeper.register("/sw.js").catch(() => {}));

// "Försök igen" leads home. Shown in place of another page, it fetches that one.
const retry = document.querySelector("[data-retry]");
if (retry && window.location.pathname !== retry.dataset.retry) {
  retry.addEventListener("click", (event) => {
    event.preventDefault();
    window.location.reload();
  });
}
