"""Condors opened one after another over a history: layers, rolls, accounts, decisions."""
