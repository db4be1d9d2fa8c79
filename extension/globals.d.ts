/** What the scripts that the build writes leave for those that stand after them. */

/** The glue's parts that page.js calls; the rest is the crate's own exports. */
interface EntreNousGlue {
  initSync(options: { module: object }): unknown;
  [exported: string]: any;
}

declare var entreNousEngine: {
  /** A fresh instance of the glue at each call. */
  glue: (webAssembly: typeof WebAssembly) => EntreNousGlue;
  /** The module, in base64. */
  wasm: string;
  /** The module as a script: takes the imports, returns the exports. Firefox's package has none. */
  twin: (imports: object) => object;
};

declare var entreNousConfig: Readonly<{
  version: string;
  /** Which rules the engine has: they have another name when any of them changes. */
  rules: string;
  /** Hosts besides those of the rules, each with the name of the site that it is taken for. */
  hosts: Record<string, string>;
  /** What a scope of any rule is, and the attributes that can make an element one. */
  scopes: { selector: string; attributes: string[] };
}>;

/**
 * The responses that bring contact values, as the rules of the sites name them: a path with `*` for
 * one segment, and what the query must hold. The build puts it into the gate.
 */
declare const entreNousResponses: readonly { path: string, query: string }[];
