"""What a resident pays for the first page, and for the next ones, as the browser counts it."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import LANGUAGES, SLUG, Live, Resident

pytestmark = pytest.mark.browser

FIRST_PAGE, LATER_PAGE = 14 * 1024, 6 * 1024


class Scales:
    """Weighs everything that comes over the wire, headers and all."""

    def __init__(self, resident: Resident) -> None:
        self.resident = resident
        self.bytes, self.requests = 0, 0
        wire = resident.page.context.new_cdp_session(resident.page)
        wire.send("Network.enable")
        wire.on("Network.loadingFinished", self._count)

    def _count(self, event: dict[str, float]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.requests += event["encodedDataLength"] > 0

    def take(self) -> tuple[int, int]:
        """Return bytes and requests since the last time."""
        self.resident.page.wait_for_load_state("networkidle")
        taken = self.bytes, self.requests
        self.bytes = self.requests = 0
        return taken


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_cost_a_resident_little(browser: Browser, live: Live, lang: str) -> None:
    context = browser.new_context()
    resident = Resident(context, live, lang)
    scales = Scales(resident)
    resident.page.goto(f"{live.url}/{SLUG}/?lang={lang}")
    cost, requests = scales.take()

    assert 0 < cost <= FIRST_PAGE
    assert requests <= 3
    resident.click("#start")
    while resident.at != "review":
        cost, _requests = scales.take()
        assert 0 < cost <= LATER_PAGE
        resident.fill_page("A few words.")
        resident.press("next")
    context.close()
