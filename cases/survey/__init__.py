"""Whether an answer helped, and how content a citizen is after a case: one tap, once."""
