"""The facts of a situation: one value of each kind, as plain text that can be kept and read back."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class FactKind(StrEnum):
    """What a fact is about; the order is the one in which facts are shown.

    The values are kept so: money in whole TWD (``wage`` and ``average_wage`` a month), ``seniority`` in
    months, ``hired`` and ``left`` as a day or a month of ISO 8601, hours and ages as numbers, ``role`` as a
    `LaborRole`, ``nationality`` and ``town`` by their Chinese names, ``pregnant`` as ``yes``.
    """

    ROLE = "role"
    NATIONALITY = "nationality"
    WAGE = "wage"
    AVERAGE_WAGE = "average_wage"
    HOURLY_WAGE = "hourly_wage"
    SENIORITY = "seniority"
    HIRED = "hired"
    LEFT = "left"
    WEEKLY_HOURS = "weekly_hours"
    DAILY_HOURS = "daily_hours"
    AGE = "age"
    PREGNANT = "pregnant"
    COMPANY_SIZE = "company_size"
    TOWN = "town"

    @property
    def label(self) -> str:
        """What people call it."""
        return _LABELS[self]


_LABELS = {
    FactKind.ROLE: "身分",
    FactKind.NATIONALITY: "國籍",
    FactKind.WAGE: "月薪",
    FactKind.AVERAGE_WAGE: "平均工資",
    FactKind.HOURLY_WAGE: "時薪",
    FactKind.SENIORITY: "年資",
    FactKind.HIRED: "到職日",
    FactKind.LEFT: "離職日",
    FactKind.WEEKLY_HOURS: "每週工時",
    FactKind.DAILY_HOURS: "每天工時",
    FactKind.AGE: "年齡",
    FactKind.PREGNANT: "懷孕",
    FactKind.COMPANY_SIZE: "公司人數",
    FactKind.TOWN: "地區",
}


class LaborRole(StrEnum):
    """Who somebody is to the labour laws."""

    CAREGIVER = "caregiver"
    MIGRANT = "migrant"
    EMPLOYER = "employer"
    STUDENT = "student"
    PART_TIME = "part_time"
    WORKER = "worker"

    @property
    def label(self) -> str:
        """What people call it."""
        return _ROLES[self]


_ROLES = {
    LaborRole.CAREGIVER: "家庭看護工、家庭幫傭",
    LaborRole.MIGRANT: "移工",
    LaborRole.EMPLOYER: "雇主",
    LaborRole.STUDENT: "學生",
    LaborRole.PART_TIME: "部分工時",
    LaborRole.WORKER: "勞工",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts known of one situation."""

    values: Mapping[FactKind, str] = field(default_factory=lambda: MappingProxyType({}))

    def __bool__(self) -> bool:
        return bool(self.values)

    def __contains__(self, kind: FactKind) -> bool:
        return kind in self.values

    def __iter__(self) -> Iterator[FactKind]:
        """The known kinds in the order in which they are shown."""
        return (kind for kind in FactKind if kind in self.values)

    def get(self, kind: FactKind) -> str | None:
        """The value of ``kind``, None when it was not told."""
        return self.values.get(kind)

    def number(self, kind: FactKind) -> Decimal | None:
        """The value of ``kind`` as a number."""
        value = self.get(kind)
        return None if value is None else Decimal(value)

    def day(self, kind: FactKind) -> date | None:
        """The day of ``kind``, None when it was not told or only its month was."""
        value = self.get(kind)
        return date.fromisoformat(value) if value and not is_month(value) else None

    @property
    def role(self) -> LaborRole | None:
        """Who the person is."""
        value = self.get(FactKind.ROLE)
        return LaborRole(value) if value else None

    def told(self, news: Mapping[FactKind, str]) -> "Facts":
        """These facts with ``news``, which stand instead of what was said before."""
        return Facts({**self.values, **news})

    def without(self, kinds: frozenset[FactKind]) -> "Facts":
        """These facts but those of ``kinds``."""
        return Facts({kind: value for kind, value in self.values.items() if kind not in kinds})

    def as_json(self) -> dict[str, str]:
        """Plain JSON values."""
        return {kind.value: self.values[kind] for kind in self}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> "Facts":
        """The facts that `as_json` gave; kinds that are no longer known are left out."""
        return cls({FactKind(name): value for name, value in data.items() if name in set(FactKind)})


NO_FACTS = Facts()


def is_month(value: str) -> bool:
    """Whether the value of a day is only a month: 2024-05."""
    return len(value) == len("2024-05")
