# say up, say member: this process registers itself in the ledger of its round, with its start time. Sourced.
say() {
  read -r stat < /proc/$$/stat
  set -- "$1" $stat
  echo "{\"type\":\"$1\",\"unit\":\"${LIFELINE_SOAK##*/}\",\"pid\":$$,\"start\":\"${23}\"}" >> "$SOAK_LEDGER"
}
