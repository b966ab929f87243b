"""Settings of all processes: `STOREYARD_` variables, nested by `__`, secrets from files.

Each default says why. `docs/CONFIGURATION.md` is made from this module (`make docs`).
"""

from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from shared.domain.errors import PermanentError
from shared.domain.store import Exposure, PlatformDefaults

PREFIX = "STOREYARD_"


class BadSettings(PermanentError):
    """Names each variable that is wrong and what it expects."""


class RedisSettings(BaseModel):
    """Where Valkey or Redis is."""

    url: str = Field(
        default="redis://127.0.0.1:6379/0",
        description="redis://, rediss:// or unix:// address. The default is the port every Valkey listens on.",
    )
    password_file: Path | None = Field(default=None, description="File with the password; wins over one in the URL.")
    prefix: str = Field(default="storeyard", description="First part of every key, so that installations may share.")

    @property
    def password(self) -> str | None:
        """Read when asked, so that it never sits in a repr."""
        return self.password_file.read_text().strip() if self.password_file else None


class KubernetesSettings(BaseModel):
    """Which cluster, and how patiently it is asked."""

    kubeconfig: Path | None = Field(
        default=None, description="Kubeconfig file; empty: the pod's own ServiceAccount, as a Deployment runs."
    )
    timeout: float = Field(
        default=5.0, gt=0, description="Seconds for one request. A healthy API server answers in well under one."
    )
    budget: float = Field(
        default=15.0, gt=0, description="Seconds for one call with all its retries; below the 20 s of a job."
    )


class StoresSettings(BaseModel):
    """Defaults that a new store is pinned to; they change no existing store (law 5)."""

    base_domain: str = Field(
        default="localhost", description="Shops are at <name>.<this>; *.localhost opens in browsers without any DNS."
    )
    scheme: Literal["http", "https"] = Field(default="http", description="What shoppers use; https needs TLS in front.")
    port: int | None = Field(default=None, description="Port in shops' addresses; empty: the scheme's own.")
    exposure: Exposure = Field(
        default=Exposure(),
        description="Way in: kind (Ingress or HTTPRoute), class or gateway {name, namespace, section, proxies}, TLS.",
    )
    storage_class: str | None = Field(
        default=None, description="StorageClass of volumes; empty: the cluster's default."
    )
    image_pull_secrets: tuple[str, ...] = Field(default=(), description="Names of Secrets that pods pull images with.")
    images: dict[str, str] = Field(
        default={},
        description="Image references instead of the release's: by engine (`medusa`) or image (`medusa.database`).",
    )
    attempt_deadline: float = Field(
        default=600.0, gt=0, description="Seconds that an attempt may take; ten minutes cover a slow image pull."
    )
    verify_period: float = Field(
        default=15.0, gt=0, description="Seconds between looks at a store that is not Ready; a person is waiting."
    )
    verify_ready_period: float = Field(
        default=300.0, gt=0, description="Seconds between light checks of a Ready store, spread over the period."
    )
    reserved_names: frozenset[str] = Field(default=frozenset(), description="Further names that no shop may take.")

    @field_validator("exposure")
    @classmethod
    def _leads_somewhere(cls, exposure: Exposure) -> Exposure:
        """Asked of new stores only: what is pinned already is built as it was."""
        if exposure.kind == "HTTPRoute" and exposure.gateway is None:
            message = "an HTTPRoute needs `gateway`: {name, namespace}"
            raise ValueError(message)
        if exposure.kind == "HTTPRoute" and exposure.tls == "issuer":
            message = (
                "an HTTPRoute has no certificate of its own: the Gateway's listener holds it (tls none or wildcard)"
            )
            raise ValueError(message)
        return exposure


class ClaimSettings(BaseModel):
    """A worker's right to an attempt (glossary: claim)."""

    seconds: float = Field(
        default=15.0, gt=0, description="Seconds unchanged until an observer calls it dead; half of the 30 s recovery."
    )
    beat: float = Field(default=4.0, gt=0, description="Seconds between renewals: three chances within the claim.")


class QueueSettings(BaseModel):
    """Lanes of the worker."""

    provision_slots: int = Field(
        default=4,
        gt=0,
        description="Provisionings at once in a worker, each with up to 8 applies: an API server gains nothing beyond.",
    )
    verify_slots: int = Field(default=16, gt=0, description="Verifications at once; they wait for shops, not for us.")
    interactive_slots: int = Field(default=16, gt=0, description="Deletes and questions at once.")
    poll_delay: float = Field(
        default=0.05, gt=0, description="Seconds between polls: pick-up in a blink, 5 % of a core."
    )
    limit: int = Field(default=2000, gt=0, description="Queued jobs in a lane above which the api answers 503.")
    job_timeout: float = Field(
        default=20.0, gt=0, le=20, description="Seconds a job may run; arq holds a dead one +10."
    )


class LimitsSettings(BaseModel):
    """Quota and rates; tests and benches raise them openly."""

    stores_per_owner: int = Field(default=10, gt=0, description="Stores that one owner may hold; admins have no limit.")
    anonymous: str = Field(default="100 per 15 minutes", description="Calls per client address without a valid token.")
    writes: str = Field(default="100 per 15 minutes", description="State changes per principal.")
    reads: str = Field(default="1000 per 1 minute", description="Signed-in reads per principal.")
    trusted_proxies: tuple[str, ...] = Field(
        default=(),
        description="Networks whose X-Forwarded-For is believed; none by default, since anybody can send it.",
    )
    body_bytes: int = Field(default=65_536, gt=0, description="Largest request body; an order has well under 2 KiB.")


