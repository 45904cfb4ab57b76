"""The process that drives haproxy, `python -m rehearsal.balancer.haproxy FD`; haproxy ends with it."""

import asyncio
import sys
from multiprocessing.connection import Connection

from rehearsal.balancer.haproxy.plane import HaproxyPlane
from rehearsal.balancer.serving import serve

if __name__ == "__main__":
    asyncio.run(serve(Connection(int(sys.argv[1])), HaproxyPlane))
