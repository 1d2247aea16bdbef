/**
 * Functions of a row. Sums go over 16 lanes, whatever the width of the processor's vectors, which a
 * fixed tree joins; rows shorter than that are added up from left to right.
 */
const LANES = 16;

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
  for (int half = ${LANES / 2}; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++) lanes[lane] += lanes[lane + half];
  return lanes[0];
}
`;

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
  long c = ${LANES};
  for (; c + ${LANES} <= width; c += ${LANES})
    for (int lane = 0; lane < ${LANES}; lane++)
      lanes[lane] = row[c + lane] > lanes[lane] ? row[c + lane] : lanes[lane];
  for (int lane = 0; c + lane < width; lane++)
    lanes[lane] = row[c + lane] > lanes[lane] ? row[c + lane] : lanes[lane];
  for (int half = ${LANES / 2}; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++)
      lanes[lane] = lanes[lane + half] > lanes[lane] ? lanes[lane + half] : lanes[lane];
  return lanes[0];
}
`;

/** The first of the largest numbers; 0 where the first is NaN, which nothing is larger than. */
const placeOfLargest = (name: string, type: string, lowest: string) =>
  String.raw`
static inline int32_t row_argmax_${name}(const ${type} *row, long width) {
  ${type} lanes[${LANES}] ALIGNED;
  int32_t places[${LANES}] ALIGNED;
  for (int lane = 0; lane < ${LANES}; lane++) lanes[lane] = ${lowest}, places[lane] = INT32_MAX;
  const long whole = width - width % ${LANES};
  for (long c = 0; c < whole; c += ${LANES})
    for (int lane = 0; lane < ${LANES}; lane++)
      lanes[lane] = row[c + lane] > lanes[lane] ? row[c + lane] : lanes[lane];
  for (int lane = 0; whole + lane < width; lane++)
    lanes[lane] = row[whole + lane] > lanes[lane] ? row[whole + lane] : lanes[lane];
  for (int half = ${LANES / 2}; half > 0; half /= 2)
    for (int lane = 0; lane < half; lane++)
      lanes[lane] = lanes[lane + half] > lanes[lane] ? lanes[lane + half] : lanes[lane];
  const ${type} largest = lanes[0];
  for (long c = 0; c < whole; c += ${LANES})
    for (int lane = 0; lane < ${LANES}; lane++) {
      const int32_t here = row[c + lane] == largest ? (int32_t)c + lane : INT32_MAX;
      places[lane] = here < places[lane] ? here : places[lane];
    }
  for (int lane = 0; whole + lane < width; lane++) {
    const int32_t here = row[whole + lane] == largest ? (int32_t)whole + lane : INT32_MAX;
    places[lane] = here < places[lane] ? here : places[lane];
  }
  int32_t place = INT32_MAX;
  for (int lane = 0; lane < ${LANES}; lane++) place = places[lane] < place ? places[lane] : place;
  return place == INT32_MAX || row[0] != row[0] ? 0 : place;
}
`;

const types = { float: "float", double: "double", int: "int32_t", key: "uint32_t" };

export const rows = Object.entries(types)
  .map(([name, type]) => sumOf(name, type) + largestOf(name, type)).join("") +
  placeOfLargest("float", "float", "-INFINITY") + placeOfLargest("int", "int32_t", "INT32_MIN");
