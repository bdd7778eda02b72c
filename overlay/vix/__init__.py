"""VIX futures and options."""
