// Puts the code from the address into the form and sends it. The code leaves the address bar at once, so that it
// stays out of the history and out of pictures of the screen. Without this script the address can be pasted.
const form = document.getElementById("card-form");
const code = window.location.hash.slice(1);

if (form && code.length >= 16 && window.history.replaceState) {
  window.history.replaceState(null, "", window.location.pathname);
  form.elements.namedItem("code").value = code;
  form.submit();
}
