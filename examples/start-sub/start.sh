#!/bin/sh
# The starter: SIGTERM ends this shell, and nobody tells sub.sh.
echo "start: pid $$"
sh "$(dirname "$0")/sub.sh"
echo "start: sub.sh has ended"
