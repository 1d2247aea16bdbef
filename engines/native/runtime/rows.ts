/**
 * Functions of a row. Sums go over 16 lanes, whatever the width of the processor's vectors, which a
 * fixed tree joins; rows shorter than that are added up from left to right.
 */
const LANES = 16;

/** Of the levels of the tree, how many lanes are left. */
const HALVES = Array.from({ length: Math.log2(LANES) }, (_, level) => LANES / 2 ** (level + 1));

/** Joins lanes by a tree, a line of C for each of its levels: gcc does not unroll a loop over them. */
const joinLanes = (statement: (half: number) => string) =>
  HALVES.map((half) => `  for (int lane = 0; lane < ${half}; lane++) ${statement(half)}`)
    .join("\n");

const sumOf = (name: string, type: string) =>
  String.raw`
static inline ${type} row_sum_${name}(const ${type} *row, long width) {
  ${type} lanes[${LANES}] ALIGNED;
  if (width < ${LANES}) {
    ${type} sum = width > 0 ? row[0] : 0;
    for (long c = 1; c < width; c++) sum += row[c];
    return sum;
  }
  for (int lane = 0; lane < ${LANES}; lane++) lanes[lane] = row[lane];
  long c = ${LANES};
  for (; c + ${LANES} <= width; c += ${LANES})
    for (int lane = 0; lane < ${LANES}; lane++) lanes[lane] += row[c + lane];
  for (int lane = 0; c + lane < width; lane++) lanes[lane] += row[c + lane];
${joinLanes((half) => `lanes[lane] += lanes[lane + ${half}];`)}
  return lanes[0];
}
`;

/** Goes over a row of at least so many numbers by lanes; numbers may be seen twice, which no largest and no first place minds. */
const overRow = (statement: string) =>
  String.raw`  for (long c = 0; c < width; c += ${LANES}) {
    const long at = c + ${LANES} <= width ? c : width - ${LANES};
    for (int lane = 0; lane < ${LANES}; lane++) ${statement}
  }`;

/** Keeps the larger of a lane and another number. */
const keepLarger = (other: string) =>
  `lanes[lane] = ${other} > lanes[lane] ? ${other} : lanes[lane];`;

/** NaN is no largest number, but whatever is computed of its row will be NaN. */
const largestOf = (name: string, type: string) =>
  String.raw`
static inline ${type} row_max_${name}(const ${type} *row, long width) {
  ${type} lanes[${LANES}] ALIGNED;
  if (width < ${LANES}) {
    ${type} largest = row[0];
    for (long c = 1; c < width; c++) largest = row[c] > largest ? row[c] : largest;
    return largest;
  }
  for (int lane = 0; lane < ${LANES}; lane++) lanes[lane] = row[lane];
${overRow(keepLarger("row[at + lane]"))}
${joinLanes((half) => keepLarger(`lanes[lane + ${half}]`))}
  return lanes[0];
}
`;

/** The first of the largest numbers; 0 where the first is NaN, which nothing is larger than. */
const placeOfLargest = (name: string, type: string, lowest: string) =>
  String.raw`
static inline int32_t row_argmax_${name}(const ${type} *row, long width) {
  ${type} lanes[${LANES}] ALIGNED;
  int32_t places[${LANES}] ALIGNED;
  if (width < ${LANES}) {
    int32_t place = 0;
    for (int32_t c = 1; c < width; c++) place = row[c] > row[place] ? c : place;
    return place;
  }
  for (int lane = 0; lane < ${LANES}; lane++) lanes[lane] = ${lowest}, places[lane] = INT32_MAX;
${overRow(keepLarger("row[at + lane]"))}
${joinLanes((half) => keepLarger(`lanes[lane + ${half}]`))}
  const ${type} largest = lanes[0];
${
    overRow(`{
      const int32_t here = row[at + lane] == largest ? (int32_t)at + lane : INT32_MAX;
      places[lane] = here < places[lane] ? here : places[lane];
    }`)
  }
${
    joinLanes((half) =>
      `places[lane] = places[lane + ${half}] < places[lane] ? places[lane + ${half}] : places[lane];`
    )
  }
  return places[0] == INT32_MAX || row[0] != row[0] ? 0 : places[0];
}
`;

const types = { float: "float", double: "double", int: "int32_t", key: "uint32_t" };

export const rows = Object.entries(types)
  .map(([name, type]) => sumOf(name, type) + largestOf(name, type)).join("") +
  placeOfLargest("float", "float", "-INFINITY") + placeOfLargest("int", "int32_t", "INT32_MIN");
