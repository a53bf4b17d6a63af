"""Which entry, how sure, and what to do about it: features, fusion, calibration, decision."""
