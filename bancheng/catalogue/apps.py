from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """事项目录。"""

    name = "bancheng.catalogue"
    label = "catalogue"
    verbose_name = "事项目录"

    def ready(self) -> None:
        """Make every kind of rulebook up to this line known to the kernel's registry."""
        import bancheng.catalogue.spec
        import bancheng.certificates.spec
        import bancheng.documents.spec
        import bancheng.eforms.spec
        import bancheng.exchange.spec  # noqa: F401
