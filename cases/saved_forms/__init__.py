"""Forms laid aside half-filled, found again by a private link on another day or in another tab."""
