export default {
  part: "guard",
  does: "the guard signals without another look at the start time",
  patches: [
    [
      "guard",
      'is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && [ "$at" -lt "$swept" ] || return',
      'is_pid "$pid" || return',
    ],
  ],
  tests: ["test/faults/35-", "test/guard/bad-input", "test/guard/guard.test"],
  only: "dash",
};
