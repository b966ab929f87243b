"""The four kinds of workload that stores are made of, each with one pod at a time."""

from shared.domain.labels import COMPONENT
from shared.domain.store import StoreSpec
from shared.domain.types import Manifest
from shared.engines.objects import Part, labels, manifest


def deployment(spec: StoreSpec, name: str, template: Part) -> Manifest:
    """Strategy Recreate: the volumes of a store can be mounted by one node at a time."""
    body = {
        "replicas": 1,
        "revisionHistoryLimit": 2,
        "strategy": {"type": "Recreate"},
        "selector": {"matchLabels": {COMPONENT: name}},
        "template": template,
    }
    return manifest(spec, "apps/v1", "Deployment", name, component=name, spec=body)


def stateful_set(spec: StoreSpec, name: str, template: Part) -> Manifest:
    """At most one pod at any time, which is what a database's files need.

    Parallel: with OrderedReady a pod that never became ready is not replaced by a corrected template
    (https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback).
    """
    body = {
        "replicas": 1,
        "revisionHistoryLimit": 2,
        "serviceName": name,
        "podManagementPolicy": "Parallel",
        "selector": {"matchLabels": {COMPONENT: name}},
        "template": template,
    }
    return manifest(spec, "apps/v1", "StatefulSet", name, component=name, spec=body)


def job_name(component: str, attempt: int) -> str:
    """The name of the Job of that attempt."""
    return f"{component}-{attempt}"


def job(spec: StoreSpec, component: str, attempt: int, template: Part) -> Manifest:
    """A Job named by attempt, since Jobs are immutable; it stays as evidence, one that ended may go."""
    body = {"backoffLimit": 3, "template": template}
    return manifest(spec, "batch/v1", "Job", job_name(component, attempt), component=component, spec=body)


def cron_job(spec: StoreSpec, name: str, schedule: str, template: Part) -> Manifest:
    """One run at a time, each shorter than its period; two finished ones stay to be looked at."""
    run = {"backoffLimit": 0, "activeDeadlineSeconds": 55, "template": template}
    body = {
        "schedule": schedule,
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 55,
        "successfulJobsHistoryLimit": 1,
        "failedJobsHistoryLimit": 1,
        "jobTemplate": {"metadata": {"labels": labels(spec, name)}, "spec": run},
    }
    return manifest(spec, "batch/v1", "CronJob", name, component=name, spec=body)
