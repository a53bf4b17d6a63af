"""Figures change with time; a text shows the one in force on the day of the answer."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.errors import UnknownParameter
from knowledge.loader import KnowledgeBase
from knowledge.parameters import Parameter, Parameters

WAGE = Parameter.model_validate(
    {
        "name": "wage",
        "unit": "元",
        "values": [
            {
                "value": 28590,
                "effective_from": "2025-01-01",
                "effective_to": "2025-12-31",
                "source": "s",
                "confidence": "high",
            },
            {
                "value": 29500,
                "effective_from": "2026-01-01",
                "effective_to": "2026-12-31",
                "source": "s",
                "confidence": "high",
            },
            {
                "value": 30900,
                "effective_from": "2027-01-01",
                "effective_to": "2027-12-31",
                "source": "s",
                "confidence": "pending",
            },
        ],
    }
)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2025, 12, 31), "28,590"),
        (date(2026, 1, 1), "29,500"),
        (date(2027, 1, 1), "30,900（待確認）"),
        (date(2028, 1, 1), "30,900（截至 2027-12-31，新數字待確認）"),
        (date(2024, 1, 1), "28,590（自 2025-01-01 起）"),
    ],
)
def test_the_value_in_force_on_the_day_is_shown(day: date, shown: str) -> None:
    assert Parameters([WAGE]).render("{{wage}}", day) == shown


@given(st.integers(0, 3000))
def test_every_day_has_exactly_one_shown_value(offset: int) -> None:
    day = date(2023, 1, 1) + timedelta(days=offset)
    text = Parameters([WAGE]).render("每月 {{wage}} 元", day)
    assert "{{" not in text
    assert text.startswith("每月 ")


def test_an_unknown_parameter_is_named() -> None:
    with pytest.raises(UnknownParameter, match="nothing"):
        Parameters([WAGE]).render("{{nothing}}", date(2026, 1, 1))


def test_two_values_for_one_day_are_refused() -> None:
    value = {"value": 1, "effective_from": "2026-01-01", "source": "s", "confidence": "high"}
    with pytest.raises(ValidationError, match="two values"):
        Parameter.model_validate({"name": "x", "unit": "元", "values": [value, value]})


def test_the_minimum_wage_of_2026_is_29500(base: KnowledgeBase) -> None:
    assert base.parameters.render("{{minimum_wage_monthly}}", date(2026, 11, 23)) == "29,500"
