// The sound of the bell: off until somebody turns it on, remembered in this browser.

const KEY = "labordesk-bell-sound";

export function isSoundOn() {
  try {
    return localStorage.getItem(KEY) === "on";
  } catch {
    return false; // storage is forbidden: nothing is remembered
  }
}

export function turnSound(on) {
  try {
    if (on) localStorage.setItem(KEY, "on");
    else localStorage.removeItem(KEY);
  } catch {
    // As above.
  }
}

/** One short tone; a browser that wants a press first stays silent. */
export function ring() {
  const audio = new AudioContext();
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  volume.gain.setValueAtTime(0.2, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.6);
  tone.frequency.value = 880;
  tone.connect(volume).connect(audio.destination);
  tone.addEventListener("ended", () => audio.close());
  tone.start();
  tone.stop(audio.currentTime + 0.6);
}
