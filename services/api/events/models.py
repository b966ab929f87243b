"""What the event stream says. A store is sent whole, so its model is the store's own."""

from services.api.wire import Wire


class GoneView(Wire, title="Gone"):
    """A store is not there any more."""

    name: str
    uid: str
    receipt: str
