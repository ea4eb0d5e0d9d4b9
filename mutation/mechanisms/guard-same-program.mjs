export default {
  part: "guard",
  does: "what was read of a young process counts although it has become another program meanwhile",
  patches: [["guard", ' && [ "$stack" = "$seen" ]', ""]],
  tests: ["test/guard/on-its-way-out"],
};
