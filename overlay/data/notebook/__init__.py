"""What a notebook asks for in one line each: a market, a book, its risk, a backtest, the tax, a scenario.

`import overlay` opens these lazily: `overlay.market("2018-12-26")`. Everything here composes the rooms above and adds no
mathematics of its own.
"""
