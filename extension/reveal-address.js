/** Where a contact detail leads: the address that opens the program which the detail is for. */

/**
 * @param {string} kind
 * @param {string} value as the page shows it
 * @returns {string | null} null where no program is for it, or the value is not what its kind says
 */
export function addressOf(kind, value) {
  const shown = value.trim();
  switch (kind) {
    case "email":
      // What follows a `?` would be the letter's own text.
      return /^[^\s@]+@[^\s@]+$/.test(shown) ? `mailto:${encodeURIComponent(shown).replace("%40", "@")}` : null;
    case "phone": {
      // An extension is dialled by hand.
      const [digits = ""] = /^[^\p{L}#;,]*/u.exec(shown) ?? [];
      const number = (digits.trim().startsWith("+") ? "+" : "") + digits.replace(/\D/g, "");
      return /\d{3}/.test(number) ? `tel:${number}` : null;
    }
    case "website": {
      const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(shown) ? shown : `https://${shown}`;
      return /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).href : null;
    }
    default:
      return null;
  }
}
