"""The one way in which tests start Chromium: without a window, and without what nobody looks at."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, Playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LEFT_OUT_BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
"""Said once more, because Chromium reads the last list only."""
LEFT_OUT = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup")
"""What drops down from the address bar is two web pages of the browser's own: half of the work of a page of ours."""


def launched(driver: Playwright, *flags: str) -> Browser:
    """A browser without a window."""
    features = ",".join((*LEFT_OUT_BY_PLAYWRIGHT, *LEFT_OUT))
    return driver.chromium.launch(
        executable_path=shutil.which("chromium"), args=[*FLAGS, f"--disable-features={features}", *flags]
    )
