from django.apps import AppConfig


class JourneysConfig(AppConfig):
    """一件事。"""

    name = "bancheng.journeys"
    label = "journeys"
    verbose_name = "一件事"

    def ready(self) -> None:
        """Papers of a draft (the one-time notice) are its owner's to read."""
        from bancheng.documents import access as documents
        from bancheng.journeys import invariants as _invariants  # noqa: F401 - declares what must hold
        from bancheng.journeys import spec as _spec  # noqa: F401 - declares the kinds of rulebook
        from bancheng.journeys.queries.drafts import owns

        documents.links("journeys", owns)
