"""N-grams of characters in the buckets of scikit-learn, which serving does not load."""

import subprocess
import sys

import numpy as np
import pytest
from sklearn.feature_extraction.text import HashingVectorizer

from bot.safety.hashed_ngrams import BUCKETS, LONGEST, hashed


@pytest.mark.parametrize(
    "text", ["老闆說要砍我 我好怕", "toi khong muon song nua", "ถูกนายจ้าง", "a 一", "😀😀😀😀 ok", ""]
)
def test_the_buckets_are_those_of_scikit_learn(text: str) -> None:
    theirs = HashingVectorizer(
        analyzer="char_wb",
        ngram_range=(1, LONGEST),
        n_features=BUCKETS,
        alternate_sign=False,
        lowercase=False,
    ).transform([text])
    places, values = hashed(text)
    row = np.zeros(BUCKETS)
    row[places] = values
    assert np.allclose(row, theirs.toarray()[0], atol=1e-6)


def test_serving_does_not_load_scikit_learn() -> None:
    code = "import app, web.server, sys; sys.exit('sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
