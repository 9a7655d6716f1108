"""Distance between two points on the ellipsoid of the earth (WGS 84)."""

from decimal import Decimal
from math import asin, atan, atan2, cos, radians, sin, sqrt, tan

MAJOR, FLATTENING = 6378137.0, 1 / 298.257223563
MINOR = MAJOR * (1 - FLATTENING)
ROUNDS, CLOSE_ENOUGH = 200, 1e-12

Point = tuple[Decimal, Decimal]  # latitude, longitude, in degrees


def metres_between(one: Point, other: Point) -> float:
    """Length of the shortest way, in metres; exact to a millimetre (Vincenty 1975).

    For points on nearly opposite sides of the earth, where that method finds no answer, the
    length on a sphere, which is up to half a per cent off.
    """
    if one == other:
        return 0.0
    length = _vincenty(one, other)
    return _on_a_sphere(one, other) if length is None else length


def _vincenty(one: Point, other: Point) -> float | None:
    """The iteration of the inverse problem; its variables are named as in the paper."""
    u1, u2 = (atan((1 - FLATTENING) * tan(radians(point[0]))) for point in (one, other))
    apart = radians(other[1] - one[1])
    lam = apart
    for _round in range(ROUNDS):
        x = cos(u2) * sin(lam)
        y = cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lam)
        sin_s = sqrt(x * x + y * y)
        if sin_s == 0:
            return 0.0
        cos_s = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lam)
        sigma = atan2(sin_s, cos_s)
        sin_a = cos(u1) * cos(u2) * sin(lam) / sin_s
        cos2_a = 1 - sin_a**2
        cos_2m = cos_s - 2 * sin(u1) * sin(u2) / cos2_a if cos2_a else 0.0
        c = FLATTENING / 16 * cos2_a * (4 + FLATTENING * (4 - 3 * cos2_a))
        turn = sigma + c * sin_s * (cos_2m + c * cos_s * (2 * cos_2m**2 - 1))
        before, lam = lam, apart + (1 - c) * FLATTENING * sin_a * turn
        if abs(lam - before) < CLOSE_ENOUGH:
            return _length(cos2_a, sigma, sin_s, cos_s, cos_2m)
    return None


def _length(cos2_a: float, sigma: float, sin_s: float, cos_s: float, cos_2m: float) -> float:
    u = cos2_a * (MAJOR**2 - MINOR**2) / MINOR**2
    a = 1 + u / 16384 * (4096 + u * (-768 + u * (320 - 175 * u)))
    b = u / 1024 * (256 + u * (-128 + u * (74 - 47 * u)))
    inner = cos_s * (2 * cos_2m**2 - 1) - b / 6 * cos_2m * (4 * sin_s**2 - 3) * (4 * cos_2m**2 - 3)
    return MINOR * a * (sigma - b * sin_s * (cos_2m + b / 4 * inner))


def _on_a_sphere(one: Point, other: Point) -> float:
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * (2 * MAJOR + MINOR) / 3 * asin(min(1.0, sqrt(half)))
