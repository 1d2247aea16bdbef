/** Tables of kinds: what an experiment may name by `kind`, one row each, made into one schema. */
import { z } from "zod";

export type Fields = z.core.$ZodLooseShape;

/** The values of these fields once defaults are filled in. */
export type SettingsOf<F extends Fields> = z.output<z.ZodObject<F, z.core.$strict>>;

/** What every kind says of itself. */
export interface Kind<F extends Fields = Fields> {
  /** Its name in figures and tables, such as "AdamW". */
  readonly title: string;
  /** One line for editors and error messages. */
  readonly description: string;
  /** The paper or public code that it follows, with its number of arXiv. */
  readonly source?: string;
  /** Its fields, except `kind`. */
  readonly fields: F;
  /** Fields that change nothing beside these other settings, each with the reason. */
  idle?(settings: SettingsOf<F>): Readonly<Partial<Record<keyof F & string, string>>>;
}

/** Settings that are each possible, and together are not; the one to mend first comes first. */
export interface FieldProblem {
  /** Paths such as `model.heads`. */
  readonly fields: readonly [string, ...string[]];
  readonly message: string;
}

type KindSchema<Rows extends Readonly<Record<string, Kind>>, Common extends Fields> = {
  [K in keyof Rows & string]: z.ZodObject<
    { kind: z.ZodLiteral<K> } & Common & Rows[K]["fields"],
    z.core.$strict
  >;
}[keyof Rows & string];

type Nothing = Record<never, never>;

/** The schema of settings that are of one of these kinds; each of them has the `common` fields. */
export function kindUnion<
  Rows extends Readonly<Record<string, Kind>>,
  Common extends Fields = Nothing,
>(
  rows: Rows,
  common?: Common,
): z.ZodDiscriminatedUnion<
  readonly [KindSchema<Rows, Common>, ...KindSchema<Rows, Common>[]],
  "kind"
> {
  const schemas = Object.entries(rows).map(([kind, { description, fields }]) =>
    z.strictObject({ kind: z.literal(kind).meta({ description }), ...common, ...fields })
  );
  // Object.entries forgets which row belongs to which name.
  return z.discriminatedUnion("kind", schemas as never) as never;
}
