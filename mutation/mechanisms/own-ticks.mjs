export default {
  part: "child",
  does: "heartbeats are counted by the clock, not in its own ticks",
  patches: [
    [
      "child",
      "sinceProbe += period;\n",
      "sinceProbe += period;\n    if (beatInterval && tick.at && count.tick((performance.now() - tick.at) / beatInterval - 1)) confirm();\n    tick.at = performance.now();\n",
    ],
  ],
  tests: ["test/faults/13-", "test/faults/14-"],
  only: "nothing at all|no false death",
};
