"""Fitting the fusion and the calibration (``labordesk train``)."""
