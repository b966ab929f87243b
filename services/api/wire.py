"""The base of everything that is sent: camelCase, every field present."""

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Wire(BaseModel):
    """Frozen; unknown fields refused; camelCase outside. Fields of answers have no defaults, so all are `required`."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True
    )
