"""The report in a browser: it comes by a click, opens without a network, and prints on one page."""

import re

import pytest

from tests.browser.conftest import settle

pytestmark = pytest.mark.browser


def test_the_report_stands_alone_and_prints_on_one_page(page, app, tmp_path):
    """Twenty names, the longest sample; the file asks for nothing but itself."""
    page.goto(f"{app}/portfolio?v=2&book=Twenty+names")
    settle(page)
    with page.expect_download() as download:
        page.locator(".st-key-book_report").get_by_role("button").first.click()
    assert download.value.suggested_filename == "overlay-report-2022-12-28.html"
    download.value.save_as(tmp_path / "report.html")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{tmp_path}/report.html")
    assert page.get_by_role("heading", level=1).inner_text() == "What the overlay does to this book"
    assert page.get_by_role("img", name=re.compile("market 8[23]")).count() == 1
    assert asked == [f"file://{tmp_path}/report.html"]
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
