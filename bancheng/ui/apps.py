from django.apps import AppConfig


class UiConfig(AppConfig):
    """界面。"""

    name = "bancheng.ui"
    label = "ui"
    verbose_name = "界面"
