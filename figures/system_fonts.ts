/**
 * Keeps the canvas from loading the fonts of the machine, so that figures are the same on every
 * one. The canvas reads this when it is first imported: import this file before it.
 */
Deno.env.set("DISABLE_SYSTEM_FONTS_LOAD", "1");
