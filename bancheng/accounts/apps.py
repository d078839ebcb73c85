from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """用户与登录。"""

    name = "bancheng.accounts"
    label = "accounts"
    verbose_name = "用户与登录"

    def ready(self) -> None:
        from bancheng.accounts import invariants  # noqa: F401  # declared by import
