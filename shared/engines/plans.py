"""What a store may use. Figures from measurements, rounded up.

Medusa holds 474 MB at a heap of 384 MB; six PHP processes share 128 MB of opcode cache and add up to 50 MB each;
MariaDB takes 110 MB with a 64 MB buffer pool, PostgreSQL 62 MB, Valkey 12 MB.
"""

from typing import Final

from shared.domain.store import Plan

PLANS: Final[dict[str, Plan]] = {
    plan.name: plan
    for plan in (
        Plan(
            name="small",
            title="Small",
            web_cpu="1",
            web_memory="640Mi",
            database_cpu="500m",
            database_memory="256Mi",
            cache_memory="96Mi",
            database_storage="2Gi",
            uploads_storage="2Gi",
        ),
        Plan(
            name="medium",
            title="Medium",
            web_cpu="2",
            web_memory="1Gi",
            database_cpu="1",
            database_memory="512Mi",
            cache_memory="128Mi",
            database_storage="10Gi",
            uploads_storage="10Gi",
            outbound=True,
        ),
        Plan(
            name="large",
            title="Large",
            web_cpu="4",
            web_memory="2Gi",
            database_cpu="2",
            database_memory="1Gi",
            cache_memory="256Mi",
            database_storage="40Gi",
            uploads_storage="40Gi",
            outbound=True,
        ),
    )
}
