from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """数据共享。"""

    name = "bancheng.exchange"
    label = "exchange"
    verbose_name = "数据共享"
