/** Which headlines are meant by what is typed so far. All of it happens in the browser: nothing typed travels. */

const ENOUGH = 0.5; // the share of what is typed that a headline must hold
const LETTERS = /[\p{L}\p{N}]+/gu;
const CONTINUOUS = /[\p{Script=Han}\p{Script=Thai}]+/u; // written without spaces between words

/** Vietnamese and Thai are found without their marks as well. */
const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "d").toLowerCase();

/** Words, and pairs of signs where words are not set apart. */
function features(words) {
  const found = new Set();
  for (const [run] of folded(words).matchAll(LETTERS)) {
    for (const part of run.split(/([\p{Script=Han}\p{Script=Thai}]+)/u).filter(Boolean)) {
      if (!CONTINUOUS.test(part)) found.add(part);
      else if (part.length === 1) found.add(part);
      else for (let at = 0; at < part.length - 1; at += 1) found.add(part.slice(at, at + 2));
    }
  }
  return found;
}

/** Finds headlines; a feature that few of them have says more. */
export class Headlines {
  #all;
  #counts = new Map();

  constructor(headlines) {
    this.#all = headlines.map((headline) => ({ headline, features: features(headline) }));
    for (const { features: own } of this.#all) {
      for (const feature of own) this.#counts.set(feature, (this.#counts.get(feature) ?? 0) + 1);
    }
  }

  /** The `most` best headlines for `typed`, best first; none where too little of it fits. */
  nearest(typed, most = 5) {
    const asked = features(typed);
    const whole = folded(typed).trim();
    const weights = new Map([...asked].map((feature) => [feature, this.#weight(feature)]));
    const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0);
    if (whole.length < 2 || !total) return [];
    const last = [...asked].at(-1); // its word may not be complete yet
    const scored = this.#all.map(({ headline, features: own }) => {
      let shared = 0;
      for (const [feature, weight] of weights) {
        const begins = feature === last && !CONTINUOUS.test(feature) && [...own].some((word) => word.startsWith(feature));
        if (own.has(feature) || begins) shared += weight;
      }
      return { headline, score: shared / total + (folded(headline).includes(whole) ? 1 : 0) };
    });
    const fitting = scored.filter(({ score }) => score >= ENOUGH);
    const better = (one, other) => other.score - one.score || one.headline.length - other.headline.length;
    return fitting.sort(better).slice(0, most).map(({ headline }) => headline);
  }

  #weight(feature) {
    return Math.log(1 + this.#all.length / (1 + (this.#counts.get(feature) ?? 0)));
  }
}
