// One soft tone of two pulses, made here. No browser lets it sound before the page has been touched.
// Low, since hearing fades from above with age: see the studies of 520 Hz alarms.
const PITCH = 520; // Hz
const PULSES = [0, 0.28]; // seconds
const LENGTH = 0.22;
const LOUDNESS = 0.2; // of 1; the tablet's own volume does the rest
const Context = window.AudioContext || window.webkitAudioContext;
let context = null;

export const canSound = Boolean(Context);

/** To be called from a tap or a key. */
export function wake() {
  if (!canSound) return;
  context = context || new Context();
  if (context.state !== "running") context.resume();
}

export function play() {
  if (!context) return;
  PULSES.forEach((wait) => pulse(context.currentTime + wait));
}

function pulse(start) {
  const voice = context.createOscillator();
  const gain = context.createGain();
  voice.type = "triangle"; // a few overtones are heard better than none
  voice.frequency.value = PITCH;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(LOUDNESS, start + 0.03);
  gain.gain.linearRampToValueAtTime(0, start + LENGTH);
  voice.connect(gain);
  gain.connect(context.destination);
  voice.start(start);
  voice.stop(start + LENGTH);
}
