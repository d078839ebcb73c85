from django.apps import AppConfig


class DemoCityConfig(AppConfig):
    """善美市示范。"""

    name = "bancheng.demo_city"
    label = "demo_city"
    verbose_name = "善美市示范"
