"""The embedded data plane's process, `python -m rehearsal.balancer.plane FD`."""

import asyncio
import gc
import sys
from multiprocessing.connection import Connection

from rehearsal.balancer.plane.plane import Plane
from rehearsal.balancer.serving import serve

if __name__ == "__main__":
    # What the modules hold never goes away; the collector need not walk it over and over under load.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    asyncio.run(serve(Connection(int(sys.argv[1])), Plane))
