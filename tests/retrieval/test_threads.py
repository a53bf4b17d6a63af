"""Serving uses one thread for matrix products, learning all of them."""

import subprocess
import sys

SERVES = """
import numpy, scipy.linalg
from threadpoolctl import threadpool_info
from retrieval.classifier.threads import all_threads, serve_on_one_thread

def most():
    return max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")

serve_on_one_thread()
served = most()
with all_threads():
    learned = most()
print(served, learned, most())
"""


def test_a_serving_process_learns_on_all_threads_and_serves_on_one() -> None:
    # A process of its own: the tests' own threads are not touched.
    command = [sys.executable, "-c", SERVES]
    done = subprocess.run(
        command, env={"OPENBLAS_NUM_THREADS": "2"}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "2", "1"]
