export default {
  part: "parent",
  does: "a child that had exited by itself when SIGKILL came counts as killed",
  patches: [["parent", "!hasExited || each.pid !== pid", "true"]],
  tests: ["test/api/stop-again"],
  only: "ended a child that had ended by itself",
};
