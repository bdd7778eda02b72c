"""How one trades, as data with sources: rule sets, and the presets that ship."""
