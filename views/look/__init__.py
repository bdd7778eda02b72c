"""How things look: formats, colours, charts, words."""
