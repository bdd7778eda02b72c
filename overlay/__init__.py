"""Overlay Explorer's mathematics: index condors and VIX hedges over a stock portfolio that is never sold.

Nothing in this package knows of a screen. Conventions hold everywhere:

* strikes, spot and option prices are index points; money is dollars; vol, rates and weights are decimals;
  VIX levels are points. Names that could be doubted carry their unit (``_points``, ``_dollars``, ``_days``, ``_years``).
* years in kernels are calendar days / 365; 252 only annualises observed returns.
* quantity is + long, - short; credit is + received; P&L is + gain; a maximum loss is a positive number.
* arrays: L legs, S spots, D days, P paths, in the order (L, P, D, S). Inputs are never written to.
"""
