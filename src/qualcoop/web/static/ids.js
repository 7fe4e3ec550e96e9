// @ts-check
/** The identifier that the study gives to a coding (UUID of its content), made here so that both sides agree. */

const NAMESPACE = "6f1d3c1e-0c55-5d0e-9d0e-7b5a1a2f4c10";

/** The same code on the same span in the same layer is the same coding (as `coding_id` in model.py).
 * @param {string} source @param {number} start @param {number} end @param {string} code @param {string} layer */
export async function codingId(source, start, end, code, layer) {
  const name = new TextEncoder().encode(["coding", source, start, end, code, layer].join("\x1f"));
  const space = NAMESPACE.replace(/-/g, "").match(/../g) ?? [];
  const bytes = new Uint8Array(16 + name.length);
  bytes.set(space.map((pair) => parseInt(pair, 16)));
  bytes.set(name, 16);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-1", bytes)).slice(0, 16);
  hash[6] = (hash[6] & 0x0f) | 0x50;
  hash[8] = (hash[8] & 0x3f) | 0x80;
  const hex = Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
