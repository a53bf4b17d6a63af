/** The languages of the chat and its words in the one that is used. */
import { preferences } from "./preferences.js";
import chinese from "./texts/zh-Hant.js";

/** Tag -> the name that its speakers use; said in the chat, it changes the language of the answers. */
export const LANGUAGES = {
  "zh-Hant": "中文",
  en: "English",
  vi: "Tiếng Việt",
  id: "Bahasa Indonesia",
  th: "ภาษาไทย",
  fil: "Filipino",
};
const OFFICIAL = "zh-Hant";
const HAN = /\p{Script=Han}/u;

export let language = OFFICIAL;
export let texts = chinese;

/** Uses `tag` from now on; false where the words cannot be had. */
export async function use(tag) {
  try {
    texts = tag === OFFICIAL ? chinese : (await import(`./texts/${tag}.js`)).default;
  } catch {
    return false;
  }
  language = tag;
  return true;
}

/** The language to begin with: the chosen one, else that of a browser in one which few Taiwanese use. */
export function preferred() {
  const chosen = preferences().language;
  if (chosen in LANGUAGES) return chosen;
  const browsers = (navigator.language ?? "").toLowerCase().split("-")[0].replace(/^tl$/, "fil");
  return browsers in LANGUAGES && browsers !== "en" ? browsers : OFFICIAL;
}

/** In which language a paragraph of an answer stands: what is official is Chinese. */
export const languageOf = (paragraph) => (HAN.test(paragraph.slice(0, 12)) ? OFFICIAL : language);
