"""From settings and principal to what is sent."""

from services.api import VERSION
from services.api.me.models import MeView, PlatformView, QuotaView
from services.api.principals import Principal
from shared.settings import Settings


def me_view(principal: Principal, settings: Settings, *, used: int, cluster_version: str) -> MeView:
    """The caller; the simulator announces itself in the version that the cluster gives."""
    stores = settings.stores
    limit = None if principal.is_admin else settings.limits.stores_per_owner
    return MeView(
        id=principal.id,
        role=principal.role,
        quota=QuotaView(used=used, limit=limit),
        simulated="simulated" in cluster_version,
        platform=PlatformView(base_domain=stores.base_domain, scheme=stores.scheme, port=stores.port, version=VERSION),
    )
