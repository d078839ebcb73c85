from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """一件事。"""

    name = "bancheng.journeys"
    label = "journeys"
    verbose_name = "一件事"
