/** Normal random numbers in programs, made of uniform ones. */
import type { Tensor } from "./tensor.ts";

/**
 * Standard normal numbers shaped like `like` (Box and Muller, 1958), from a step's key [2] and the
 * name of a stream: other names give other numbers.
 */
export function gaussian(key: Tensor, like: Tensor, stream: string): Tensor {
  const uniform = (part: string) => key.randomUniform(like, `${stream}.${part}`);
  const radius = uniform("radius").neg().add(1).log().mul(-2).sqrt();
  return radius.mul(uniform("angle").mul(2 * Math.PI).cos());
}
