"""Tax facts as data: alternatives for appreciated stock, and the article's statements compared with the law."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """One alternative for appreciated stock: the tax now, the tax later, the drawbacks, and the source."""

    name: str
    now: str
    later: str
    bites: str
    source: str
    verified: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxClaim:
    """A statement of the article on tax, a verdict of one or two words, and the law's rule."""

    article: str
    verdict: str
    law: str
    source: str


ALTERNATIVES: Final = (
    Treatment(
        name="Sell now and reinvest",
        now="The whole gain, with the 3.8% and perhaps the minimum tax.",
        later="Only growth from here on.",
        bites="Single-name risk ends, market risk stays.",
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
        later="The stock is taxed as if held alone.",
        bites="Beyond gains, only $3,000 of losses a year can be deducted. No step-up on the overlay.",
        source="26 USC 1256(a); 26 USC 1211(b)",
    ),
    Treatment(
        name="Protective put on the stock",
        now="Nothing at purchase.",
        later="A put's loss is deferred, and is long-term if the stock is.",
        bites="Restarts the holding period of stock that is not yet long-term; days for qualified dividends stop counting.",
        source="26 USC 1092; 26 USC 1233(b)",
    ),
    Treatment(
        name="Collar on the stock",
        now="Nothing, unless the collar is so tight that it is a constructive sale.",
        later="The put's gain is short-term; losses are deferred.",
        bites="One straddle, no qualified covered call.",
        source="Rev. Rul. 2002-66; 26 USC 1259",
    ),
    Treatment(
        name="Covered call on the stock",
        now="The premium is not income until the call closes, lapses or is exercised.",
        later="Gain on the call is always short-term; if exercised, the premium is part of the sale price.",
        bites="It is a straddle unless the call has more than 30 days and is not deep in the money.",
        source="26 USC 1234(b); 26 USC 1092(c)(4)",
    ),
    Treatment(
        name="Exchange fund",
        now="Nothing: shares go into a partnership.",
        later="Basis carries over; the gain is deferred, not erased.",
        bites="Seven years; qualified purchasers only; about a fifth in other assets (by commentators, not by statute).",
        source="26 USC 721; 26 USC 704(c)(1)(B); 26 USC 737",
        verified=False,
    ),
    Treatment(
        name="Gift to charity",
        now="The value is deducted, up to 30% of income; the gain is never taxed.",
        later="Unused deduction carries over for five years.",
        bites="From 2026 the first 0.5% of income is not deductible, and the 37% bracket saves only 35%. Long-term stock only.",
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
        law="Index and VIX options give 60% long-term and 40% short-term capital gain or loss, even if held for days. Only "
        "the 40% is taxed at ordinary rates. A net loss beyond gains is deductible up to $3,000 a year.",
        source="26 USC 1256(a)(3),(f)(3)",
    ),
    TaxClaim(
        article="Avoids immediate realisation events.",
        verdict="Half right",
        law="The stock is not sold. The overlay is taxed each year, and open positions are marked on 31 December.",
        source="26 USC 1256(a)(1),(c)(1)",
    ),
    TaxClaim(
        article="Index options generally do not interfere with tax lots, avoiding wash sales.",
        verdict="Depends",
        law="Right for a few single names. Wrong for an S&P 500 fund, or for names that make up 70% of the index: "
        "then the overlay can be a straddle.",
        source="26 USC 1256(f)(5); 26 USC 1092(d)(3)",
    ),
    TaxClaim(
        article="Positions continue to qualify for long-term treatment if held appropriately.",
        verdict="Depends",
        law="Not if a straddle begins before a lot is long-term: the lot's holding period restarts.",
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
        law="Each profitable year is taxed, and the losses of bad years may not be usable.",
        source="26 USC 1256; 26 USC 1211(b)",
    ),
    TaxClaim(
        article="18% over 45 days against a 9% cost of capital.",
        verdict="Wrong",
        law="The first is for 45 days, the second for a year: 18% every 45 days compounds to 283% a year, which nobody earns.",
        source="Arithmetic: 1.18^(365/45) - 1",
    ),
)
