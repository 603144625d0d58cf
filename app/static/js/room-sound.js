// The tone when somebody else writes: where it is wanted, and not more often than every five seconds.
import { play, wake } from "./tone.js";

const REST = 5000;

export function openSound(attention) {
  let last = 0;
  for (const use of ["click", "keydown"]) {
    document.addEventListener(use, () => attention.sound && wake(), { passive: true });
  }
  return {
    ring() {
      if (!attention.sound || Date.now() - last < REST) return;
      last = Date.now();
      play();
    },
  };
}
