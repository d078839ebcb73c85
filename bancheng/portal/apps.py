from django.apps import AppConfig


class PortalConfig(AppConfig):
    """公众门户。"""

    name = "bancheng.portal"
    label = "portal"
    verbose_name = "公众门户"
