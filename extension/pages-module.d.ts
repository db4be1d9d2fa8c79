/** The pages' module: what `pages/src/web.rs` exports. The build writes it. */

/** Starts it, once. */
export function start(): { [exported: string]: any };
