export default {
  part: "guard",
  does: "the guard kills no group, and so nobody of the tick in which it looks",
  patches: [["guard", 'is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && kill -KILL "-$pid"', ":"]],
  tests: ["test/guard/bad-input"],
  only: "the same trace",
};
