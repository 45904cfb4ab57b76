"""Being the server: what has to be so in its process before moto is imported, and its last word."""

import logging
import os
import warnings

from rehearsal.control.plane import Place
from rehearsal.starter import Starter


def serve(place: Place, port: int, tell: int | None) -> int:
    """Serve until told to end; with a descriptor to tell, in a process of its own that is nobody's child."""
    if tell is not None and os.fork():
        return 0
    # moto reads it when ACM is first used: issued after a second in place of a minute.
    os.environ.setdefault("MOTO_ACM_VALIDATION_WAIT", "1")
    # And this when it is imported: moto would let every web page read its answers.
    os.environ["MOTO_DISABLE_GLOBAL_CORS"] = "true"
    # moto warns of every error code that is not in the service's own model; InvalidAction never is.
    warnings.filterwarnings("ignore", message=r"Exception\(ApiError\)")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    starter = Starter(tell)
    try:
        _live(place, port, starter)
    except Exception as error:
        starter.failed(error)
        raise
    logging.shutdown()
    # All is saved and closed; taking 200 MB of objects apart would only take a second.
    os._exit(0)


def _live(place: Place, port: int, starter: Starter) -> None:
    from rehearsal.server import Rehearsal  # noqa: PLC0415 - moto, which the other commands do without

    Rehearsal(place, port).serve(starter.ready)
