"""Reports: figures of a period beside those of the period before, small numbers suppressed."""
