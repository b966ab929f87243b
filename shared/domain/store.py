"""What a merchant orders, and the pinned specification that it becomes.

At acceptance all that a builder needs is resolved into `StoreSpec` (law 5): settings are defaults for new stores
only, and an upgrade of the platform changes no store.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from shared.domain.codes import Country, Currency
from shared.domain.naming import Address, is_label_value, parse_name
from shared.domain.text import Email, Line
from shared.domain.types import StoreName, Uid


class Model(BaseModel):
    """Frozen, strict about unknown fields, camelCase outside."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True
    )


class Kept(Model, extra="ignore"):
    """What is read back from the cluster or from Redis: a newer release may have written fields that we do not know."""


def _owner(text: str) -> str:
    if not is_label_value(text):
        message = "an owner's id must be a valid Kubernetes label value (letters, digits, . _ -, at most 63)"
        raise ValueError(message)
    return text


Owner = Annotated[str, AfterValidator(_owner)]
DnsLabel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", max_length=63)]
DnsName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]


class PinnedOptions(Kept):
    """The options as they were accepted; read back without today's rules: lists change, stores stay (law 5)."""

    title: str = ""
    admin_email: str | None = None
    currency: str = "EUR"
    country: str = "DE"
    sample_data: bool = True


class StoreOptions(PinnedOptions, extra="forbid"):
    """What the first setup of the shop is told; later the merchant's own shop settings rule."""

    title: Line = Field(default="", description="Title of the shop, one visible line; empty: its name.")
    admin_email: Email | None = Field(default=None, description="Mail address of the shop's first administrator.")
    currency: Currency = Field(default="EUR", description="ISO 4217 code of the shop's currency.")
    country: Country = Field(default="DE", description="ISO 3166 code of the country the shop sells from and to.")
    sample_data: bool = Field(default=True, description="Fill the shop with a few sample products.")


class Release(Kept):
    """One version of an engine: images by digest where a release has one, and the revision of its templates."""

    engine: str
    version: str
    template: int = 1
    images: dict[str, str]


class Plan(Kept):
    """The figures that a store may use; Kubernetes quantities."""

    name: str
    title: str
    web_cpu: str
    web_memory: str
    database_cpu: str
    database_memory: str
    cache_memory: str
    database_storage: str
    uploads_storage: str
    outbound: bool = Field(default=False, description="Open 443, 465 and 587 to public addresses (payment, mail).")


class PinnedGateway(Kept):
    """The Gateway that a store's HTTPRoute attaches to, read back without today's rules."""

    name: str
    namespace: str
    section: str | None = None
    proxies: str | None = None


class GatewayRef(PinnedGateway, extra="forbid"):
    """The Gateway that new stores' HTTPRoutes attach to (https://gateway-api.sigs.k8s.io/reference/spec/)."""

    name: DnsName
    namespace: DnsLabel
    section: DnsName | None = Field(default=None, description="Listener of the Gateway; empty: any that admits us.")
    proxies: DnsLabel | None = Field(
        default=None, description="Namespace of the proxies that bring shoppers; empty: the Gateway's own."
    )


class PinnedExposure(Kept):
    """How shoppers reach the store, as it was accepted.

    A `kind` that this release does not know stays unreadable: whoever cannot build it must not build another one.
    """

    kind: Literal["Ingress", "HTTPRoute"] = "Ingress"
    ingress_class: str | None = None
    tls: str = Field(default="none", description="none | wildcard (the controller's certificate) | issuer")
    issuer: str | None = None
    ingress_namespace: str = "ingress-nginx"
    platform_namespace: str = "storeyard"
    gateway: PinnedGateway | None = None

    @property
    def proxies(self) -> str:
        """The namespace that shoppers' connections come from."""
        route = self.gateway if self.kind == "HTTPRoute" else None
        return (route.proxies or route.namespace) if route else self.ingress_namespace


class Exposure(PinnedExposure, extra="forbid"):
    """How shoppers reach new stores. An HTTPRoute needs `gateway`, whose listeners hold the certificates."""

    gateway: GatewayRef | None = None


class StoreSpec(Kept):
    """Everything that a builder reads; stored in the namespace's annotation `storeyard.dev/spec`."""

    uid: Uid
    name: StoreName
    owner: Owner
    installation: str
    generation: int = 1
    intent: tuple[int, int] = Field(default=(0, 0), description="(epoch, n) of the acceptance that asked for it.")
    engine: str
    release: Release
    plan: Plan
    options: PinnedOptions
    address: Address
    exposure: PinnedExposure
    storage_class: str | None
    image_pull_secrets: tuple[str, ...] = ()
    key_id: str = Field(default="", description="Master key of its secrets; set by the worker that claims the name.")
    rotation: int = 0
    protected: bool = False
    idempotency: str | None = Field(default=None, description="SHA-256 of the idempotency key and of its order.")
    created_at: float = Field(default=0.0, description="Unix seconds of the acceptance, by Redis' TIME.")


class StoreOrder(Model):
    """The body of `POST /stores`."""

    name: Annotated[str, AfterValidator(parse_name)]
    engine: str
    plan: str = "small"
    options: StoreOptions = StoreOptions()


class PlatformDefaults(Model):
    """What the settings say at acceptance about every new store."""

    installation: str
    scheme: str
    base_domain: str
    port: int | None
    exposure: Exposure
    storage_class: str | None
    image_pull_secrets: tuple[str, ...]


def pin(
    order: StoreOrder,
    *,
    uid: Uid,
    owner: str,
    release: Release,
    plan: Plan,
    defaults: PlatformDefaults,
    idempotency: str | None = None,
) -> StoreSpec:
    """The order with everything resolved that may change later (law 5)."""
    return StoreSpec(
        uid=uid,
        name=StoreName(order.name),
        owner=owner,
        installation=defaults.installation,
        engine=order.engine,
        release=release,
        plan=plan,
        options=PinnedOptions(
            **order.options.model_dump(by_alias=False) | {"title": order.options.title or order.name}
        ),
        address=Address(scheme=defaults.scheme, host=f"{order.name}.{defaults.base_domain}", port=defaults.port),
        exposure=PinnedExposure(**defaults.exposure.model_dump(by_alias=False)),
        storage_class=defaults.storage_class,
        image_pull_secrets=defaults.image_pull_secrets,
        idempotency=idempotency,
    )
