#!/bin/sh
# As a debugger does it: a debug server in a session and a group of its own. SIGTERM ends this shell, and nothing else.
echo "supervisor: pid $$"
setsid sh "$(dirname "$0")/debug-server.sh" "$@" &
wait
