"""Our locales, negotiation, identification, normalisation, words of a text, catalogues."""
