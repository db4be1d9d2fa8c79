// Reads a picture: whether a text stands in it. The text is drawn anew with the font that it would have there, and
// looked for at every place.

/** @typedef {import("./harness.mjs").Page} Page */

/** As `reveal.css` has it. */
const FONT = '600 18px system-ui, sans-serif';

/**
 * How far the most similar place of the picture is from the text: the dots that differ, as a share of the text's ink.
 * 0 is the very text, 1 one that is nowhere alike.
 *
 * @param {Page} reader  a page of nobody's in the same browser
 * @param {string} picture  PNG in base64
 * @param {string} text
 * @returns {Promise<number>}
 */
export const distanceOf = (reader, picture, text) =>
  reader.evaluate(
    async (picture, text, font) => {
      /** @param {number} wide @param {number} high @param {(pen: CanvasRenderingContext2D) => void} draw */
      const ink = (wide, high, draw) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
        const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
        pen.fillStyle = "#ffffff";
        pen.fillRect(0, 0, wide, high);
        draw(pen);
        const { data } = pen.getImageData(0, 0, wide, high);
        return { width: wide, height: high, at: Uint8Array.from({ length: wide * high }, (_, index) => (Number(data[index * 4]) < 128 ? 1 : 0)) };
      };
      const bytes = Uint8Array.from(atob(picture), (sign) => sign.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const whole = ink(image.width, image.height, (pen) => pen.drawImage(image, 0, 0));
      const part = ink(400, 26, (pen) => {
        pen.font = font;
        pen.textBaseline = "middle";
        pen.fillStyle = "#16262c";
        pen.fillText(text, 4, 13);
      });
      /** @type {[x: number, y: number, isInk: number][]} */
      const dots = [];
      const inked = [...part.at.keys()].filter((index) => part.at[index]);
      const columns = inked.map((index) => index % part.width);
      const rows = inked.map((index) => Math.floor(index / part.width));
      const [left, right, top, bottom] = [Math.min(...columns), Math.max(...columns), Math.min(...rows), Math.max(...rows)];
      for (let y = top; y <= bottom; y += 1) {
        for (let x = left; x <= right; x += 1) dots.push([x - left, y - top, part.at[y * part.width + x] ?? 0]);
      }
      // Where these few differ much, the rest is not looked at.
      const some = [1, 0].flatMap((wanted) => dots.filter(([, , isInk]) => isInk === wanted).filter((_, index, all) => index % Math.ceil(all.length / 30) === 0));
      const most = some.length / 3;
      let best = inked.length;
      const { at, width } = whole;
      for (let y = 0; y <= whole.height - (bottom - top) - 1; y += 1) {
        for (let x = 0; x <= whole.width - (right - left) - 1; x += 1) {
          const isWrong = (/** @type {[number, number, number]} */ [dx, dy, isInk]) => at[(y + dy) * width + x + dx] !== isInk;
          let missed = 0;
          for (const each of some) if (isWrong(each) && (missed += 1) > most) break;
          if (missed > most) continue;
          let wrong = 0;
          for (const each of dots) if (isWrong(each) && (wrong += 1) >= best) break;
          best = Math.min(best, wrong);
        }
      }
      return best / inked.length;
    },
    picture,
    text,
    FONT,
  );
