// "Läs upp": the tablet's own voice reads one message. The button is there only where there is a voice.
const button = document.querySelector("[data-read]");
const voice = window.speechSynthesis;

if (button && voice && window.SpeechSynthesisUtterance) {
  const words = button.querySelector(".with-icon > span") || button;
  const start = words.textContent;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (voice.speaking) {
      voice.cancel();
      return;
    }
    const text = document.getElementById(button.dataset.read);
    const spoken = new SpeechSynthesisUtterance(text.textContent);
    spoken.lang = text.lang || document.documentElement.lang;
    spoken.rate = 0.9;
    spoken.onend = spoken.onerror = () => (words.textContent = start);
    words.textContent = button.dataset.stop;
    voice.speak(spoken);
  });
  window.addEventListener("pagehide", () => voice.cancel());
}
