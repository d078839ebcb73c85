"""The address where departments' systems tell something by themselves."""

from __future__ import annotations

from django.urls import path

from bancheng.exchange import api

urlpatterns = [path("reports/", api.take_report, name="take_report")]
