"""What people read for each code of a diagnosis; `docs/diagnosis/<code>.md` says more."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """What people read for a code."""

    cause: str
    fix: str


TEXTS: dict[str, Text] = {
    "image-cannot-be-pulled": Text(
        "Kubernetes cannot get the container image.",
        "Check the image's name and that the cluster may pull it (registry, imagePullSecrets); then retry.",
    ),
    "crash-loop": Text(
        "A container of the shop starts and dies again and again.",
        "Read its log; the last lines usually name the reason. Then retry.",
    ),
    "container-cannot-start": Text(
        "A container of the shop cannot be started.",
        "The evidence names what it lacks: a key of a Secret, a user, a command. Retry makes our Secrets again; "
        "what is in the image is for the platform's administrator.",
    ),
    "out-of-memory": Text(
        "A container of the shop needed more memory than its plan allows and was killed.",
        "Choose a larger plan, or make the shop smaller (fewer plugins, smaller imports); then retry.",
    ),
    "pod-evicted": Text(
        "A node put the shop's pod out: it ran short of memory or disk, or is shutting down.",
        "Free the node or add one; Kubernetes starts the pod again elsewhere, and it is checked again.",
    ),
    "setup-failed": Text(
        "The first setup of the shop ended with an error.",
        "Read the log of the setup job, mend its reason, then retry: setup is safe to repeat.",
    ),
    "pod-unschedulable": Text(
        "No node has room for the shop.",
        "Add a node or free resources, or choose a smaller plan; Kubernetes goes on by itself, or retry.",
    ),
    "claim-pending": Text(
        "The shop's volume is not there.",
        "Check that the StorageClass exists and can make volumes of this size; then retry.",
    ),
    "volume-not-mounted": Text(
        "The shop's volume exists and cannot be attached or mounted.",
        "The evidence names the reason: often another node still holds the volume. See that node and the storage "
        "driver's log; it goes on by itself when the volume is free.",
    ),
    "quota-exceeded": Text(
        "The namespace's quota does not allow what the shop needs.",
        "Remove what else runs in the namespace, or raise a quota that was added beside ours; then retry.",
    ),
    "admission-refused": Text(
        "The cluster's admission rules refuse an object of the shop.",
        "The evidence names the rule. A platform administrator must allow it or change the template; then retry.",
    ),
    "shop-unreachable": Text(
        "The shop does not answer.", "If its pods are up, check Ingress, DNS and network policies; then retry."
    ),
    "shop-not-installed": Text("The shop shows its installer: setup did not finish.", "Retry: setup is run again."),
    "shop-coming-soon": Text(
        "The shop hides behind a “coming soon” page.", "Switch the shop to live in its settings; it is checked again."
    ),
    "host-conflict": Text(
        "The shop answers for another address.", "Remove the redirect or the second Ingress for this host; then retry."
    ),
    "database-down": Text("The shop cannot reach its database.", "Read the database's log; check its volume."),
    "no-products": Text(
        "The shop has nothing to sell.",
        "Publish the product that the evidence names again: the platform buys it to see that the shop sells.",
    ),
    "no-payment-method": Text("The shop offers no way to pay.", "Enable a payment method in the shop's settings."),
    "no-shipping": Text("The shop offers no way to deliver.", "Add a shipping option in the shop's settings."),
    "no-price": Text("The product has no price.", "Give the product a price in the shop's currency."),
    "no-stock": Text("The product is out of stock.", "Give the product stock, or stop managing its stock."),
    "wrong-key": Text("The shop refuses our key.", "Retry: the key is set again from the platform's secrets."),
    "checkout-refused": Text("A purchase was refused at the checkout.", "The evidence has the shop's own words."),
    "unexpected-answer": Text(
        "The shop answers, but not as a shop does.", "A plugin or change may have altered its API; see the evidence."
    ),
    "setup-unfinished": Text(
        "The options that were changed are not set in the shop yet.",
        "A setup job sets them; read its log, mend its reason, then retry.",
    ),
    "key-unknown": Text(
        "The worker does not hold the master key that this store was made with.",
        "Give the workers the key that the store's spec names (STOREYARD_MASTER_KEY_FILE); nothing was changed.",
    ),
    "rights-missing": Text(
        "The cluster's API refuses the worker.",
        "Install the chart's roles of this release (helm upgrade); then retry. What is Queued goes on by itself.",
    ),
    "namespace-stuck": Text(
        "The deletion waits for something in the namespace that does not go.",
        "The evidence names the finalizer or the API that holds it up. Let its controller finish, or mend that API; "
        "Storeyard never removes a finalizer by force.",
    ),
    "labels-missing": Text(
        "The shop's namespace lost labels by which Storeyard knows it, so nothing in it is changed or deleted.",
        "Put back the labels that the evidence names (kubectl label --overwrite namespace …); it goes on by itself.",
    ),
    "apply-refused": Text(
        "Kubernetes refuses an object of the shop.",
        "The evidence has the API server's words: a quota, a rule of the cluster or a value. Mend that, then retry.",
    ),
    "deadline": Text(
        "The shop was not up before the attempt's deadline.",
        "The evidence says what was missing last. Retry, or give attempts more time "
        "(STOREYARD_STORES__ATTEMPT_DEADLINE).",
    ),
}
