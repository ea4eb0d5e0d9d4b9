export default {
  part: "guard",
  does: "the guard does not send SIGCONT after its signal",
  patches: [["guard", 'kill -s "$signal" "$pid" && kill -s CONT "$pid"', 'kill -s "$signal" "$pid"']],
  tests: ["test/faults/20-"],
  only: "is stopped is gone when",
};
