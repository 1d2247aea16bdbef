/** Where runs of other programs stand beside ours, their origin is a field by which they differ. */

/** The field, which no experiment can sweep. */
export const ORIGIN = "origin";

/** That of our own runs. */
export const OURS = "ours";
