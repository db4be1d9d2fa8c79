// @ts-check
// The gate: runs in the page's own world, before any script of the page, and stands at the ways
// out, and at the responses that bring contact values. It holds no policy, no list of values and no secret: it asks the engine in the isolated
// world and then calls the native, or fails as the native would. The build joins the files of this
// folder into one script.
//
// Three rules hold in all of them, since the page may change every global after us:
//  1. Nothing is looked up on a global or a prototype after natives.js has run, but to put a
//     wrapper there. Natives are called through `apply`. No `for…of`, no spread, no destructuring
//     of arrays at run time (they call the page's iterators), no `instanceof` (it asks the page's
//     `Symbol.hasInstance`), no index read or written beyond an array's own length (prototypes can
//     hold getters and setters there), no object without `__proto__: null` handed to a native.
//  2. What is judged is what is sent: each argument is coerced once, and the native gets the copy.
//  3. What asks stands before what is asked about: this script before any of the page, each
//     wrapper before the page has the object that it is on.

import './natives.js';
import './ask.js';
import { guardBlobs } from './blobs.js';
import { guardClipboard } from './clipboard.js';
import { guardHanding } from './handing.js';
import { guardLeaving, listenAround } from './leaving.js';
import { guardMessages } from './messages.js';
import { guardPictures } from './pictures.js';
import { guardRealms, seeOpened } from './realms.js';
import { guardReceived } from './received.js';
import { guardRequests } from './requests.js';
import { guardResources } from './resources.js';
import { guardResponses } from './responses.js';
import { guardSockets } from './sockets.js';
import { within, wrapLook } from './wrap.js';

/** @param {any} window @param {boolean} isForeign */
const guardWindow = (window, isForeign) => {
  const {
    document, origin, Promise, TypeError, DOMException,
  } = window;
  const realm = {
    window, document, origin, Promise, TypeError, DOMException, isForeign,
  };
  within(realm, () => {
    guardResponses(realm);
    // Under the wrappers of what is sent, which have taken its arguments by then.
    guardReceived(realm);
    guardBlobs(realm);
    guardRequests(realm);
    guardClipboard(realm);
    guardLeaving(realm, seeOpened);
    guardSockets(realm);
    guardMessages(realm);
    guardHanding(realm);
    guardPictures(realm);
    guardResources(realm);
    guardRealms(realm, {
      guardWindow: (other) => guardWindow(other, true),
      afterOpening: () => listenAround(realm),
    });
    wrapLook(realm);
  });
};
guardWindow(window, false);
