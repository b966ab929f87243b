"""Prints docs/CONFIGURATION.md, made from shared/settings.py."""

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from shared.settings import PREFIX, Settings

HEAD = """# Configuration

Made from `shared/settings.py` by `make docs`; do not edit. Each setting is an environment variable. Secrets come from
files. A value that cannot be used ends the process with one message that names the variable and what it expects.
"""


def main() -> None:
    """All settings, section by section."""
    print(HEAD)
    section("General", Settings, PREFIX, nested=False)
    for name, field in Settings.model_fields.items():
        if inner := model_of(field):
            section(name.capitalize(), inner, f"{PREFIX}{name.upper()}__", nested=True)


def section(title: str, model: type[BaseModel], prefix: str, *, nested: bool) -> None:
    """One table."""
    print(f"## {title}\n\n{(model.__doc__ or '').strip().splitlines()[0]}\n")
    print("| variable | default | meaning |\n|---|---|---|")
    for name, field in model.model_fields.items():
        if nested or not model_of(field):
            print(f"| `{prefix}{name.upper()}` | {default_of(field)} | {field.description} |")
    print()


def model_of(field: FieldInfo) -> type[BaseModel] | None:
    """The model behind a nested group of settings."""
    kind = field.annotation
    return kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None


def default_of(field: FieldInfo) -> str:
    """The default as a person would type it."""
    value = field.default
    if isinstance(value, BaseModel):
        return f"`{value.model_dump_json()}`"
    empty = value is None or value in ("", (), frozenset(), {})
    return "empty" if empty else f"`{value}`"


if __name__ == "__main__":
    main()
