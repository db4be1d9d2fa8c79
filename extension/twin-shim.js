/**
 * What the glue needs of `WebAssembly`, with the engine's twin behind it. A page whose CSP refuses
 * wasm in Chromium gets this in its place; the glue cannot tell.
 *
 * @param {(imports: object) => object} twin  makes a fresh instance, and returns its exports
 * @returns {typeof WebAssembly}
 */
function entreNousTwinWebAssembly(twin) {
  class Module {}

  class Instance {
    /**
     * @param {Module} _module
     * @param {object} imports
     */
    constructor(_module, imports) {
      this.exports = twin(imports);
    }
  }

  return /** @type {any} */ ({ Module, Instance });
}
