"""Federal income tax on a book and its overlay, computed from whole returns, never as rate times amount.

Covers section 1256, straddles, wash sales, gifts, and the after-tax results of selling and holding.
"""

from overlay.tax.dividends import DividendDays, qualified_dividend_days
from overlay.tax.income_tax import Federal, Netted, Return, cost, federal, net, niit
from overlay.tax.law import FILINGS, Filing, Law
from overlay.tax.section1256 import SixtyForty, carryback, mark_to_market, section_1256
from overlay.tax.sell_or_hold import (
    Comparison,
    Future,
    Outlook,
    StockBasis,
    compare,
    of_portfolio,
    overlay_return,
    yearly_results,
)
from overlay.tax.wash import Purchase, WashSale, wash_sale
from overlay.tax.yearly import Rates

__all__ = [
    "FILINGS",
    "Comparison",
    "DividendDays",
    "Federal",
    "Filing",
    "Future",
    "Law",
    "Netted",
    "Outlook",
    "Purchase",
    "Rates",
    "Return",
    "SixtyForty",
    "StockBasis",
    "WashSale",
    "carryback",
    "compare",
    "cost",
    "federal",
    "mark_to_market",
    "net",
    "niit",
    "of_portfolio",
    "overlay_return",
    "qualified_dividend_days",
    "section_1256",
    "wash_sale",
    "yearly_results",
]
