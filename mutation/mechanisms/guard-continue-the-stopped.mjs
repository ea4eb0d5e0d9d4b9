export default {
  part: "guard",
  does: "the guard does not send SIGCONT after its signal",
  patches: [["guard", 'send "$signal" && kill -s CONT "$pid"', 'send "$signal"']],
  tests: ["test/faults/20-"],
  only: "is stopped is gone when",
};
