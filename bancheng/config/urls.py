"""The table of contents."""

urlpatterns: list[object] = []
