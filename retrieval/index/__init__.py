"""What is searched: documents as vectors and as words, built together as a numbered generation."""
