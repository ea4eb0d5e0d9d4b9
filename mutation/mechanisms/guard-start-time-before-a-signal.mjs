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
  tests: ["test/guard/before-a-signal"],
  only: "after the look",
};
