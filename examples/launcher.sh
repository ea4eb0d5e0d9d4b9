#!/bin/sh
# A launcher that is not Node: kill it, even with -9, and its server is gone.
#   sh examples/launcher.sh
cd "$(dirname "$0")" || exit
# In a project of your own: lifeline=node_modules/.bin/lifeline
lifeline="node ../packages/parent/dist/cli.js"

echo "parent: pid $$"
# --parent: also if this shell is killed while lifeline starts.
$lifeline run --parent $$ --grace 2s -- node child.mjs &

# Whatever the script does meanwhile. With the shell, the server ends too.
wait $!
