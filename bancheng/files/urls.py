"""Addresses of uploads."""

from django.urls import path

from . import views

app_name = "files"
urlpatterns = [
    path("<uuid:file_id>/", views.download, name="download"),
    path("<uuid:file_id>/preview/", views.preview, name="preview"),
    path("<uuid:file_id>/pages/<int:number>/", views.page, name="page"),
]
