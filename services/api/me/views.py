"""From settings and principal to what is sent."""

from services.api import VERSION
from services.api.me.models import MeView, PlatformView, QuotaView
from services.api.principals import Principal
from services.api.stores.creating import quota_of
from shared.settings import Settings


def me_view(principal: Principal, settings: Settings, *, used: int, cluster_version: str) -> MeView:
    """The caller; the simulator announces itself in the version that the cluster gives."""
    stores = settings.stores
    return MeView(
        id=principal.id,
        role=principal.role,
        quota=QuotaView(used=used, limit=quota_of(principal, settings)),
        simulated="simulated" in cluster_version,
        platform=PlatformView(base_domain=stores.base_domain, scheme=stores.scheme, port=stores.port, version=VERSION),
    )
