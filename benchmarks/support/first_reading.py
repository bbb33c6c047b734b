"""A process that reads a shop for the first time, with the code of the folder in which it is started.

``python first_reading.py URL CREDENTIALS`` prints the seconds of processor time until it can answer, and the bytes of
memory that it has then and had at the most. It is a script, so that another version can be measured by it as well.
"""

import json
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path.cwd())

    from benchmarks.support.process_memory import memory_of
    from benchmarks.support.worker import open_workbook, warm

    workbook = open_workbook(sys.argv[1], Path(sys.argv[2]))
    began = time.process_time()
    warm(workbook)
    taken = time.process_time() - began
    process = int(Path("/proc/self").readlink().name)
    print(json.dumps([taken, memory_of(process), memory_of(process, "VmHWM")]))  # noqa: T201 - it answers who asked
