"""Pages of the face itself: how to see it, what it is made of, what it promises. Included by config at the root."""

from __future__ import annotations

from django.urls import path

from bancheng.ui import views

urlpatterns = [
    path("modes/", views.modes, name="modes"),
    path("modes/set/", views.set_modes, name="set_modes"),
    path("offline/", views.offline, name="offline"),
    path("manifest.webmanifest", views.app_manifest, name="app_manifest"),
    path("worker.js", views.service_worker, name="service_worker"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("privacy/", views.privacy, name="privacy"),
    path("design/", views.design, name="design"),
    path("design/words/", views.style_guide, name="style_guide"),
    path("design/desk/", views.desk_design, name="desk_design"),
]
