export default {
  part: "guard",
  does: "the guard kills processes one by one",
  patches: [["guard", 'is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && kill -KILL "-$pid"', ":"]],
  tests: ["test/faults/31-", "test/faults/33b-"],
  only: "killed|ends",
};
