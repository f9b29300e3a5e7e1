"""The browser: Debian's, with flags that let it run as root and keep it from calling home."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@contextmanager
def chromium() -> Iterator[Browser]:
    """Norwegian date fields need LANGUAGE and the package chromium-l10n."""
    environment: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "nb"}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS, env=environment)
        try:
            yield browser
        finally:
            browser.close()
