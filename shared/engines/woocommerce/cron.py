"""WordPress' own schedule (sessions, drafts, unpaid orders), which otherwise runs in shoppers' requests.

Asked over HTTP, so that it runs where the uploads are and this pod needs neither secrets nor volumes.
"""

from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.base import WEB_SERVICE
from shared.engines.objects import container, env, pod_template, resources, scratch
from shared.engines.woocommerce.contract import CRON_COMMAND, USER
from shared.engines.workloads import cron_job

NAME = "cron"


def workload(spec: StoreSpec) -> Manifest:
    """Every minute, as WordPress expects."""
    run = container(
        "cron",
        spec.release.images["web"],
        resources("100m", "64Mi"),
        command=list(CRON_COMMAND),
        env=env(SHOP_URL=spec.address.url, CRON_URL=f"http://{WEB_SERVICE}/wp-cron.php?doing_wp_cron"),
        volumeMounts=[{"name": "tmp", "mountPath": "/tmp"}],  # noqa: S108 - inside the container
    )
    template = pod_template(
        spec, NAME, user=USER, containers=[run], volumes=[scratch("tmp", "16Mi")], restartPolicy="Never"
    )
    return cron_job(spec, NAME, "* * * * *", template)
