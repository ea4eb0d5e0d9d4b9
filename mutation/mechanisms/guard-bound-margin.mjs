export default {
  part: "guard",
  does: "the guard kills a bound child exactly at the end of its grace period",
  patches: [["guard", "due=$((began + grace + bound * 50))", "due=$((began + grace))"]],
  tests: ["test/faults/20-", "test/guard/guard.test"],
  only: "bound child that is stopped is gone when|half a second",
};
