"""Layers of VIX calls: their size, cost, rules and lives."""
