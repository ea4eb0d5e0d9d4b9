#!/usr/bin/env python3
# A child that binds by the wire protocol alone: docs/protocol.md. Started by parent.mjs beside it.
import http.server
import os
import threading


def why_to_end(marker):
    """Blocks until the parent is gone or wants us to end. None: it has released us, or never was our parent."""
    fields = dict(field.split("=", 1) for field in marker.split(";"))
    fd = int(fields["fd"])
    os.set_inheritable(fd, False)  # our own children must not hold it
    try:
        lines = open(fd, "rb", closefd=False)
        hello = lines.readline(512).split()
        if hello and (hello[0] != b"HELLO" or b"token=" + fields["token"].encode() not in hello):
            return None  # somebody else's descriptor: hands off
        say(fd, b"BOUND pid=%d\nREADY\n" % os.getpid())
        for line in lines:
            if line.startswith(b"RELEASE"):
                return None
            if line.startswith(b"STOP "):
                say(fd, b"STOPPING reason=stop-requested\n")
                return "stop-requested"
            # BEAT, and whatever a later version may say, is ignored
    except ConnectionResetError:
        pass  # a parent that died with bytes of ours unread
    return "parent-exited"


def say(fd, lines):
    try:
        os.write(fd, lines)
    except OSError:
        pass  # only what is read tells whether the parent lives


server = http.server.HTTPServer(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
work = threading.Thread(target=server.serve_forever, args=(0.05,))
work.start()
print(f"child: pid {os.getpid()}, port {server.server_port}", flush=True)
if (marker := os.environ.pop("LIFELINE", None)) and (reason := why_to_end(marker)):
    print(f"child: closed, because of {reason}", flush=True)
    server.shutdown()
