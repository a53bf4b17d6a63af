/** Answers read aloud by the voices of the device, where there are any. */
import { iconButton, rename } from "./elements.js";
import { language, languageOf, texts } from "./language.js";

const CHINESE_VOICE = "zh-TW";
const speech = globalThis.speechSynthesis;
let stop = () => {}; // ends what is being read

/** The voice for a tag: one of the device itself, which sends no text away, before any other. */
function voiceFor(tag) {
  const base = tag.split("-")[0].replace("fil", "tl");
  const fitting = speech.getVoices().filter(({ lang }) => lang.replace("_", "-").replace("fil", "tl").startsWith(base));
  return fitting.find(({ lang, localService }) => localService && lang.replace("_", "-") === tag) ?? fitting.find(({ localService }) => localService) ?? fitting[0] ?? null;
}

/** What of `turn` is read: its sentences, not its buttons and folded parts. */
function sentences(turn) {
  return [...turn.querySelectorAll("p:not(.stamp), h3, .brief dt, .brief dd")]
    .filter((node) => !node.closest("details"))
    .flatMap((node) => node.textContent.split("\n"))
    .filter((line) => line.trim());
}

function read(turn, done) {
  const lines = sentences(turn).map((line) => {
    const utterance = new SpeechSynthesisUtterance(line);
    utterance.lang = languageOf(line) === language ? texts.voice : CHINESE_VOICE;
    utterance.voice = voiceFor(utterance.lang);
    return utterance;
  });
  const last = lines.at(-1);
  if (!last) return done();
  last.onend = done;
  for (const line of lines) {
    line.onerror = done;
    speech.speak(line);
  }
}

/** A button that reads `turn`, and stops reading when it is pressed again; null where there is no voice. */
export function readButton(turn) {
  if (!speech) return null;
  const button = iconButton("read", texts.reading.read);
  button.classList.add("read");
  const silent = () => {
    delete button.dataset.on;
    rename(button, texts.reading.read);
  };
  button.addEventListener("click", () => {
    const wasReading = "on" in button.dataset;
    stop();
    if (wasReading) return;
    button.dataset.on = "";
    rename(button, texts.reading.stop);
    let over = false;
    const done = () => {
      if (over) return;
      over = true;
      stop = () => {};
      silent();
    };
    stop = () => {
      done();
      speech.cancel();
    };
    read(turn, done);
  });
  return button;
}

/** Ends what is being read: somebody speaks, writes or leaves. */
export const silence = () => stop();
