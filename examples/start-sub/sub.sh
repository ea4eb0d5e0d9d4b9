#!/bin/sh
# Works for ever.
echo "sub: pid $$"
while :; do sleep 1; done
