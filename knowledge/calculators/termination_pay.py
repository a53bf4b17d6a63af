"""What a length of service is worth when the contract ends: 資遣費 or, for who may retire, 退休金.

Service under the old system and service under the new one are counted apart and added up.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from knowledge.calculators.periods import Seniority

NEW_SYSTEM_BEGINS = date(2005, 7, 1)  # 勞工退休金條例第 58 條：公布後一年施行
CHOICE_ENDS = date(2010, 6, 30)  # 勞工退休金條例第 9 條第 2 項：施行後五年內改選
NEW_SYSTEM_CAP = Fraction(6)  # months of average wage, 勞工退休金條例第 12 條第 1 項
MOST_BASES = 45  # 勞動基準法第 55 條第 1 項第 1 款
_VOLUNTARY = ((25, 0), (15, 55), (10, 60))  # years and age, 勞動基準法第 53 條
_COMPULSORY_AGE = 65  # 勞動基準法第 54 條第 1 項第 1 款


@dataclass(frozen=True, slots=True)
class ServicePart:
    """A part of the service and what it is worth in months of average wage."""

    label: str
    seniority: Seniority
    months: Fraction


def may_retire(whole: Seniority, age: int | None) -> bool:
    """Whether the whole service and the age on leaving give a right to 退休金 (勞動基準法第 53、54 條)."""
    if age is None:
        return any(whole.years >= years for years, least_age in _VOLUNTARY if not least_age)
    return age >= _COMPULSORY_AGE or any(
        whole.years >= years and age >= least_age for years, least_age in _VOLUNTARY
    )


def age_decides(whole: Seniority) -> bool:
    """Whether the age on leaving would decide between 資遣費 and 退休金."""
    return not may_retire(whole, None) and whole.years >= min(years for years, _ in _VOLUNTARY)


def severance_new(seniority: Seniority, rate: Fraction) -> ServicePart:
    """資遣費 under the new system, ``rate`` months a year (勞工退休金條例第 12 條第 1 項)."""
    months = seniority.in_years * rate
    if months > NEW_SYSTEM_CAP:
        return ServicePart("新制（已達上限）", seniority, NEW_SYSTEM_CAP)
    return ServicePart("新制", seniority, months)


def severance_old(seniority: Seniority, rate: Fraction) -> ServicePart:
    """資遣費 under the old system, ``rate`` months a year (勞動基準法第 17 條第 1 項)."""
    return ServicePart("舊制", seniority, Fraction(seniority.begun_months, 12) * rate)


def pension_old(seniority: Seniority) -> ServicePart:
    """退休金 for service under the old system (勞動基準法第 55 條第 1 項第 1 款).

    Two months a year for fifteen years and one for each further year; less than half a year counts as
    half, half a year or more as a year.
    """
    half_years = seniority.years * 2
    if seniority.months or seniority.days:
        half_years += 1 if seniority.months < 6 else 2
    years = Fraction(half_years, 2)
    bases = min(years, Fraction(15)) * 2 + max(Fraction(0), years - 15)
    return ServicePart("舊制退休金", seniority, min(bases, Fraction(MOST_BASES)))
