/** An entry of the FAQ in the chat: what fits on one screen of a phone is open, in one language; the rest is folded. */
import { anchor, el, items, phone, text } from "./elements.js";
import { texts } from "./language.js";

const CHINESE = { lang: "zh-Hant" };
const pair = ([name, value]) => value && el("div", {}, text("dt", name), el("dd", {}, value));
const pairs = (rows) => el("dl", { className: "pairs" }, rows.map(pair));
const fold = (title, properties, ...content) => el("details", properties, text("summary", title), ...content);

// Letters that fit on the screen of a phone, with title, mark and rows; of Chinese they are wider, lines of Thai are taller.
const room = (language) => (language ? (language === "th" ? 600 : 660) : 240);

// What a row more takes beside its letters: its name, and space.
const ROW = 110;

/** How many letters stand beside each other: marks above and below a letter, as in Thai, take no room. */
const width = (text) => text.replace(/\p{M}/gu, "").length;

/** The sentences of a text that fit into `most` letters, at least `least` of them, and the others.
 *  Thai ends no sentence with a stop: a space between Thai words parts what belongs together. */
function begun(whole, most, least = 1) {
  const sentences = whole.split(/(?<=[.!?]\s+)(?=\S)|(?<=。)(?=.)|(?<=\p{Script=Thai}\s+)(?=\p{Script=Thai})/u);
  let count = least;
  while (count < sentences.length && width(sentences.slice(0, count + 1).join("")) <= most) count += 1;
  return [sentences.slice(0, count).join(""), sentences.slice(count).join("")];
}

/** Papers by situation; `labels` says what is optional and what to do without. */
function papers(groups, labels) {
  const paper = ({ name, required, missing }) => name + (required ? "" : `（${labels.optional}）`) + (missing ? `。${labels.missing}：${missing}` : "");
  return groups.flatMap((group) => [text("b", group.situation), items("ul", group.items.map(paper))]);
}

/** What of the Chinese entry is folded. */
function folded(entry) {
  const { window: place, online } = entry;
  const words = texts.card;
  const hours = place.open === "unknown" ? place.open_text : `${place.hours}（${place.open_text}）`;
  const forms = entry.forms.map((form) => [anchor(form.name, form.url), `：${form.where}`]);
  if (online) forms.push([`${words.online}：`, anchor(online.name, online.url), online.note && `（${online.note}）`]);
  const elsewhere = entry.other_windows.map(([when, other]) => [`${when}：${other.name}，`, phone(other.phone)]);
  return [
    entry.documents.length && fold(words.papers, {}, el("div", CHINESE, papers(entry.documents, texts.card))),
    entry.steps.length > 1 && fold(words.steps, {}, items("ol", entry.steps)),
    fold(words.where, {}, text("p", `${words.say}：「${entry.say}」`, "say"),
      pairs([[words.address, place.address], [words.hours, hours], [words.fee, entry.fee], [words.duration, entry.duration]]),
      elsewhere.length && items("ul", elsewhere)),
    forms.length && fold(words.forms, {}, items("ul", forms)),
    entry.details.length && fold(words.details, {}, items("ul", entry.details)),
    fold(words.law, {}, items("ul", [...entry.legal_basis, ...entry.unconfirmed])),
  ];
}

/** The article of a `faq_card` block. */
export function card({ entry, brief }) {
  const { window: place, translation: other } = entry;
  const words = texts.card;
  const short = brief ?? { title: entry.question, answer: entry.answer, rows: [] };
  const stamp = [place.remark, `${words.asOf} ${entry.as_of}`, `${words.number} ${entry.id}`, `${words.version} ${entry.generation}`];
  const later = short.language ? [other.labels.window, other.labels.say] : []; // a translation is longer than the Chinese
  const isLater = ({ label }) => later.includes(label);
  const first = short.rows.filter((row) => !isLater(row) && !row.folds);
  const taken = width([short.title, short.notice ?? "", ...first.map((row) => row.text)].join(""));
  const mine = short.rows.find((row) => row.folds);
  const least = width(short.language ? begun(short.answer, 0)[0] : short.answer);
  const most = room(short.language) - taken - (mine ? ROW : 0);
  const [mineFirst, mineRest] = mine ? begun(mine.text, most - least, 0) : [];
  const shown = mineFirst ? [{ ...mine, text: mineFirst }, ...first] : first;
  const [answer, rest] = short.language ? begun(short.answer, most - width(mineFirst ?? "")) : [short.answer];
  const rows = (kept) => pairs(kept.map((row) => [row.label, row.text === place.phone ? phone(row.text) : row.text]));
  const address = `faq/${entry.id}${short.language ? `?lang=${short.language}` : ""}`;
  return el("article", { className: "card" },
    el("div", { lang: short.language ?? CHINESE.lang, className: "brief" },
      text("h3", short.title),
      short.notice && text("p", short.notice, "stamp"),
      text("p", answer),
      rows(shown),
    ),
    mineRest && fold(mine.label, { lang: short.language ?? CHINESE.lang }, text("p", mineRest)),
    rest && fold(words.whole, { lang: short.language }, text("p", rest)),
    short.rows.some(isLater) && fold(other.labels.window, { lang: short.language }, rows(short.rows.filter(isLater))),
    short.language && fold(`${other.labels.official}：${entry.question}`, CHINESE, text("p", entry.answer)),
    short.language && other.documents.length && fold(other.labels.documents, { lang: short.language }, other.marks?.documents && text("p", other.marks.documents, "stamp"), ...papers(other.documents, other.labels)),
    short.more && fold(words.whole, {}, text("p", short.more)),
    entry.calculators.length && el("p", CHINESE, entry.calculators.map(({ id, title }) => [anchor(title, `tools/${id}`), " "]).flat()),
    ...(short.language ? [] : folded(entry)),
    el("p", {}, anchor(words.page, address)),
    text("p", stamp.filter(Boolean).join("・"), "stamp"),
  );
}
