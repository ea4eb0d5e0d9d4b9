#!/bin/sh
# Runs the app, and does not end it either.
echo "debug server: pid $$"
"$@" &
wait
