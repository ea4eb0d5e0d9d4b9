export default {
  part: "child",
  does: "heartbeats are not missed",
  patches: [["child", "if (beatInterval && count.tick(period / beatInterval)) afterPoll(confirm);", ""]],
  tests: ["test/faults/11-"],
  only: "one stall",
};
