/**
 * What the demo's network answers when a page asks for somebody's contact details, in the two forms that LinkedIn's
 * pages get: Voyager's JSON, and the rows of a server-driven page.
 */

/**
 * @typedef {{slug: string, family: string, degree: 'first' | 'second' | 'third' | 'none' | 'own'}} Person
 * @typedef {{kind: string, value?: string, type?: string}} Contact
 */

const VOYAGER = 'com.linkedin.voyager.identity';
/** @type {Record<string, string>} */
const MEMBER_DISTANCES = { second: 'DISTANCE_2', third: 'DISTANCE_3' };
/** @type {Record<string, string>} */
const STATE_DISTANCES = { first: 'Distance1', second: 'Distance2', third: 'Distance3' };

/**
 * The members that say a contact detail. Their order is that in which the page shows them.
 * @param {Contact} contact
 * @returns {Record<string, unknown>}
 */
function members({ kind, value = '', type = '' }) {
  const category = type.toUpperCase();
  switch (kind) {
    case 'email':
      return { emailAddress: value };
    case 'phone':
      return { phoneNumbers: [{ number: value, type: category }] };
    case 'website':
      return { websites: [{ url: value, type: { [`${VOYAGER}.profile.StandardWebsite`]: { category } } }] };
    case 'birthday': {
      const [, month, day] = value.split('-').map(Number);
      return { birthDateOn: { month, day } };
    }
    case 'address':
      return { address: value };
    case 'connected':
      return { connectedAt: Date.parse(value) };
    default:
      return {};
  }
}

/**
 * `ProfileContactInfo`. Where the viewer stands at a distance it comes normalised, beside the entity that says which.
 * @param {Person} person
 * @param {Contact[]} contacts
 */
export function contactInfo({ slug, degree }, contacts) {
  const entityUrn = `urn:li:fs_contactinfo:${slug}`;
  const info = {
    entityUrn,
    ...Object.assign({}, ...contacts.map(members)),
    twitterHandles: [],
    ims: [],
    $type: `${VOYAGER}.profile.ProfileContactInfo`,
  };
  const memberDistance = MEMBER_DISTANCES[degree];
  if (memberDistance === undefined) return info;
  const relationship = {
    entityUrn: `urn:li:fsd_memberRelationship:${slug}`,
    memberRelationship: { noConnection: { memberDistance } },
    $type: 'com.linkedin.voyager.dash.relationships.MemberRelationship',
  };
  return { data: { '*contactInfo': entityUrn }, included: [relationship, info] };
}

/** @param {string} day */
function date(day) {
  const [year, month, number] = day.split('-').map(Number);
  return { year, month, day: number };
}

/**
 * The element that shows a value. A long text stands in a row of its own.
 * @param {Person} person
 * @param {Contact} contact
 * @param {string} origin
 * @param {(text: string) => string} long makes such a row, and gives the reference to it
 */
function element({ slug }, { kind, value = '', type }, origin, long) {
  switch (kind) {
    case 'profile':
      return ['$', 'a', null, { url: `${origin}/in/${slug}`, children: slug }];
    case 'email':
      return ['$', 'a', null, { url: `mailto:${value}`, children: value }];
    case 'website':
      return ['$', 'a', null, { url: value, children: value.replace('https://', ''), type }];
    case 'birthday':
    case 'connected':
      return ['$', 'time', null, { date: date(value) }];
    case 'address':
      return ['$', 'p', null, { children: long(value) }];
    default:
      return ['$', 'p', null, { children: value, type }];
  }
}

/**
 * The rows of the overlay: each `HEXID:`, a tag or none, and JSON to the end of the line; or a text behind `T`, its
 * length in bytes and a comma. What a row says of its value and the value itself stand in different rows.
 * @param {Person} person
 * @param {Contact[]} contacts
 * @param {string} origin of the network
 * @returns {string}
 */
export function contactRows(person, contacts, origin) {
  const rows = ['1:I["com.linkedin.sdui.components.core.Screen",[],"default"]\n'];
  let last = 1;
  /** @param {string} text */
  const add = (text) => {
    last += 1;
    rows.push(`${last.toString(16)}:${text}`);
    return last.toString(16);
  };
  /** @param {unknown} value */
  const addJson = (value) => add(`${JSON.stringify(value)}\n`);
  /** @param {string} text */
  const addText = (text) => `$${add(`T${Buffer.byteLength(text).toString(16)},${text}`)}`;
  const lines = contacts.map((contact) => {
    const value = addJson(element(person, contact, origin, addText));
    const viewTrackingSpecs = { viewName: `contact-${contact.kind}` };
    return `$L${addJson(['$', 'div', null, { viewTrackingSpecs, children: `$L${value}` }])}`;
  });
  const email = contacts.find(({ kind }) => kind === 'email');
  const note = addText(
    `Écrivez à ${email?.value ?? 'cette personne'} : une adresse est faite pour cela. Ce texte est long, comme ceux que ` +
    'de tels rangs portent, et sa longueur est comptée en octets : qui la change sans le dire rend illisible tout ce qui suit.',
  );
  const stringValue = STATE_DISTANCES[person.degree];
  if (stringValue !== undefined) {
    addJson({ key: `profile_network_distance_${person.slug}`, value: { stringValue } });
  }
  rows.push(`0:${JSON.stringify(['$', '$L1', null, { note, children: lines }])}\n`);
  return rows.join('');
}
