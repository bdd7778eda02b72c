"""The screen of the topic backtest."""
