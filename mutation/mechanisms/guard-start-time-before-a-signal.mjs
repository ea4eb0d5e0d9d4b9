export default {
  part: "guard",
  does: "the guard signals without another look at the start time",
  patches: [
    [
      "guard",
      'is_same() { is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && [ "$at" -lt "$swept" ]; }',
      'is_same() { is_pid "$pid"; }',
    ],
    ["guard", '[ "$start" = "$1" ] && [ "$start" -lt "$swept" ] || return\n', ""],
  ],
  tests: ["test/guard/before-a-signal"],
  only: "after the look",
};
