export default {
  part: "guard",
  does: "the guard does not look at groups",
  patches: [
    ["guard", '[ -z "$of" ] || rows="$rows$pid $at $ppid $group $session$nl"', ":"],
    ["guard", 'is_pid "$pid" && stat_of "$pid" && [ "$start" = "$at" ] && kill -KILL "-$pid"', ":"],
  ],
  tests: ["test/faults/30-"],
  only: "when its parent is killed",
};
