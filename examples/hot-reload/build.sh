#!/bin/sh
# build.sh <source> <result>: stamps the result with a checksum of its source, and puts it in place in one step.
set -e
mkdir -p "$(dirname "$2")"
set -- "$1" "$2" $(cksum <"$1")
sed "s/__BUILD__/$3/" "$1" >"$2.new"
mv "$2.new" "$2"
