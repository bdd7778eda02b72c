"""Tests: one file per module, each test a claim."""
