/**
 * Import this before anything that makes a schema: zod would compile these to functions out of
 * text, and the content security policy of the page reports every try.
 */
import { config } from "zod";

config({ jitless: true });
