export default {
  part: "guard",
  does: "the guard looks for ever for what cannot be ended",
  patches: [["guard", '[ "$now" -lt $((latest + 1000)) ] || break\n', ""]],
  tests: ["test/guard/gives-up"],
};
