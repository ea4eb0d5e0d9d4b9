#!/bin/sh
# A shell parent. Not `… | node child.mjs`: there a subshell would hold the pipe, and live on without this script.
# Run: sh examples/foreign-parent/parent.sh, and then kill -9 it
directory=$(mktemp -d)
mkfifo "$directory/stdin"
node "$(dirname "$0")/child.mjs" <"$directory/stdin" &
exec 3>"$directory/stdin"
rm -r "$directory"
echo "parent: pid $$"

trap "" PIPE
# What this script starts must not inherit the pipe: with 3 open, sleep would hold it for up to a second longer.
while echo heartbeat >&3; do sleep 1 3>&-; done 2>/dev/null
wait $!
echo "parent: the child ended with $?"
