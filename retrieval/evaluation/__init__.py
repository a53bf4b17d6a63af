"""Measuring: labelled queries of ours and of others, measures, comparisons, reports."""
