"""The table of contents: where each app's pages hang. A URL's name is the name of its view, command and template."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from bancheng.config import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("healthz/live", views.healthz_live, name="healthz_live"),
    path("metrics", views.metrics, name="metrics"),
    path("", include("bancheng.ui.urls")),
    path("", include("bancheng.accounts.urls")),
    path("exchange/", include("bancheng.exchange.urls")),
    path("files/", include("bancheng.files.urls")),
    path("desk/", include("bancheng.workbench.urls")),
    path("", include("bancheng.portal.urls")),
]

handler400 = "bancheng.kernel.middleware.bad_request"
handler404 = "bancheng.kernel.middleware.page_not_found"
handler500 = "bancheng.kernel.middleware.server_error"
