"""The districts of the city, and which of several is the nearest."""

from collections.abc import Iterable
from functools import cache
from math import cos, hypot, radians
from pathlib import Path

import yaml

from knowledge.schemas import Strict, Text

FILE = Path(__file__).parent / "districts.yml"
_KM_A_DEGREE = 111.0


class District(Strict):
    """A district: its name, how it is written in Latin letters, about where its middle lies (degrees)."""

    name: Text
    latin: tuple[Text, ...]
    latitude: float
    longitude: float

    def distance(self, other: "District") -> float:
        """Kilometres between the middles of two districts, as the crow flies."""
        east = (other.longitude - self.longitude) * cos(radians(self.latitude))
        return _KM_A_DEGREE * hypot(other.latitude - self.latitude, east)


@cache
def load_districts() -> dict[str, District]:
    """All districts by name."""
    found = (District(**record) for record in yaml.safe_load(FILE.read_text("utf-8")))
    return {district.name: district for district in found}


def district_in(address: str) -> str | None:
    """The district that an address names, None when it names none of the city."""
    return next((name for name in load_districts() if name in address), None)


def nearest(town: str, addresses: Iterable[str]) -> int | None:
    """Which of ``addresses``, from 0, lies nearest to the district ``town``; None when none can be told."""
    districts = load_districts()
    places = [(number, district_in(address)) for number, address in enumerate(addresses)]
    known = [(districts[town].distance(districts[name]), number) for number, name in places if name]
    return min(known)[1] if known else None
