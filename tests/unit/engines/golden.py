"""How golden files are written: every object that is applied, in order."""

from pathlib import Path

import yaml

from tests.unit.engines.samples import CASES, SpokenSecrets, everything, readable

FOLDER = Path(__file__).parent / "golden"
HEADER = """\
# Made by `python -m tests.unit.engines.regenerate`: every object of one store, in the order in which it is applied.
# Values of Secrets are shown decoded, and each derived secret by its purpose.
"""


class _Dumper(yaml.SafeDumper):
    """Repeats what is shared instead of writing anchors, which no reader follows."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def render(case: str) -> str:
    spec, setup = CASES[case]
    manifests = [readable(m) for m in everything(spec, setup=setup, secrets=SpokenSecrets(b"", spec))]
    text: str = yaml.dump_all(manifests, Dumper=_Dumper, sort_keys=False, width=120, allow_unicode=True)
    return f"{HEADER}---\n{text}"


def path_of(case: str) -> Path:
    return FOLDER / f"{case}.yaml"
