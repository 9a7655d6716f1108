"""The matrix's numbers, exact: every cell is a + b√2, so no score is ever rounded before print.

Ratings and weights: Heuer, Analysis of Competing Hypotheses, with the weights of PARC. The
credibility weight of a grade is ours.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction
from functools import cache, total_ordering
from math import isqrt

from evidence.attribution.vocabulary import Consistency, Weight

CENT = Decimal("0.01")
BITS = 64
ROOT = isqrt(2 << 2 * BITS)  # √2, as a whole number of 2^-64
DIGITS = 60  # far more than any score needs: it is only ever rounded to two


# Twice a and b of a + b√2.
Halves = tuple[int, int]


@total_ordering
@dataclass(frozen=True)
class Surd:
    """a + b√2 with exact a and b."""

    a: Fraction = Fraction(0)
    b: Fraction = Fraction(0)

    def __add__(self, other: "Surd") -> "Surd":
        return Surd(self.a + other.a, self.b + other.b)

    def __mul__(self, other: "Surd") -> "Surd":
        return Surd(self.a * other.a + 2 * self.b * other.b, self.a * other.b + self.b * other.a)

    def __neg__(self) -> "Surd":
        return Surd(-self.a, -self.b)

    def __lt__(self, other: "Surd") -> bool:
        return (self + -other).sign < 0

    @property
    def sign(self) -> int:
        """-1, 0 or 1. Where the two parts pull apart, the squares decide: √2 is irrational."""
        a, b = _sign(self.a), _sign(self.b)
        if b in {a, 0}:
            return a
        if a == 0:
            return b
        return a if self.a**2 > 2 * self.b**2 else b

    @classmethod
    def of(cls, halves: "Halves") -> "Surd":
        return cls(Fraction(halves[0], 2), Fraction(halves[1], 2))

    @property
    def halves(self) -> "Halves":
        """Twice a and b: whole numbers, because no weight has a finer part."""
        return int(self.a * 2), int(self.b * 2)

    def rounded(self) -> Decimal:
        """To two decimals; zero has no sign."""
        with localcontext() as context:
            context.prec = DIGITS
            value = _decimal(self.a) + _decimal(self.b) * Decimal(2).sqrt()
            return value.quantize(CENT, ROUND_HALF_EVEN) + Decimal("0.00")

    def __str__(self) -> str:
        return format(self.rounded(), "f")


def printed(score: str) -> str:
    """With the minus that people read; what is stored and digested keeps the plain sign."""
    return score.replace("-", "\u2212")


def as_number(halves: Halves) -> int:
    """A figure as one whole number, which adds up and compares exactly as the figure does.

    Two of them are equal only if both parts are: 2^61 would have to divide b. Different ones lie
    more than 2^32 apart, while rounding √2 moves them by less than 2^30, for all parts up to 2^30:
    more than any matrix adds up to.
    """
    return (halves[0] << BITS) + halves[1] * ROOT


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


ZERO = Surd()
HALF_ROOT = Surd(Fraction(0), Fraction(1, 2))  # 1/√2 = √2/2
WEIGHTS = {
    Weight.LOW: HALF_ROOT,
    Weight.MEDIUM: Surd(Fraction(1)),
    Weight.HIGH: Surd(b=Fraction(1)),
}
# Only inconsistency counts; CC, C, N and NA contribute nothing.
STEPS: dict[str, int] = {Consistency.II: -2, Consistency.I: -1}


@cache
def unit(credibility: str, relevance: str) -> Surd:
    """What one step of inconsistency weighs in a row."""
    return WEIGHTS[Weight(credibility)] * WEIGHTS[Weight(relevance)]


def contribution(rating: str, credibility: str, relevance: str) -> Surd:
    """What one cell adds to its hypothesis's score; never positive."""
    steps = STEPS.get(Consistency(rating), 0)
    return Surd(Fraction(steps)) * unit(credibility, relevance)


def credibility_weight(reliability: str, credibility: str) -> Weight | None:
    """A grade's weight: A or B with 1 or 2 high; D, E, 4 or 5 low; F or 6 none; else medium."""
    if reliability == "F" or credibility == "6":
        return None
    if reliability in "DE" or credibility in "45":
        return Weight.LOW
    if reliability in "AB" and credibility in "12":
        return Weight.HIGH
    return Weight.MEDIUM
