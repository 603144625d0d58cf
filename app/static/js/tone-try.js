// Hear the tone before choosing it.
import { canSound, play, wake } from "./tone.js";

const button = document.querySelector("[data-try-tone]");
if (button && canSound) {
  button.hidden = false;
  button.addEventListener("click", () => {
    wake();
    play();
  });
}
