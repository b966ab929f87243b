"""The administrator of a shop."""

from dataclasses import asdict

from services.worker.questions.answer import Answer
from services.worker.tools import Tools
from shared.domain.jobs import Job
from shared.domain.status import NamespaceView
from shared.engines.registry import engine


async def credentials(tools: Tools, _job: Job, view: NamespaceView) -> Answer:
    """As the setup made it."""
    return asdict(engine(view.spec.engine).credentials(view.spec, tools.require_secrets(view.spec)))
