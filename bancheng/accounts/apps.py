from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """用户与登录。"""

    name = "bancheng.accounts"
    label = "accounts"
    verbose_name = "用户与登录"
