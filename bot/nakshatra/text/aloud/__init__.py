"""Numbers, dates and signs in a language's words, by languages/<code>/speech.toml."""
