"""What was tried for search and not kept, as commands: ``python -m tests.experiments.NAME``.

Each prints lines for docs/retrieval.md. The judge is always what nothing in the run has learned from.
"""
