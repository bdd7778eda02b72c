"""The slow ladder: one day after another, one layer after another, one leg after another, with the scalar modules.

It knows the rules in words and nothing of the flat pass: strikes come from `overlay.condor.placement`, prices from one `Market`
a day, days from Python's calendar, money from whole cents in a list.
"""

import math
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np

from overlay.condor import placement
from overlay.history import calendar
from overlay.history.path import Path
from overlay.options.legs import greeks, prices
from overlay.options.market import Market
from overlay.options.modelled import clock
from overlay.options.surface import Anchored

ACTIONS = ("open", "close", "roll", "settle")


@dataclass
class Slow:
    """One layer of the slow ladder; flows are (position, leg, cents) of the whole position, leg -1 for commission."""

    root: int
    generation: int
    opened: int
    expiry: date
    condor: object
    credit: int
    mid: float
    quantity: int
    loss: int
    fate: str = "open"
    ended: int = -1
    flows: list = field(default_factory=list)


def made_path(seed, days=90, *, first=date(2018, 3, 1), closed=0.05, wild=1.0, level=2700.0, gates=None):
    """A random path on trading days of which some more are closed, with a VIX that answers falls; index to two decimals."""
    rng = np.random.default_rng(seed)
    real = calendar.trading_days(first, first + timedelta(days=3 * days + 299)).to_numpy().astype("datetime64[D]")
    trading = real[rng.random(len(real)) >= closed]
    own, ahead = trading[:days], trading[days:][:120]
    vix = np.empty(days)
    index = np.empty(days)
    vix[0], index[0] = 12.0 + 10.0 * rng.random(), level
    for k in range(1, days):
        move = rng.standard_normal() * vix[k - 1] / 100.0 / 252**0.5 * wild
        index[k] = round(index[k - 1] * math.exp(move), 2)
        vix[k] = round(float(np.clip(vix[k - 1] * math.exp(0.05 * (2.7 - math.log(vix[k - 1])) - 6 * move), 9, 80)), 2)
    size = np.ones(days) if gates is None else rng.choice(gates, days)
    return Path(
        days=own, index=index, vix=vix, lately=vix, rate=np.full(days, 0.02), dividend_yield=np.full(days, 0.018), size=size,
        modelled=np.zeros(days, dtype=bool), ahead=ahead,
    )  # fmt: skip


def market(path, at):
    """The market on a position."""
    spot, vix = float(path.index[at]), float(path.vix[at])
    rate, dividends = float(path.rate[at]), float(path.dividend_yield[at])
    return Market(
        as_of=path.day(at), spot=spot, rate=rate, dividend_yield=dividends, vix=vix, source="slow",
        clock=calendar.expires(path.day(at)).time(),
        surface=Anchored(
            spot=spot, vix=vix, rate=rate, dividend_yield=dividends, clock=clock.at(path.day(at), calendar.expires(path.day(at)).time()),
        ),
    )  # fmt: skip


def expiry(path, at, days):
    """Settlement day: the nearest weekday, or the trading day before it, or the next one if that is too early."""
    trading = {path.day(k) for k in range(len(path.numbers))}
    today = path.day(at)
    wanted = today + timedelta(days=days)
    if wanted.weekday() == 5:
        wanted += timedelta(days=-1 if wanted - timedelta(days=1) > today else 2)
    elif wanted.weekday() == 6:
        wanted += timedelta(days=1)
    while wanted not in trading and wanted > today:
        wanted -= timedelta(days=1)
    while wanted <= today or wanted not in trading:
        wanted += timedelta(days=1)
    return wanted


def lay(rules, today, days, terms):
    """The condor of a rule set today, or None where none can be laid.

    A contract on a tenth of the index is laid as one on the whole index with a grid ten times as wide.
    """
    how, share = rules.placement, terms.contract.index_share
    whole = replace(terms.contract, strike_step=terms.contract.strike_step / share, index_share=1.0)
    shape = placement.Shape(tilt=how.tilt, contract=whole)
    try:
        if how.by == "delta":
            laid = placement.by_delta(today, how.target, 0.01, days, shape)
            laid = replace(
                laid,
                long_put=today.wing(whole, -1, laid.expiry, laid.short_put, how.wing_points),
                long_call=today.wing(whole, 1, laid.expiry, laid.short_call, how.wing_points),
            )
        else:
            place = getattr(placement, f"by_{how.by}")
            laid = place(today, how.target, how.wing_points, days, shape)
    except placement.OverlayError:
        return None
    names = ("long_put", "short_put", "short_call", "long_call")
    return replace(laid, **{name: getattr(laid, name) * share for name in names}, contract=terms.contract)


def slippage(price, today, terms):
    """Contract points that an option gives up: flat points of the index, or the measured law in plain numbers."""
    costs, contract = terms.costs, terms.contract
    if costs.slippage_points is not None:
        return costs.slippage_points * contract.index_share
    tick = {"SPX": 0.05 if price < 3.0 else 0.10, "XSP": 0.01}[contract.symbol]
    level = today.spot * contract.index_share
    return costs.spread_times * max(tick, 0.064 * (price * level / 4000.0 * today.vix / 20.0) ** 0.5)


def fill(price, sign, today, terms):
    """Cents of one option bought (+1) or sold (-1): + received."""
    contract = terms.contract
    given_up = terms.fill * slippage(price, today, terms)
    ticks = round(100 * max(price + sign * given_up, 0.0))
    return -sign * ticks * int(contract.multiplier)


SIGNS = (1, -1, -1, 1)


