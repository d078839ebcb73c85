from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """数据共享。"""

    name = "bancheng.exchange"
    label = "exchange"
    verbose_name = "数据共享"

    def ready(self) -> None:
        """Declare what the audit checks here."""
        from bancheng.exchange import invariants  # noqa: F401
