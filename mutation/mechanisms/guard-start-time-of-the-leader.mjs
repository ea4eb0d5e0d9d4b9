export default {
  part: "guard",
  does: "whoever has the pid of a leader is taken for it",
  patches: [["guard", 'if [ "$1" != "$at" ]; then', 'if [ "$1" = 0 ]; then']],
  tests: ["test/guard/guard.test", "test/faults/35-"],
  only: "another process|the guard under dash",
};
