/** Judge: what the source claims, held against the table of an experiment. */
import { z } from "zod";
import { oneShot } from "../dag/stage.ts";
import { judgeClaim } from "../claims/mod.ts";
import { ClaimSettings } from "../schemas/claims.ts";
import { readTableInput } from "../tables/input.ts";

const Params = z.strictObject({ claims: z.array(ClaimSettings) });

export const judge = oneShot("judge", async (context) => {
  const { claims } = Params.parse(context.params);
  const curves = await readTableInput(context);
  const verdicts = claims.map((claim) => judgeClaim(claim, curves));
  return { "verdicts.json": new TextEncoder().encode(JSON.stringify(verdicts, null, 2) + "\n") };
});
