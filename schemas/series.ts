/** Where runs of other programs stand beside ours, the series is a field by which they differ. */

/** The field, which no experiment can sweep. */
export const SERIES = "series";

/** The series of our own runs. */
export const OURS = "ours";