class SlowLadder:
    """The walk itself: `layers` in the order they opened, `cash` in cents after each day."""

    def __init__(self, rules, path, terms):
        self.rules, self.path, self.terms = rules, path, terms
        self.capital = round(100 * terms.capital_dollars)
        self.layers, self.cash, self.entries = [], [], []
        self.due = path.day(0)
        for at in range(len(path)):
            self.day(at)

    def standing(self):
        """Layers that are open."""
        return [one for one in self.layers if one.fate == "open"]

    def day(self, at):
        """All that happens on one close."""
        today = market(self.path, at)
        rolled = [one for one in self.standing() if self.ends(one, at, today) == "roll"]
        for parent in sorted(rolled, key=lambda one: (one.generation, one.root)):
            self.open(at, today, self.rules.roll.new_days, 1.0, parent)
        size = self.path.size[at]
        if self.path.day(at) >= self.due and size > 0.0:
            self.due = self.path.day(at) + timedelta(days=self.rules.entry_days)
            self.entries.append(at)
            self.open(at, today, self.rules.expiry_days, float(size), None)
        before = self.cash[-1] if self.cash else 0
        self.cash.append(before + sum(f[2] for one in self.layers for f in one.flows if f[0] == at))

    def ends(self, one, at, today):
        """Settle, close or roll a layer if it is time; what was done."""
        if today.as_of == one.expiry:
            one.fate, one.ended = "settle", at
            for leg, (option, sign) in enumerate(zip(one.condor.legs, SIGNS, strict=True)):
                strike = option.strike / self.terms.contract.index_share
                paid = max(option.right * (today.spot - strike), 0.0) * self.terms.points_cents
                one.flows.append((at, leg, sign * round(paid) * one.quantity))
            return "settle"
        points = prices(one.condor.legs, today).points
        cost = -float(sum(sign * float(p) for sign, p in zip(SIGNS, points, strict=True)))
        if self.exits(one, today, cost):
            what = "close"
        elif one.generation < self.terms.most_rolls and self.rolls(one, today, cost):
            what = "roll"
        else:
            return "hold"
        one.fate, one.ended = what, at
        for leg, (price, sign) in enumerate(zip(points, SIGNS, strict=True)):
            one.flows.append((at, leg, fill(float(price), -sign, today, self.terms) * one.quantity))
        one.flows.append((at, -1, -4 * round(100 * self.terms.costs.commission_dollars) * one.quantity))
        return what

    def exits(self, one, today, cost):
        """Whether the exit rule closes it."""
        policy, amount = self.rules.exits.policy, self.rules.exits.amount
        received = one.credit / 100.0 / self.terms.contract.multiplier
        return {
            "none": lambda: False,
            "credit_share": lambda: cost <= (1 - amount) * received,
            "credit_multiple": lambda: cost - received >= amount * received,
            "days_left": lambda: (one.expiry - today.as_of).days <= amount,
            "delta": lambda: max(abs(self.deltas(one, today)[k]) for k in (1, 2)) >= amount,
            "distance": lambda: self.distance(one, today) <= amount,
        }[policy]()

    def deltas(self, one, today):
        """Delta of one option of each leg to the index."""
        whole = greeks(one.condor.legs, today).delta
        return [float(d) / abs(leg.dollars_per_point) for d, leg in zip(whole, one.condor.legs, strict=True)]

    def distance(self, one, today):
        """Standard deviations to the nearer short strike."""
        share = self.terms.contract.index_share
        sd = today.one_sd_points(one.expiry)
        return min(today.spot - one.condor.short_put / share, one.condor.short_call / share - today.spot) / sd

    def rolls(self, one, today, cost):
        """Whether the roll rule rolls it."""
        if not self.rules.band(today.vix).rolls:
            return False
        level, loses = self.rules.roll.level, cost > one.mid
        return {
            "none": lambda: False,
            "calendar": lambda: (today.as_of - self.path.day(one.opened)).days >= level,
            "edr": lambda: today.vix / 100 / 252**0.5 > level and loses,
            "vix": lambda: today.vix > level and loses,
            "distance": lambda: self.distance(one, today) <= level,
        }[self.rules.roll.trigger]()

    def open(self, at, today, days, size, parent):
        """Lay a condor and take as many as fit."""
        end = expiry(self.path, at, days)
        condor = lay(self.rules, today, (end - today.as_of).days, self.terms)
        if condor is None:
            return
        points = [float(p) for p in prices(condor.legs, today).points]
        each = [fill(price, sign, today, self.terms) for price, sign in zip(points, SIGNS, strict=True)]
        credit, commission = sum(each), 4 * round(100 * self.terms.costs.commission_dollars)
        width = round(100 * condor.widest_points * self.terms.contract.multiplier)
        if not commission < credit < width:
            return
        loss = width - credit + commission
        caps = self.rules.sizing
        room = round(caps.layer_cap * self.capital * size)
        if math.isfinite(caps.aggregate_cap):
            used = sum(one.loss * one.quantity for one in self.standing())
            room = min(room, round(caps.aggregate_cap * self.capital) - used)
        count = max(room // loss, 0)
        if parent is not None:
            count = min(count, parent.quantity)
        mid = -sum(sign * price for sign, price in zip(SIGNS, points, strict=True))
        generation = 0 if parent is None else parent.generation + 1
        root = at if parent is None else parent.root
        one = Slow(root, generation, at, end, condor, credit, mid, count, loss)
        one.flows += [(at, leg, cents * count) for leg, cents in enumerate(each)]
        one.flows.append((at, -1, -commission * count))
        self.layers.append(one)
