// What the stage's server understands besides requests: WebSockets, and enough of a relay server
// (TURN) to be told the name of a user. It keeps what arrives and gives nothing back.

import { createHash } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";

/** @typedef {(method: string, url: string, body: string, headers?: string) => void} Keep */

/** What RFC 6455 has a server append to the key. */
const WEBSOCKET = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/**
 * Answers WebSocket handshakes, and keeps them and each message: the latter as `MESSAGE`.
 * @param {import("node:http").Server} server @param {Keep} keep
 * @returns {() => void} ends all of them
 */
export function acceptWebSockets(server, keep) {
  /** @type {Set<import("node:stream").Duplex>} */
  const sockets = new Set();
  server.on("upgrade", (request, socket) => {
    const { url = "", headers } = request;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    keep("UPGRADE", url, "", JSON.stringify(headers));
    const accept = createHash("sha1").update(`${headers["sec-websocket-key"]}${WEBSOCKET}`).digest("base64");
    const protocol = headers["sec-websocket-protocol"]?.split(",").at(-1)?.trim();
    socket.write(
      ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", `Sec-WebSocket-Accept: ${accept}`]
        .concat(protocol ? `Sec-WebSocket-Protocol: ${protocol}` : [], "", "")
        .join("\r\n"),
    );
    let received = Buffer.alloc(0);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let frame = firstFrame(received); frame; frame = firstFrame(received)) {
        received = received.subarray(frame.length);
        if (frame.opcode >= 8) {
          if (frame.opcode === 8) socket.end(sent(frame));
          continue;
        }
        socket.write(sent(frame));
        keep("MESSAGE", url, frame.payload.toString("utf8"));
      }
    });
  });
  return () => sockets.forEach((socket) => socket.destroy());
}

/** What a server says of the same sort and content. @param {{ opcode: number, payload: Buffer }} frame */
function sent({ opcode, payload }) {
  const size = payload.length;
  const head = size < 126 ? [size] : [126, size >> 8, size & 0xff];
  return Buffer.concat([Buffer.from([0x80 | opcode, ...head]), payload]);
}

/**
 * The first frame of a client, unmasked, or null as long as it has not all come.
 * @param {Buffer} bytes
 */
function firstFrame(bytes) {
  if (bytes.length < 6) return null;
  const [first = 0, second = 0] = bytes;
  let size = second & 0x7f;
  let start = 2;
  if (size === 126) {
    size = bytes.readUInt16BE(2);
    start = 4;
  } else if (size === 127) {
    if (bytes.length < 14) return null;
    size = Number(bytes.readBigUInt64BE(2));
    start = 10;
  }
  const mask = bytes.subarray(start, (start += 4));
  const length = start + size;
  if (bytes.length < length) return null;
  const payload = bytes.subarray(start, length).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  return { opcode: first & 0x0f, payload: Buffer.from(payload), length };
}

const STUN_COOKIE = 0x2112a442;
const ALLOCATE = 0x0003;
const ALLOCATE_FAILED = 0x0113;

/**
 * Keeps each datagram: as `RELAY` what a client tells a relay server once it was asked who it is,
 * as `DATAGRAM` anything that is none of STUN, such as the first of QUIC.
 * @param {number} port @param {Keep} keep
 * @returns {Promise<() => void>} closes it
 */
export async function acceptDatagrams(port, keep) {
  const socket = createSocket("udp4");
  socket.on("message", (bytes, from) => {
    const isStun = bytes.length >= 20 && bytes.readUInt32BE(4) === STUN_COOKIE;
    if (!isStun) return keep("DATAGRAM", "", "");
    if (bytes.readUInt16BE(0) !== ALLOCATE) return;
    if (bytes.includes("realm.invalid")) return keep("RELAY", "", bytes.toString("latin1"));
    const attributes = Buffer.concat([
      attribute(0x0009, Buffer.from([0, 0, 4, 1])),
      attribute(0x0014, Buffer.from("realm.invalid")),
      attribute(0x0015, Buffer.from("nonce")),
    ]);
    const head = Buffer.from(bytes.subarray(0, 20));
    head.writeUInt16BE(ALLOCATE_FAILED, 0);
    head.writeUInt16BE(attributes.length, 2);
    socket.send(Buffer.concat([head, attributes]), from.port, from.address);
  });
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  return () => socket.close();
}

/** @param {number} type @param {Buffer} value */
function attribute(type, value) {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}
