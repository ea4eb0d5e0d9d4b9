export default {
  part: "parent",
  does: "stop() kills a bound child exactly at the end of its grace period",
  patches: [["parent", "var BOUND_CHILD_MARGIN = 500;", "var BOUND_CHILD_MARGIN = 0;"]],
  tests: ["test/api/stop.test"],
  only: "500 ms",
};
