// The transparency library: everything that a verifier, a log or a witness needs, the same on Node and in a browser.
// It must never import Node, read a clock, draw random numbers or do input and output.
export * from './checkpoint.js';
export * from './cosignature.js';
export * from './disclosure.js';
export * from './ed25519.js';
export * from './encoding.js';
export * from './evidence.js';
export * from './evidenceFiles.js';
export * from './hashing.js';
export * from './json.js';
export * from './keys.js';
export * from './merkle.js';
export * from './merkleVerify.js';
export * from './note.js';
export * from './policy.js';
export * from './proof.js';
export * from './recover.js';
export * from './tiles.js';
export * from './tileTree.js';
export * from './verify.js';
export * from './witness.js';
