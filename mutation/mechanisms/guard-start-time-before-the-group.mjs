export default {
  part: "guard",
  does: "the guard kills a group without another look at the start time of its leader",
  patches: [
    [
      "guard",
      'is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && kill -KILL "-$pid"',
      'is_pid "$pid" && kill -KILL "-$pid"',
    ],
  ],
  tests: ["test/guard/before-a-signal"],
  only: "after the look",
};
