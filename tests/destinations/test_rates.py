"""What the service's currencies are worth (API reference, 2.8)."""

from __future__ import annotations

from typing import Any

import pytest

from rentix_desktop.demo.launch import start_demo
from rentix_desktop.demo.options import DemoOptions
from rentix_desktop.errors import Code
from rentix_desktop.sync.destination import DestinationError, HasRates
from tests.destinations.conftest import Connect, NoWaiting
from tests.destinations.scripted import answer, error_form, scripted


def test_the_demo_portal_tells_its_rates(connected: Connect) -> None:
    with start_demo(DemoOptions(limits="off")) as portal:
        destination = connected(portal.base_url, portal.key)
        assert isinstance(destination, HasRates)
        assert destination.rates(NoWaiting()) == {"EUR": 1.0, "USD": 0.9, "MDL": 0.05}


@pytest.mark.parametrize(
    ("said", "rates"),
    [
        ([{"code": "EUR", "rate": 1}, {"code": "MDL", "nominal": 10, "rate": 0.5}], {"EUR": 1.0, "MDL": 0.05}),
        ([{"code": "EUR", "rate": "1"}, {"code": "USD", "rate": "0.9", "nominal": "1"}], {"EUR": 1.0, "USD": 0.9}),
        ([{"code": "EUR", "rate": 1}, {"code": "MDL", "rate": 0}, {"code": "USD"}, None, "RON", 5], {"EUR": 1.0}),
        (
            [{"code": "EUR", "rate": float("inf")}, {"code": "", "rate": 1}, {"code": "USD", "nominal": 0, "rate": 1}],
            {},
        ),
        ([], {}),
    ],
    ids=["a nominal", "texts", "what is no rate", "no numbers", "none"],
)
def test_what_cannot_be_a_rate_is_left_out(connected: Connect, said: list[Any], rates: dict[str, float]) -> None:
    with scripted(answer(200, {"baseCurrency": "EUR", "currencies": said, "more": 1})) as server:
        assert connected(server.address).rates(NoWaiting()) == pytest.approx(rates)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (answer(200, {"rates": []}), Code.ANSWER_UNREADABLE),
        (answer(404, error_form(404, "Cannot GET /reference/currencies")), Code.NOT_THE_API),
        (answer(500, error_form(500, "internal")), Code.SERVER_ERROR),
    ],
)
def test_an_answer_that_is_none_is_an_error(connected: Connect, said: bytes, code: Code) -> None:
    with scripted(said) as server, pytest.raises(DestinationError) as caught:
        connected(server.address).rates(NoWaiting())
    assert caught.value.code is code
