"""Has the real gcloud read command lines, all in one process: it takes seconds to start and a tenth of one for a line.

``python -S -m tests.deploy.real_gcloud SDK LINES``, where LINES is a JSON list of lists of words. After what gcloud has
against a line comes END on the standard error output, and DONE before it when gcloud carried the line out.
"""

import json
import os
import sys
from importlib import import_module

DONE, END = "\v", "\f"


def main(sdk: str, lines: list[list[str]]) -> None:
    """Without an account, gcloud goes no further than to read a line."""
    sys.path[:0] = [f"{sdk}/lib", f"{sdk}/lib/third_party"]
    cli = import_module("googlecloudsdk.gcloud_main").CreateCLI([])
    for words in lines:
        done = True
        try:
            cli.Execute(words)
        except SystemExit as ended:
            done = not ended.code
        sys.stdout.flush()
        sys.stderr.write(f"{DONE if done else ''}{END}")
        sys.stderr.flush()
    os._exit(0)  # what gcloud does when it ends is not asked for


if __name__ == "__main__":
    main(sys.argv[1], json.loads(sys.argv[2]))
