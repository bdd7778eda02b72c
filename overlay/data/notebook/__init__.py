"""One-line functions for notebooks: a market, a book, its risk, a backtest, the tax, a scenario.

`import overlay` loads them lazily: `overlay.market("2018-12-26")`. They only combine functions of the other rooms.
"""
