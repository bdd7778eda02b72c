"""Tax facts as data: what else one can do with appreciated stock, and what the article says beside what the law says."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One way to go with appreciated stock: what is taxed now, what later, what can bite, and where that stands."""

    name: str
    now: str
    later: str
    bites: str
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClaim:
    """A sentence of the article on tax, a verdict of one or two words, and what the law says."""

    article: str
    verdict: str
    law: str
    source: str


ALTERNATIVES: Final = (
    Treatment(
        name="Sell now and reinvest",
        now="The whole gain, with the 3.8% and perhaps the minimum tax.",
        later="Only growth from here on.",
        bites="The market's risk stays, one name's goes.",
        source="26 USC 1001; 26 USC 1(h)",
    ),
    Treatment(
        name="Hold",
        now="Nothing.",
        later="The whole gain when sold; nothing on stock left to heirs.",
        bites="The risk of the names stays.",
        source="26 USC 1014",
    ),
    Treatment(
        name="Hold with index condors",
        now="60/40 on each year's overlay result, open positions included.",
        later="The stock as if held alone.",
        bites="A bad year's loss is deducted at $3,000 a year beyond gains. No step-up on the overlay.",
        source="26 USC 1256(a); 26 USC 1211(b)",
    ),
    Treatment(
        name="Protective put on the stock",
        now="Nothing at purchase.",
        later="A put's loss is deferred, and long-term where the stock is.",
        bites="Restarts the holding period of stock not yet long-term; dividend days stop.",
        source="26 USC 1092; 26 USC 1233(b)",
    ),
    Treatment(
        name="Collar on the stock",
        now="Nothing, unless so tight that it is a constructive sale.",
        later="The put's gain is short-term; losses are deferred.",
        bites="One straddle, no qualified covered call.",
        source="Rev. Rul. 2002-66; 26 USC 1259",
    ),
    Treatment(
        name="Covered call on the stock",
        now="The premium is not income until the call closes, lapses or is exercised.",
        later="Gain on the call is short-term whatever the time; exercised, the premium joins the sale.",
        bites="Needs more than 30 days and a strike not deep in the money, else a straddle.",
        source="26 USC 1234(b); 26 USC 1092(c)(4)",
    ),
    Treatment(
        name="Exchange fund",
        now="Nothing: shares go into a partnership.",
        later="Basis carries over; the gain is deferred, not erased.",
        bites="Seven years; qualified purchasers; a fifth or so in other assets (by writers, not statute).",
        source="26 USC 721; 26 USC 704(c)(1)(B); 26 USC 737",
        verified=False,
    ),
    Treatment(
        name="Gift to charity",
        now="The value is deducted, up to 30% of income; the gain is never taxed.",
        later="The rest of the deduction carries on five years.",
        bites="From 2026 the first 0.5% of income is lost and 37% counts as 35%. Long-term stock only.",
        source="26 USC 170; P.L. 119-21",
    ),
    Treatment(
        name="Gift to family",
        now="Nothing to the giver.",
        later="The receiver takes over basis and holding period.",
        bites="Gift tax above the yearly exclusion (not checked for 2026).",
        source="26 USC 1015",
        verified=False,
    ),
    Treatment(
        name="Prepaid variable forward",
        now="Nothing, as an open transaction.",
        later="Taxed at delivery.",
        bites="A straddle; extending it can be a constructive sale.",
        source="Rev. Rul. 2003-7; 26 USC 1259",
    ),
)

CLAIMS: Final = (
    TaxClaim(
        article="Short-term option overlays generate ordinary income or loss.",
        verdict="Wrong",
        law="Index and VIX options are 60% long-term, 40% short-term capital gain or loss, however short they run. Only "
        "the 40% meets ordinary rates, and a net loss beyond gains counts for $3,000 a year.",
        source="26 USC 1256(a)(3),(f)(3)",
    ),
    TaxClaim(
        article="Avoids immediate realisation events.",
        verdict="Half right",
        law="The stock is not sold. The overlay is taxed each year, on 31 December even while still open.",
        source="26 USC 1256(a)(1),(c)(1)",
    ),
    TaxClaim(
        article="Index options generally do not interfere with tax lots, avoiding wash sales.",
        verdict="Depends",
        law="Right for a few single names. Wrong for holders of an S&P 500 fund, or of names that make up 70% of the index: "
        "then it can be a straddle.",
        source="26 USC 1256(f)(5); 26 USC 1092(d)(3)",
    ),
    TaxClaim(
        article="Positions continue to qualify for long-term treatment if held appropriately.",
        verdict="Depends",
        law="Not where a straddle begins before a lot is long-term: its holding period restarts.",
        source="Treas. Reg. 1.1092(b)-2T(a)",
    ),
    TaxClaim(
        article="Near-term VIX futures or related ETFs.",
        verdict="Two taxes",
        law="VIX futures and options are 60/40. Shares of VXX or UVXY are not.",
        source="26 USC 1256(b)(1)(A); Green Trader Tax",
    ),
    TaxClaim(
        article="Without tax drag.",
        verdict="Wrong",
        law="Tax each profitable year, and losses that cannot be used in bad ones.",
        source="26 USC 1256; 26 USC 1211(b)",
    ),
    TaxClaim(
        article="18% over 45 days against a 9% cost of capital.",
        verdict="Wrong",
        law="One is per 45 days, the other per year: 18% each 45 days compounds to 283% a year, which nobody earns.",
        source="Arithmetic: 1.18^(365/45) - 1",
    ),
)
