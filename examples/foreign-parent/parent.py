#!/usr/bin/env python3
# A Python parent: it holds the child's stdin, and that is all a child needs to know that it lives.
# Run: python3 examples/foreign-parent/parent.py, and then kill -9 it
import os
import pathlib
import subprocess
import time

child = subprocess.Popen(
    ["node", str(pathlib.Path(__file__).with_name("child.mjs"))],
    stdin=subprocess.PIPE,
)
print(f"parent: pid {os.getpid()}", flush=True)

while child.poll() is None:
    try:
        child.stdin.write(b"heartbeat\n")
        child.stdin.flush()
    except BrokenPipeError:
        break
    time.sleep(1)
print(f"parent: the child ended with {child.wait()}", flush=True)
