/** What differs between builds; the demo's has a file of its own in the place of this one. */

/** Whether the welcome page opens after the installation. */
export const WELCOMES = true;
