from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """消息。"""

    name = "bancheng.notifications"
    label = "notifications"
    verbose_name = "消息"

    def ready(self) -> None:
        """Declare who may read messages and the kinds of rulebook."""
        from bancheng.notifications import access, spec  # noqa: F401  # declared by import
