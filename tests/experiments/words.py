"""Which words the classifier compares: character n-grams, the sounds of the characters, jieba's words.

Needs ``pip install jieba``, which the project itself does not use.
"""

from collections.abc import Callable, Iterator

import jieba
from pypinyin import Style, lazy_pinyin
from sklearn.feature_extraction.text import TfidfVectorizer

from retrieval.analysis.glossary import searchable
from retrieval.analysis.text import with_official_words
from retrieval.index.lexical import ngrams
from tests.experiments.holdout import Floats, Holdout

# What sounds alike in Taiwan and is typed for one another.
_ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))
Grams = Callable[[str], list[str]]


def _sounds(text: str) -> list[str]:
    """Pairs and triples of syllables without tone."""
    syllables = []
    for syllable in lazy_pinyin(with_official_words(searchable(text)), style=Style.NORMAL):
        for precise, loose in _ALIKE:
            syllable = syllable.replace(precise, loose)
        if syllable.strip():
            syllables.append(syllable)
    return ["_".join(syllables[i : i + n]) for n in (2, 3) for i in range(len(syllables) - n + 1)]


def _words(text: str) -> list[str]:
    return [word for word in jieba.lcut(with_official_words(searchable(text))) if word.strip()]


def _likeness(holdout: Holdout, grams: Grams) -> tuple[Floats, Floats]:
    vectorizer = TfidfVectorizer(analyzer=grams, sublinear_tf=True)
    learned = vectorizer.fit_transform([document.text for document in holdout.learned])
    asked = vectorizer.transform([document.text for document in holdout.queries])
    return (learned @ learned.T).toarray(), (asked @ learned.T).toarray()


def results() -> Iterator[str]:
    """One line per mix of words."""
    holdout = Holdout.load()
    dense = holdout.dense(holdout.vectors, holdout.query_vectors)
    kinds: dict[str, Grams] = {
        "字元": lambda text: list(ngrams(text)),
        "讀音": _sounds,
        "jieba": _words,
    }
    words = {name: _likeness(holdout, grams) for name, grams in kinds.items()}
    for mix in ({"字元": 0.3}, {"字元": 0.2, "讀音": 0.2}, {"字元": 0.2, "jieba": 0.2}, {"jieba": 0.3}):
        among, asked = (
            dense[side] + sum(weight * words[name][side] for name, weight in mix.items()) for side in (0, 1)
        )
        first, third = holdout.hits(among, asked)
        yield f"{mix}: Hit@1 {first:.3f}, Hit@3 {third:.3f}"


if __name__ == "__main__":
    for line in results():
        print(line, flush=True)