class ReconcilerSettings(BaseModel):
    """How often the loop looks."""

    period: float = Field(default=5.0, gt=0, description="Seconds between passes when nothing happens.")
    debounce: float = Field(default=1.0, ge=0, description="Seconds that news is gathered before a pass.")
    patience: float = Field(
        default=60.0,
        ge=0,
        description="Seconds after the view came back without any deadline verdict: the world moved.",
    )
    stuck_after: float = Field(
        default=300.0,
        gt=0,
        description="Seconds that something may block a deletion until that is told as a failure; pods and load "
        "balancers that end in good order take less.",
    )
    receipt_days: float = Field(default=7.0, ge=1, description="Days a receipt is kept; law 12 asks for one at least.")

    @property
    def receipt_seconds(self) -> float:
        """The same in seconds."""
        return self.receipt_days * 86_400


class ApiSettings(BaseModel):
    """The HTTP side."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; loopback unless somebody decides.")
    port: int = Field(default=8080, ge=0, le=65535, description="Port of API and dashboard.")
    public_url: str = Field(
        default="http://localhost:8080", description="Where browsers reach it: decides about Secure cookies and HSTS."
    )
    principals_file: Path | None = Field(default=None, description="JSON list of {id, role, tokenSha256}.")
    dashboard_dir: Path | None = Field(default=None, description="Folder of the built dashboard; empty: no page.")
    session_hours: float = Field(default=12.0, gt=0, description="Life of a dashboard session: a working day.")
    ask_timeout: float = Field(default=5.0, gt=0, description="Seconds the api waits for a worker's answer.")


class ProbesSettings(BaseModel):
    """/livez, /readyz and /metrics of worker and reconciler."""

    host: str = Field(default="127.0.0.1", description="Address to listen on; a pod sets 0.0.0.0.")
    port: int = Field(default=8081, ge=0, le=65535, description="Port; 0 takes a free one and writes it to run_dir.")
    run_dir: Path | None = Field(default=None, description="Where <process>.json with port and pid is written.")


class LogSettings(BaseModel):
    """What is written to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(default="INFO", description="Least level written.")
    format: Literal["auto", "json", "console"] = Field(default="auto", description="auto: console on a terminal.")
    audit_file: Path | None = Field(default=None, description="Where audit records go; empty: standard output.")


class Settings(BaseSettings):
    """Everything a process can be told."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", frozen=True)

    installation: str = Field(default="storeyard", description="Label part-of: tells installations in a cluster apart.")
    process_name: str = Field(default="", description="Name in logs and run files; empty: the module's, as `worker`.")
    master_key_file: Path | None = Field(default=None, description="Secret that stores' passwords are derived from.")
    job_key_file: Path | None = Field(default=None, description="Secret that queue entries are signed with.")
    shop_gateway: str | None = Field(
        default=None, description="host:port that the shopper connects to; empty: each store's own Service."
    )
    redis: RedisSettings = RedisSettings()
    kubernetes: KubernetesSettings = KubernetesSettings()
    stores: StoresSettings = StoresSettings()
    claim: ClaimSettings = ClaimSettings()
    queue: QueueSettings = QueueSettings()
    limits: LimitsSettings = LimitsSettings()
    reconciler: ReconcilerSettings = ReconcilerSettings()
    api: ApiSettings = ApiSettings()
    probes: ProbesSettings = ProbesSettings()
    log: LogSettings = LogSettings()

    @cached_property
    def master_key(self) -> bytes:
        """The key that stores' secrets are derived from (law 7)."""
        return _secret(self.master_key_file, "MASTER_KEY_FILE")

    @cached_property
    def job_key(self) -> bytes:
        """The key over queue entries."""
        return _secret(self.job_key_file, "JOB_KEY_FILE")

    def defaults(self) -> PlatformDefaults:
        """What a new store is pinned to."""
        stores = self.stores
        return PlatformDefaults(
            installation=self.installation,
            scheme=stores.scheme,
            base_domain=stores.base_domain,
            port=stores.port,
            exposure=stores.exposure,
            storage_class=stores.storage_class,
            image_pull_secrets=stores.image_pull_secrets,
        )


def _secret(path: Path | None, variable: str) -> bytes:
    if path is None:
        raise BadSettings(f"{PREFIX}{variable} is not set: it names the file that holds the secret.")
    try:
        text = path.read_text().strip()
    except OSError as error:
        raise BadSettings(f"{PREFIX}{variable}: cannot read {path}: {error.strerror}.") from error
    if len(text) < 32:  # noqa: PLR2004 - 128 bits as hex
        raise BadSettings(f"{PREFIX}{variable}: {path} holds less than 32 characters; use `openssl rand -hex 32`.")
    return text.encode()


def load() -> Settings:
    """The settings from the environment, or `BadSettings` that names every wrong variable at once."""
    try:
        return Settings()
    except ValidationError as error:
        lines = [
            f"{PREFIX}{'__'.join(str(part).upper() for part in fault['loc'])}: {fault['msg']} (got {fault['input']!r})"
            for fault in error.errors()
        ]
        raise BadSettings("\n".join(lines)) from error
