"""What can be changed about a store that exists, and the next generation of its spec that follows from it."""

from typing import Self

from pydantic import Field, model_validator

from shared.domain.codes import Country, Currency
from shared.domain.store import Kept, Model, Plan, StoreSpec
from shared.domain.text import Email, Line


class PinnedOptionsChange(Kept):
    """The options that are named, as they were accepted; None: as it is. Read back without today's rules, as a spec."""

    title: str | None = None
    admin_email: str | None = None
    currency: str | None = None
    country: str | None = None
    sample_data: bool | None = None

    @property
    def named(self) -> dict[str, object]:
        """Field to value of what is asked for."""
        return self.model_dump(by_alias=False, exclude_none=True)

    @property
    def names(self) -> tuple[str, ...]:
        """The same as the API and the setup call them."""
        return tuple(sorted(self.model_dump(by_alias=True, exclude_none=True)))


class OptionsChange(PinnedOptionsChange, extra="forbid"):
    """The options that are named; null or left out: as it is. The setup sets exactly these in the shop (R45)."""

    title: Line | None = Field(default=None, description="Title of the shop; empty: its name.")
    admin_email: Email | None = Field(default=None, description="Mail address of the shop's first administrator.")
    currency: Currency | None = Field(default=None, description="ISO 4217 code; amounts of prices stay as they are.")
    country: Country | None = Field(default=None, description="ISO 3166 code of the country the shop sells from.")
    sample_data: bool | None = Field(default=None, description="True adds missing sample products; none is removed.")


class StorePatch(Model):
    """The body of `PATCH /stores/{name}`; what is left out or null stays as it is."""

    plan: str | None = Field(default=None, description="Figures of the plan; volumes keep the size that they have.")
    options: OptionsChange = OptionsChange()
    protected: bool | None = Field(default=None, description="A protected store cannot be deleted.")

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        if self.plan is None and self.protected is None and not self.options.names:
            message = "Name at least one of plan, options and protected."
            raise ValueError(message)
        return self


class StoreChange(Kept):
    """A patch with its plan resolved, as it waits in the intent until a worker writes it into the namespace."""

    plan: Plan | None = None
    options: PinnedOptionsChange = PinnedOptionsChange()
    protected: bool | None = None


def changed(spec: StoreSpec, change: StoreChange, identity: tuple[int, int]) -> StoreSpec:
    """The next generation of the spec that the namespace holds now."""
    options = spec.options.model_copy(update=change.options.named)
    return spec.model_copy(
        update={
            "generation": spec.generation + 1,
            "intent": identity,
            "plan": _resized(spec.plan, change.plan) if change.plan else spec.plan,
            "options": options.model_copy(update={"title": options.title or spec.name}),
            "protected": spec.protected if change.protected is None else change.protected,
        }
    )


def _resized(now: Plan, wanted: Plan) -> Plan:
    """Volumes keep their size: none can shrink, and not every StorageClass lets one grow (ADR 8)."""
    sizes = {"database_storage": now.database_storage, "uploads_storage": now.uploads_storage}
    return wanted.model_copy(update=sizes)


def in_words(spec: StoreSpec, change: StoreChange) -> str:
    """What the change asks for, against the spec before it; a mail address is named and not shown."""
    parts = [f"plan {spec.plan.name} → {change.plan.name}"] if change.plan else []
    parts += [_option(name, value) for name, value in change.options.named.items()]
    if change.protected is not None:
        parts.append("protection on" if change.protected else "protection off")
    return ", ".join(parts)


def _option(name: str, value: object) -> str:
    match name:
        case "admin_email":
            return "mail address of the administrator"
        case "sample_data":
            return "sample products" if value else "no more sample products"
        case _:
            return f"{name} “{value}”"
