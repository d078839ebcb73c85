from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """电子证照。"""

    name = "bancheng.certificates"
    label = "certificates"
    verbose_name = "电子证照"

    def ready(self) -> None:
        """Tell the kernel what must hold here."""
        from bancheng.certificates import invariants  # noqa: F401  # declared by import
