"""How texts are read before they are encoded or compared: form, language, spelling, contrast, register."""
