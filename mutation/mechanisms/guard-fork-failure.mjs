export default {
  part: "guard",
  does: "the guard ends where it cannot start a process",
  patches: [["guard", 'command eval "$1"\n', 'eval "$1"\n']],
  tests: ["test/guard/process-limit"],
};
